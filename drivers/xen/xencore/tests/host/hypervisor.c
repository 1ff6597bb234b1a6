/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See hypervisor.h.
 */
#include "hypervisor.h"

#include <stdlib.h>
#include <string.h>
#include <uk/arch/cpu.h>
#include <uk/arch/irq.h>
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/shared.h>

bool host_irq_enabled;
struct hypervisor_grant *hypervisor_grants;

static struct uk_xen_shared shared;
static uk_arch_irq_handler upcall;
static bool line; /* an interrupt is due */
static unsigned int next_channel = 1;
static unsigned int steps_left;
static void (*action)(void);

void hypervisor_act_at(unsigned int at, void (*act)(void))
{
	steps_left = at;
	action = act;
}

bool hypervisor_acted(void)
{
	return !action;
}

void host_step(void)
{
	void (*act)(void) = action;

	if (act && !steps_left--) {
		action = NULL;
		act();
	}
}

struct uk_xen_shared *uk_xen_shared(void)
{
	return &shared;
}

bool uk_xen_present(void)
{
	return true;
}

int uk_xen_parameter_set(uint32_t parameter, uint64_t value)
{
	/* a vector, of those that the CPU leaves free */
	if (parameter != XEN_PARAMETER_CALLBACK || value >> 56 != 2 ||
	    (value & 0xff) < 32)
		abort();
	return 0;
}

int uk_arch_irq_take(uk_arch_irq_handler handler, void *argument)
{
	(void)argument;
	upcall = handler;
	return 5;
}

/* xen/common/event_2l.c: an edge where upcall_pending was 0 */
static void mark(unsigned int word)
{
	uint64_t bit = 1ULL << word;
	uint64_t before = shared.vcpu[0].pending_words;

	shared.vcpu[0].pending_words |= bit;
	if (before & bit)
		return;
	if (!shared.vcpu[0].upcall_pending)
		line = true;
	shared.vcpu[0].upcall_pending = 1;
}

void hypervisor_raise(unsigned int channel)
{
	uint64_t bit = 1ULL << channel % 64;

	if (shared.pending[channel / 64] & bit)
		return;
	shared.pending[channel / 64] |= bit;
	if (!(shared.mask[channel / 64] & bit))
		mark(channel / 64);
}

void hypervisor_interrupt(void)
{
	while (line) {
		line = false;
		upcall(NULL);
	}
}

static long event_operation(int operation, uint32_t *words)
{
	uint32_t channel = words[0];
	uint64_t bit = 1ULL << channel % 64;

	switch (operation) {
	case 1: /* EVTCHNOP_bind_virq */
		words[2] = next_channel++;
		return 0;
	case 3: /* EVTCHNOP_close */
		return 0;
	case 6: /* EVTCHNOP_alloc_unbound */
		words[1] = next_channel++;
		return 0;
	case 9: /* EVTCHNOP_unmask */
		shared.mask[channel / 64] &= ~bit;
		if (shared.pending[channel / 64] & bit)
			mark(channel / 64);
		return 0;
	}
	return -ENOSYS;
}

static long memory_operation(int operation, void *structure)
{
	struct {
		uint16_t domain, size;
		uint32_t space;
		uint64_t index, frame;
	} add;

	memcpy(&add, structure, sizeof(add));
	if (operation != 7 || add.space != 1)
		return -ENOSYS;
	if (!add.index)
		hypervisor_grants = (void *)(add.frame << UK_PAGE_SHIFT);
	return 0;
}

long uk_xen_call(unsigned int number, long a, long b, long c)
{
	(void)c;
	if (number == XEN_EVENT_CHANNEL_OP)
		return event_operation((int)a, (uint32_t *)b);
	if (number == XEN_MEMORY_OP)
		return memory_operation((int)a, (void *)b);
	return -ENOSYS;
}
