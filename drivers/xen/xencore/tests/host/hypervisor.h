/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the hypervisor does for one virtual CPU: event channels as Xen's 2-level code has
 * them, and a table of grants that another domain looks at.
 */
#ifndef XENCORE_HYPERVISOR_H
#define XENCORE_HYPERVISOR_H

#include <uk/essentials.h>

/* Xen's or another domain's: an event for the channel. */
void hypervisor_raise(unsigned int channel);

/* Interrupts that are due, until none is. */
void hypervisor_interrupt(void);

/* Calls `act` once, at access number `at` from now on. */
void hypervisor_act_at(unsigned int at, void (*act)(void));
/* Whether it has been called. */
bool hypervisor_acted(void);

struct hypervisor_grant {
	uint16_t flags;
	uint16_t domain;
	uint32_t frame;
};

extern struct hypervisor_grant *hypervisor_grants;

#endif /* XENCORE_HYPERVISOR_H */
