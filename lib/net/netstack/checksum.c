/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The Internet checksum's sum (RFC 1071), eight bytes at a step: the order of
 * bytes does not matter to a ones' complement sum.
 */
#include <uk/essentials.h>

#include "lwipopts.h"

static inline uint64_t load64(const uint8_t *at)
{
	uint64_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	return value;
}

static inline uint32_t load32(const uint8_t *at)
{
	uint32_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	return value;
}

static inline uint64_t add(uint64_t sum, uint64_t value)
{
	bool carry = __builtin_add_overflow(sum, value, &sum);

	return sum + carry;
}

/* The sum, not complemented, of `length` bytes as 16-bit words in memory's
 * order; an odd last byte is followed by a zero.
 */
uint16_t netstack_checksum(const void *data, int length)
{
	const uint8_t *at = data;
	uint64_t sum = 0;
	uint64_t last = 0; /* of the last 7 bytes, no carry leaves it */

	for (; length >= 8; length -= 8, at += 8)
		sum = add(sum, load64(at));
	if (length & 4) { /* where a header of IPv4 ends */
		last = load32(at);
		at += 4;
	}
	if (UK_UNLIKELY(length & 3)) {
		if (length & 2) {
			last += at[0] | at[1] << 8;
			at += 2;
		}
		if (length & 1)
			last += *at;
	}
	sum = add(sum, last);
	/* 64 bits to 16: each fold can carry once more */
	sum = (sum >> 32) + (uint32_t)sum;
	sum = (sum >> 32) + (uint32_t)sum;
	sum = (sum >> 16) + (uint16_t)sum;
	sum = (sum >> 16) + (uint16_t)sum;
	return (uint16_t)sum;
}
