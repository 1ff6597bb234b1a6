/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds devices in the DSDT that are plain data: a name, an identifier, and resources
 * that never change, which is how virtual machines describe theirs. Code is passed over,
 * not run (ACPI 6.5, chapters 19.6 and 20.2). Every step stays within its package.
 */
#include <uk/string.h>

#include "private.h"

/* AML encodings, section 20.2 */
#define AML_ZERO 0x00
#define AML_ONE 0x01
#define AML_NAME 0x08
#define AML_BYTE 0x0a
#define AML_WORD 0x0b
#define AML_DWORD 0x0c
#define AML_STRING 0x0d
#define AML_QWORD 0x0e
#define AML_SCOPE 0x10
#define AML_BUFFER 0x11
#define AML_PACKAGE 0x12
#define AML_VAR_PACKAGE 0x13
#define AML_METHOD 0x14
#define AML_DUAL_NAME 0x2e
#define AML_MULTI_NAME 0x2f
#define AML_ROOT '\\'
#define AML_PARENT '^'
#define AML_IF 0xa0
#define AML_ELSE 0xa1
#define AML_ONES 0xff
#define AML_EXTENDED 0x5b
/* behind AML_EXTENDED */
#define AML_MUTEX 0x01
#define AML_EVENT 0x02
#define AML_REGION 0x80
#define AML_FIELD 0x81
#define AML_DEVICE 0x82
#define AML_BANK_FIELD 0x87 /* the last of those that are packages */

#define SEGMENT 4 /* characters of a name */

/* Resources, section 6.4 */
#define RESOURCE_LARGE 0x80
#define RESOURCE_MEMORY_32_FIXED 0x86 /* 6.4.3.4 */
#define RESOURCE_INTERRUPT 0x89	      /* 6.4.3.6 */
#define INTERRUPT_EDGE 0x02
#define INTERRUPT_LOW 0x04

struct code {
	const uint8_t *at, *end;
};

static bool skip(struct code *code, size_t bytes)
{
	if (bytes > (size_t)(code->end - code->at))
		return false;
	code->at += bytes;
	return true;
}

/* Steps over a package; `inside` gets what is in it, behind its length (20.2.4). */
static bool package(struct code *code, struct code *inside)
{
	const uint8_t *start = code->at;
	unsigned int further;
	size_t length;

	if (!skip(code, 1))
		return false;
	further = *start >> 6;
	length = further ? *start & 0x0f : *start & 0x3f;
	if (!skip(code, further))
		return false;
	for (unsigned int i = 0; i < further; i++)
		length |= (size_t)start[1 + i] << (4 + 8 * i);
	if (length < 1 + further || length > (size_t)(code->end - start))
		return false;
	inside->at = code->at;
	inside->end = code->at = start + length;
	return true;
}

static bool skip_name(struct code *code)
{
	uint8_t kind;

	while (code->at < code->end &&
	       (*code->at == AML_ROOT || *code->at == AML_PARENT))
		code->at++;
	if (code->at == code->end)
		return false;
	kind = *code->at;
	if (kind == AML_ZERO)
		return skip(code, 1);
	if (kind == AML_DUAL_NAME)
		return skip(code, 1 + 2 * SEGMENT);
	if (kind == AML_MULTI_NAME)
		return code->end - code->at >= 2 &&
		       skip(code, 2 + (size_t)code->at[1] * SEGMENT);
	return skip(code, SEGMENT);
}

/* Steps over a constant: a number, a text, a buffer or a package (20.2.3). */
static bool skip_constant(struct code *code)
{
	struct code inside;
	uint8_t kind;

	if (code->at == code->end)
		return false;
	kind = *code->at++;
	switch (kind) {
	case AML_ZERO:
	case AML_ONE:
	case AML_ONES:
		return true;
	case AML_BYTE:
		return skip(code, 1);
	case AML_WORD:
		return skip(code, 2);
	case AML_DWORD:
		return skip(code, 4);
	case AML_QWORD:
		return skip(code, 8);
	case AML_STRING:
		while (code->at < code->end)
			if (!*code->at++)
				return true;
		return false;
	case AML_BUFFER:
	case AML_PACKAGE:
	case AML_VAR_PACKAGE:
		return package(code, &inside);
	default:
		return false;
	}
}

static uint32_t number_at(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* The first of each kind counts; an unknown kind is passed over. */
static void read_resources(struct code code, struct uk_acpi_device *device)
{
	while (code.at < code.end) {
		const uint8_t *item = code.at;
		size_t length = *item & 7;

		if (!(*item & RESOURCE_LARGE)) {
			if (!skip(&code, 1 + length))
				return;
			continue;
		}
		if (!skip(&code, 3))
			return;
		length = item[1] | item[2] << 8;
		if (!skip(&code, length))
			return;
		if (*item == RESOURCE_MEMORY_32_FIXED && length >= 9 &&
		    !device->length) {
			device->address = number_at(item + 4);
			device->length = number_at(item + 8);
		} else if (*item == RESOURCE_INTERRUPT && length >= 6 &&
			   item[4] && !device->has_interrupt) {
			device->has_interrupt = true;
			device->is_level = !(item[3] & INTERRUPT_EDGE);
			device->is_active_low = item[3] & INTERRUPT_LOW;
			device->interrupt = number_at(item + 5);
		}
	}
}

/* Takes in a name of the device and its value, and steps over both. */
static bool read_name(struct code *code, const char *id, bool *is_it,
		      struct uk_acpi_device *device)
{
	const uint8_t *name = code->at;
	const uint8_t *value;
	struct code buffer, inside;

	if (!skip_name(code))
		return false;
	value = code->at;
	if (!skip_constant(code))
		return false;
	if (value - name != SEGMENT)
		return true;
	if (!memcmp(name, "_HID", SEGMENT) && *value == AML_STRING) {
		*is_it = !strcmp((const char *)value + 1, id);
	} else if (!memcmp(name, "_CRS", SEGMENT) && *value == AML_BUFFER) {
		buffer = (struct code){ value + 1, code->at };
		/* the buffer's size, then its content */
		if (package(&buffer, &inside) && skip_constant(&inside))
			read_resources(inside, device);
	}
	return true;
}

static bool skip_extended(struct code *code)
{
	struct code inside;
	uint8_t kind;

	if (code->at == code->end)
		return false;
	kind = *code->at++;
	if (kind == AML_MUTEX)
		return skip_name(code) && skip(code, 1);
	if (kind == AML_EVENT)
		return skip_name(code);
	if (kind == AML_REGION) /* its space, offset and length */
		return skip_name(code) && skip(code, 1) &&
		       skip_constant(code) && skip_constant(code);
	return kind >= AML_FIELD && kind <= AML_BANK_FIELD &&
	       package(code, &inside);
}

/* Whether the device with this body has that identifier. */
static bool read_device(struct code code, const char *id,
			struct uk_acpi_device *device)
{
	bool is_it = false, is_known = true;
	struct code inside;

	*device = (struct uk_acpi_device){ 0 };
	if (!skip_name(&code))
		return false;
	while (is_known && code.at < code.end) {
		switch (*code.at++) {
		case AML_NAME:
			is_known = read_name(&code, id, &is_it, device);
			break;
		case AML_EXTENDED:
			is_known = skip_extended(&code);
			break;
		case AML_SCOPE:
		case AML_METHOD:
		case AML_IF:
		case AML_ELSE:
			is_known = package(&code, &inside);
			break;
		default:
			is_known = false;
		}
	}
	return is_it;
}

bool uk_acpi_next_device(const struct uk_acpi_header *dsdt, size_t *at,
			 const char *id, struct uk_acpi_device *device)
{
	const uint8_t *start = (const uint8_t *)dsdt;
	struct code code, body;

	/* Devices may be within anything, so each byte may begin one. */
	for (*at = UK_MAX(*at, sizeof(*dsdt)); *at + 2 <= dsdt->length; ++*at) {
		if (start[*at] != AML_EXTENDED || start[*at + 1] != AML_DEVICE)
			continue;
		code = (struct code){ start + *at + 2, start + dsdt->length };
		if (package(&code, &body) && read_device(body, id, device)) {
			++*at;
			return true;
		}
	}
	return false;
}
