/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The paravirtual clock that KVM took over from Xen: the host keeps in the guest's memory what
 * turns the time-stamp counter into nanoseconds (Xen: xen/include/public/xen.h, struct
 * vcpu_time_info; Linux: Documentation/virt/kvm/x86/msr.rst).
 */
#ifndef UK_PVCLOCK_H
#define UK_PVCLOCK_H

#include <uk/essentials.h>

#define UK_PVCLOCK_STABLE 1u /* does not go back between CPUs */

struct uk_pvclock {
	uint32_t version; /* odd while the host writes */
	uint32_t padding;
	uint64_t tsc_timestamp;
	uint64_t system_time; /* ns at that time stamp */
	uint32_t multiplier;  /* 2^32 ns a (shifted) tick */
	int8_t shift;
	uint8_t flags;
	uint8_t padding2[2];
};

/* Nanoseconds since the host's choice of a moment. Any context. */
uint64_t uk_pvclock_read(const struct uk_pvclock *clock);

#endif /* UK_PVCLOCK_H */
