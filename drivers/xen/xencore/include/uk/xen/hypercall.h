/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of the hypervisor. Numbers and structures are those of Xen's public headers
 * (xen/include/public, cited beside each); results are negative errno, with Linux's numbers.
 * Any context.
 */
#ifndef UK_XEN_HYPERCALL_H
#define UK_XEN_HYPERCALL_H

#include <uk/xen/call.h> /* uk_xen_call() */

/* xen.h */
#define XEN_MEMORY_OP 12
#define XEN_VERSION 17
#define XEN_CONSOLE_IO 18
#define XEN_GRANT_TABLE_OP 20
#define XEN_VCPU_OP 24
#define XEN_SCHED_OP 29
#define XEN_EVENT_CHANNEL_OP 32
#define XEN_HVM_OP 34

/* The calling domain, where one is to be named */
#define XEN_DOMAIN_SELF 0x7ff0

/* Whether this machine is Xen's. Any context; the first call looks. */
bool uk_xen_present(void);

/* What most calls look like: an operation and its structure */
static inline long uk_xen_operation(unsigned int call, int operation,
				    void *structure)
{
	return uk_xen_call(call, operation, (long)structure, 0);
}

/* Why the domain ends when it does (sched.h, SHUTDOWN_*): 0, a power-off, unless somebody says
 * otherwise. A crash is a crash.
 */
extern uint32_t uk_xen_end_reason;

/* Lets others have the CPU, among them, where there are few CPUs, who we wait for (sched.h). */
static inline void uk_xen_yield(void)
{
	uk_xen_call(XEN_SCHED_OP, 0, 0, 0);
}

/* ---- parameters that the toolstack set (hvm/params.h) ---- */

#define XEN_PARAMETER_CALLBACK 0
#define XEN_PARAMETER_STORE_FRAME 1
#define XEN_PARAMETER_STORE_CHANNEL 2
#define XEN_PARAMETER_CONSOLE_FRAME 17
#define XEN_PARAMETER_CONSOLE_CHANNEL 18

/* 0 and *value, or a negative errno. */
int uk_xen_parameter(uint32_t parameter, uint64_t *value);
int uk_xen_parameter_set(uint32_t parameter, uint64_t value);

/* Maps page frame `frame`, which the toolstack has filled. NULL if it cannot be mapped. Not
 * from an interrupt.
 */
void *uk_xen_frame_map(uint64_t frame);

#endif /* UK_XEN_HYPERCALL_H */
