/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of the hypervisor. Numbers and structures are those of Xen's public headers
 * (xen/include/public, cited beside each); results are negative errno, with Linux's numbers.
 * Any context.
 */
#ifndef UK_XEN_HYPERCALL_H
#define UK_XEN_HYPERCALL_H

#include <uk/essentials.h>

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

/* The hypervisor's instruction is the CPU vendor's: `vmcall` or `vmmcall`. */
extern bool uk_xen_is_amd;

/* Xen changes no register but rax, and no memory that is not among the arguments. */
static inline long uk_xen_call(unsigned int number, long a, long b, long c)
{
	long result;

	if (uk_xen_is_amd)
		__asm__ volatile("vmmcall"
				 : "=a"(result), "+D"(a), "+S"(b), "+d"(c)
				 : "0"((long)number)
				 : "memory");
	else
		__asm__ volatile("vmcall"
				 : "=a"(result), "+D"(a), "+S"(b), "+d"(c)
				 : "0"((long)number)
				 : "memory");
	return result;
}

/* What most calls look like: an operation and its structure */
static inline long uk_xen_operation(unsigned int call, int operation,
				    void *structure)
{
	return uk_xen_call(call, operation, (long)structure, 0);
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
