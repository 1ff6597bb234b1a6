/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware made of memory.
 */
#include "firmware.h"

#include <uk/string.h>

#define TABLE_CHECKSUM 9
#define ROOT_CHECKSUM 8
#define ROOT_REVISION 15
#define ROOT_RSDT 16
#define ROOT_LENGTH 20
#define ROOT_XSDT 24
#define ROOT_EXTENDED_CHECKSUM 32

uint8_t firmware[FIRMWARE_BYTES] __uk_aligned(16);
static uint32_t used;

void firmware_reset(void)
{
	memset(firmware, 0, sizeof(firmware));
	used = 0;
}

const void *firmware_map(uint64_t address, size_t length)
{
	if (address < FIRMWARE_BASE || length > FIRMWARE_BYTES ||
	    address - FIRMWARE_BASE > FIRMWARE_BYTES - length)
		return NULL;
	return firmware + (address - FIRMWARE_BASE);
}

uint8_t *firmware_at(uint64_t address)
{
	return firmware + (address - FIRMWARE_BASE);
}

void firmware_put(uint64_t address, uint64_t value, size_t size)
{
	memcpy(firmware_at(address), &value, size);
}

static uint8_t missing(uint64_t address, size_t length)
{
	uint8_t sum = 0;

	while (length--)
		sum += *firmware_at(address++);
	return -sum;
}

static uint64_t take(uint32_t length)
{
	uint64_t address = FIRMWARE_BASE + used;

	used += UK_ALIGN_UP(length, 16);
	return address;
}

uint64_t firmware_table(const char signature[4], uint32_t length)
{
	uint64_t table = take(length);

	memcpy(firmware_at(table), signature, 4);
	firmware_put(table + 4, length, 4);
	firmware_sum(table);
	return table;
}

void firmware_sum(uint64_t table)
{
	uint32_t length;

	memcpy(&length, firmware_at(table) + 4, sizeof(length));
	firmware_put(table + TABLE_CHECKSUM, 0, 1);
	firmware_put(table + TABLE_CHECKSUM, missing(table, length), 1);
}

uint64_t firmware_root(uint64_t rsdt, uint64_t xsdt)
{
	uint64_t root = take(ROOT_BYTES);

	memcpy(firmware_at(root), "RSD PTR ", 8);
	firmware_put(root + ROOT_REVISION, xsdt ? 2 : 0, 1);
	firmware_put(root + ROOT_RSDT, rsdt, 4);
	firmware_put(root + ROOT_LENGTH, ROOT_BYTES, 4);
	firmware_put(root + ROOT_XSDT, xsdt, 8);
	firmware_put(root + ROOT_CHECKSUM, missing(root, 20), 1);
	firmware_put(root + ROOT_EXTENDED_CHECKSUM, missing(root, ROOT_BYTES),
		     1);
	return root;
}
