/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hypervisor's instruction (Xen: docs/guest-guide/x86/hypercall-abi.rst). Apart, so that host
 * programs can have a hypervisor of their own.
 */
#ifndef UK_XEN_CALL_H
#define UK_XEN_CALL_H

#include <uk/essentials.h>

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

#endif /* UK_XEN_CALL_H */
