/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The checksum of old journals (journal.rst, COMPAT_CHECKSUM): CRC-32 with its most
 * significant bit first. Only read here, so a table of 16 is fast enough.
 */
#include "replay.h"

#define POLYNOMIAL 0x04c11db7u

static uint32_t nibble(uint32_t crc)
{
	for (int bit = 0; bit < 4; bit++)
		crc = crc << 1 ^ (crc >> 31 ? POLYNOMIAL : 0);
	return crc;
}

uint32_t replay_crc32(uint32_t crc, const void *data, size_t length)
{
	const unsigned char *at = data;
	uint32_t table[16];

	for (uint32_t i = 0; i < 16; i++)
		table[i] = nibble(i << 28);
	for (; length; length--, at++) {
		crc ^= (uint32_t)*at << 24;
		crc = crc << 4 ^ table[crc >> 28];
		crc = crc << 4 ^ table[crc >> 28];
	}
	return crc;
}
