/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * KVM's paravirtual clock (Linux: Documentation/virt/kvm/x86/msr.rst, cpuid.rst).
 */
#include <uk/arch/cpu.h>
#include <uk/arch/x86.h>
#include <uk/pvclock.h>
#include <uk/string.h>

#include "tsc.h"

#define LEAF_SIGNATURE 0x40000000
#define LEAF_FEATURES 0x40000001
#define CPUID_1_ECX_HYPERVISOR (1u << 31)
#define FEATURE_CLOCK (1u << 3)
#define FEATURE_CLOCK_STABLE (1u << 24)
#define MSR_WALL_CLOCK 0x4b564d00
#define MSR_SYSTEM_TIME 0x4b564d01
#define NANOSECONDS 1000000000ULL
#define ENABLE 1

static struct uk_pvclock info __uk_aligned(64);

static bool start(void)
{
	struct uk_x86_cpuid leaf;

	if (!(uk_x86_cpuid(1, 0).ecx & CPUID_1_ECX_HYPERVISOR))
		return false;
	leaf = uk_x86_cpuid(LEAF_SIGNATURE, 0);
	if (memcmp(&leaf.ebx, "KVMK", 4) || memcmp(&leaf.ecx, "VMKV", 4) ||
	    leaf.eax < LEAF_FEATURES)
		return false;
	leaf = uk_x86_cpuid(LEAF_FEATURES, 0);
	/* stable: the host's promise that it does not go back */
	if (!(leaf.eax & FEATURE_CLOCK) || !(leaf.eax & FEATURE_CLOCK_STABLE))
		return false;
	uk_x86_write_msr(MSR_SYSTEM_TIME, (uintptr_t)&info | ENABLE);
	return info.multiplier != 0;
}

uint64_t kvmclock_now(void)
{
	static enum { UNKNOWN, ABSENT, PRESENT } state;

	if (UK_UNLIKELY(state == UNKNOWN))
		state = start() ? PRESENT : ABSENT;
	if (state == ABSENT)
		return 0;
	return uk_pvclock_read(&info);
}

uint64_t kvmclock_wall(void)
{
	static struct {
		uint32_t version; /* odd: being written */
		uint32_t seconds;
		uint32_t nanoseconds;
	} wall;

	if (!kvmclock_now())
		return 0;
	/* the host fills it in before the next instruction, and not again */
	uk_x86_write_msr(MSR_WALL_CLOCK, (uintptr_t)&wall);
	return wall.seconds * NANOSECONDS + wall.nanoseconds;
}
