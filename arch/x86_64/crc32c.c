/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CRC32 of SSE4.2 (Intel SDM vol. 2, "CRC32"): works in general registers, whatever its
 * name.
 */
#include <uk/arch/crc32c.h>
#include <uk/arch/x86.h>

#define CPUID_1_ECX_SSE4_2 (1u << 20)

bool uk_arch_has_crc32c(void)
{
	return uk_x86_cpuid(1, 0).ecx & CPUID_1_ECX_SSE4_2;
}

uint32_t uk_arch_crc32c(uint32_t crc, const void *data, size_t length)
{
	const unsigned char *at = data;
	uint64_t sum = crc;

	for (; length >= 32; length -= 32, at += 32)
		__asm__("crc32q (%1), %0\n"
			"crc32q 8(%1), %0\n"
			"crc32q 16(%1), %0\n"
			"crc32q 24(%1), %0\n"
			: "+r"(sum)
			: "r"(at), "m"(*(const unsigned char(*)[32])at));
	for (; length; length--, at++)
		__asm__("crc32b %1, %k0" : "+r"(sum) : "rm"(*at));
	return (uint32_t)sum;
}
