/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The page that Xen shares with a domain (xen/include/public/xen.h, struct shared_info; the
 * 64-bit layout). Read and written with atomic operations only: Xen does, too.
 */
#ifndef UK_XEN_SHARED_H
#define UK_XEN_SHARED_H

#include <uk/pvclock.h>

#define XEN_LEGACY_VCPUS 32
#define XEN_EVENT_WORDS 64 /* 4,096 channels */

struct uk_xen_vcpu {
	uint8_t upcall_pending;
	uint8_t upcall_mask;
	uint64_t pending_words; /* a bit for each word of `pending` */
	uint64_t cr2;
	uint64_t padding;
	struct uk_pvclock time;
};

struct uk_xen_shared {
	struct uk_xen_vcpu vcpu[XEN_LEGACY_VCPUS];
	uint64_t pending[XEN_EVENT_WORDS];
	uint64_t mask[XEN_EVENT_WORDS];
	uint32_t wall_version; /* odd while Xen writes */
	uint32_t wall_seconds; /* at the domain's time 0 */
	uint32_t wall_nanoseconds;
	uint32_t wall_seconds_high;
};

/* Mapped when it is first asked for; stops the image if Xen refuses. */
struct uk_xen_shared *uk_xen_shared(void);

#endif /* UK_XEN_SHARED_H */
