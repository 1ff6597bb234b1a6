/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of a hypervisor that is part of the program.
 */
#ifndef UK_XEN_CALL_H
#define UK_XEN_CALL_H

#include <uk/essentials.h>

long uk_xen_call(unsigned int number, long a, long b, long c);

#endif /* UK_XEN_CALL_H */
