/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the hypervisor does for one virtual CPU: event channels as Xen's code for either interface
 * has them, and a table of grants that another domain looks at.
 */
#ifndef XENCORE_HYPERVISOR_H
#define XENCORE_HYPERVISOR_H

#include <uk/essentials.h>

/* Xen's or another domain's: an event for the channel. */
void hypervisor_raise(unsigned int channel);

/* Interrupts that are due, until none is. */
void hypervisor_interrupt(void);

/* The guest goes on as another domain: nothing is known of its channels. */
void hypervisor_new_domain(void);

/* One more, of which nobody knows why. */
void hypervisor_upcall(void);

/* The CPU's `sti; hlt`, where `between` happens between the two, and what interrupts then is
 * let in. Whether the halt ends; if not, it lasts until the next interrupt.
 */
bool hypervisor_halt(void (*between)(void));

/* Whether there is the FIFO interface; a program may define it. */
extern bool hypervisor_has_fifo;

/* What is in its pages, once the guest has told where they are */
extern struct hypervisor_control {
	uint32_t ready;
	uint32_t padding;
	uint32_t head[16];
} *hypervisor_control;
extern uint32_t *hypervisor_words;

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
