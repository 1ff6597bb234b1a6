/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads the clock that KVM and Xen keep for a virtual CPU.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/pvclock.h>

uint64_t uk_pvclock_read(const struct uk_pvclock *clock)
{
	uint64_t ticks, now;
	uint32_t version;

	do {
		version = uk_load_acquire(&clock->version);
		ticks = uk_arch_cycles() - clock->tsc_timestamp;
		ticks = clock->shift >= 0 ? ticks << clock->shift :
					    ticks >> -clock->shift;
		now = clock->system_time +
		      (uint64_t)((unsigned __int128)ticks *
					 clock->multiplier >> 32);
		uk_compiler_barrier();
	} while (version & 1 || version != uk_load_relaxed(&clock->version));
	return now;
}
