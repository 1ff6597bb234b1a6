/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RDRAND (Intel SDM vol. 1, section 7.3.17): it may fail for a while, and ten tries are
 * enough unless the generator is broken.
 */
#include <uk/arch/random.h>
#include <uk/arch/x86.h>

#define CPUID_1_ECX_RDRAND (1u << 30)
#define TRIES 10

bool uk_arch_random(uint64_t *bits)
{
	bool has_succeeded = false;

	if (!(uk_x86_cpuid(1, 0).ecx & CPUID_1_ECX_RDRAND))
		return false;
	for (int i = 0; i < TRIES && !has_succeeded; i++)
		__asm__ volatile("rdrand %0"
				 : "=r"(*bits), "=@ccc"(has_succeeded));
	return has_succeeded;
}
