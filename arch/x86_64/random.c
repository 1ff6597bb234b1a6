/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RDRAND and RDSEED (Intel SDM vol. 1, section 7.3.17): either may fail for a while.
 * Ten tries are enough for RDRAND unless the generator is broken; RDSEED may run
 * dry, and wants a pause between more of them.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/random.h>
#include <uk/arch/x86.h>

#define CPUID_1_ECX_RDRAND (1u << 30)
#define CPUID_7_EBX_RDSEED (1u << 18)
#define TRIES 10
#define SEED_TRIES 100

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

bool uk_arch_random_seed(uint64_t *bits)
{
	bool has_succeeded = false;

	if (uk_x86_cpuid(0, 0).eax < 7 ||
	    !(uk_x86_cpuid(7, 0).ebx & CPUID_7_EBX_RDSEED))
		return uk_arch_random(bits);
	for (int i = 0; i < SEED_TRIES && !has_succeeded; i++) {
		__asm__ volatile("rdseed %0"
				 : "=r"(*bits), "=@ccc"(has_succeeded));
		if (!has_succeeded)
			uk_arch_spin_hint();
	}
	return has_succeeded || uk_arch_random(bits);
}
