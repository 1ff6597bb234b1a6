/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The CPU is asked once whether it has the instruction: where a hypervisor answers
 * that takes longer than the checksum of a block.
 */
#include <uk/arch/crc32c.h>
#include <uk/crc32c.h>

/* 0x1edc6f41, its bits in reverse: the least significant bit comes first. */
#define POLYNOMIAL 0x82f63b78u

static void make(uint32_t table[256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		table[i] = crc;
	}
}

uint32_t uk_crc32c_by_table(uint32_t crc, const void *data, size_t length)
{
	static uint32_t table[256];
	const unsigned char *at = data;

	if (!table[1])
		make(table);
	while (length--)
		crc = crc >> 8 ^ table[(crc ^ *at++) & 0xff];
	return crc;
}

uint32_t uk_crc32c(uint32_t crc, const void *data, size_t length)
{
	static enum { UNKNOWN, YES, NO } has_instruction;

	if (UK_UNLIKELY(has_instruction == UNKNOWN))
		has_instruction = uk_arch_has_crc32c() ? YES : NO;
	return has_instruction == YES ? uk_arch_crc32c(crc, data, length) :
					uk_crc32c_by_table(crc, data, length);
}
