/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the text that tells of a device to where it is.
 */
#include "private.h"

/* A parameter in decimal, or hexadecimal with 0x, up to `most`. */
static bool take_number(const char **text, uint64_t most, uint64_t *value)
{
	const char *at = *text;
	const char *digits;
	unsigned int base = 10;

	if (at[0] == '0' && (at[1] | 0x20) == 'x') {
		base = 16;
		at += 2;
	}
	for (*value = 0, digits = at;; at++) {
		unsigned int digit;

		if (*at >= '0' && *at <= '9')
			digit = (unsigned int)(*at - '0');
		else if ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'f')
			digit = (unsigned int)((*at | 0x20) - 'a' + 10);
		else
			break;
		if (digit >= base)
			return false;
		if (__builtin_mul_overflow(*value, base, value) ||
		    __builtin_add_overflow(*value, digit, value) ||
		    *value > most)
			return false;
	}
	*text = at;
	return at > digits;
}

static bool take(const char **text, char character)
{
	return *(*text)++ == character;
}

int virtio_mmio_parse(const char *text, struct virtio_mmio_place *place)
{
	uint64_t length, address, interrupt, id;

	if (!take_number(&text, UINT32_MAX >> 10, &length))
		return -EINVAL;
	if (*text == 'K' || *text == 'k') {
		length <<= 10;
		text++;
	}
	if (!take(&text, '@') || !take_number(&text, UINT64_MAX, &address) ||
	    !take(&text, ':') || !take_number(&text, UINT32_MAX, &interrupt))
		return -EINVAL;
	/* Linux names the device by it; we have no use for it */
	if (*text == ':' &&
	    !(take(&text, ':') && take_number(&text, UINT32_MAX, &id)))
		return -EINVAL;
	if (*text)
		return -EINVAL;
	*place = (struct virtio_mmio_place){
		.address = address,
		.length = (uint32_t)length,
		.interrupt = (uint32_t)interrupt,
	};
	return 0;
}
