/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How fast the time-stamp counter runs: the CPU or the hypervisor says so, else it is
 * measured against the PC's interval timer.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/x86.h>

#include "tsc.h"

/* SDM vol. 3B section 19.7.3: ebx/eax = TSC ticks per crystal tick, ecx = crystal's Hz */
#define LEAF_TSC 0x15
/* Hypervisors' timing leaf (VMware, QEMU's vmware-cpuid-freq): eax = TSC kHz */
#define LEAF_HYPERVISOR 0x40000000
#define LEAF_TIMING 0x40000010
#define CPUID_1_ECX_HYPERVISOR (1u << 31)

/* Intel 8254 */
#define PIT_HZ 1193182
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND 0x43
#define PIT_CHANNEL2_MODE0 0xb0 /* low then high byte, count down once */
#define PIT_LATCH_CHANNEL2 0x80
#define SPEAKER_PORT 0x61
#define SPEAKER_GATE 0x01
#define SPEAKER_ON 0x02
/* 2 ms: a port access takes 1 us or so, so the error stays near 0.1 % */
#define PIT_TICKS 2387
#define MEASUREMENTS_MOST 10
/* Where nothing answers, a guess keeps the clock going, if not right. */
#define FALLBACK_HZ 1000000000
#define PIT_READS_MOST 1000000

static uint64_t from_cpu(void)
{
	struct uk_x86_cpuid leaf;

	if (uk_x86_cpuid(0, 0).eax < LEAF_TSC)
		return 0;
	leaf = uk_x86_cpuid(LEAF_TSC, 0);
	return leaf.eax ? (uint64_t)leaf.ecx * leaf.ebx / leaf.eax : 0;
}

static uint64_t from_hypervisor(void)
{
	uint32_t highest;

	if (!(uk_x86_cpuid(1, 0).ecx & CPUID_1_ECX_HYPERVISOR))
		return 0;
	highest = uk_x86_cpuid(LEAF_HYPERVISOR, 0).eax;
	if (highest < LEAF_TIMING || highest > LEAF_HYPERVISOR + 0xffff)
		return 0;
	return uk_x86_cpuid(LEAF_TIMING, 0).eax * 1000ULL;
}

static uint16_t pit_count(void)
{
	uint8_t low;

	uk_x86_out8(PIT_COMMAND, PIT_LATCH_CHANNEL2);
	low = uk_x86_in8(PIT_CHANNEL2);
	return low | uk_x86_in8(PIT_CHANNEL2) << 8;
}

static uint64_t measure(void)
{
	uint64_t start, end;
	uint16_t first, count;

	uk_x86_out8(SPEAKER_PORT,
		    (uk_x86_in8(SPEAKER_PORT) & ~SPEAKER_ON) | SPEAKER_GATE);
	uk_x86_out8(PIT_COMMAND, PIT_CHANNEL2_MODE0);
	uk_x86_out8(PIT_CHANNEL2, 0xff);
	uk_x86_out8(PIT_CHANNEL2, 0xff);
	first = pit_count();
	start = uk_arch_cycles();
	for (unsigned int i = 0; i < PIT_READS_MOST; i++) {
		count = first - pit_count();
		end = uk_arch_cycles();
		if (count >= PIT_TICKS)
			return (end - start) * PIT_HZ / count;
	}
	return 0;
}

/* A host that takes the CPU away between the reading of one counter and of the other
 * spoils a measurement: two in a row must agree.
 */
static uint64_t from_pit(void)
{
	uint64_t last = measure();
	uint64_t now = last;

	for (unsigned int i = 0; i < MEASUREMENTS_MOST && last; i++) {
		now = measure();
		if (now - last + now / 256 <= now / 128)
			break;
		last = now;
	}
	return now;
}

uint64_t tsc_frequency(void)
{
	static uint64_t frequency;

	if (!frequency)
		frequency = from_cpu();
	if (!frequency)
		frequency = from_hypervisor();
	if (!frequency)
		frequency = from_pit();
	if (!frequency)
		frequency = FALLBACK_HZ;
	return frequency;
}
