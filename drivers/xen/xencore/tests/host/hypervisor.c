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
#include <uk/plat/lifecycle.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/shared.h>

bool host_irq_enabled;
bool __uk_weak hypervisor_has_fifo;
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

/* vcpu_mark_events_pending() */
static void interrupt(void)
{
	if (!shared.vcpu[0].upcall_pending)
		line = true;
	shared.vcpu[0].upcall_pending = 1;
}

/* xen/common/event_2l.c */
static void mark(unsigned int word)
{
	uint64_t bit = 1ULL << word;
	uint64_t before = shared.vcpu[0].pending_words;

	shared.vcpu[0].pending_words |= bit;
	if (!(before & bit))
		interrupt();
}

/* xen/common/event_fifo.c: evtchn_fifo_set_pending(), with one priority */
#define PENDING (1u << 31)
#define MASKED (1u << 30)
#define LINKED (1u << 29)
#define LINK ((1u << 17) - 1)
#define PRIORITY 7

struct hypervisor_control *hypervisor_control;
uint32_t *hypervisor_words;
static unsigned int words_count;
static unsigned int tail;

static void link_event(unsigned int channel)
{
	uint32_t *words = hypervisor_words;
	bool linked = false;

	if (words[channel] & (MASKED | LINKED))
		return;
	words[channel] |= LINKED;
	if (tail && tail != channel && words[tail] & LINKED) {
		words[tail] = (words[tail] & ~LINK) | channel;
		linked = true;
	}
	tail = channel;
	if (linked)
		return;
	hypervisor_control->head[PRIORITY] = channel;
	if (!(hypervisor_control->ready & 1u << PRIORITY)) {
		hypervisor_control->ready |= 1u << PRIORITY;
		interrupt();
	}
}

void hypervisor_raise(unsigned int channel)
{
	uint64_t bit = 1ULL << channel % 64;

	if (hypervisor_control) {
		hypervisor_words[channel] |= PENDING;
		link_event(channel);
		return;
	}
	if (shared.pending[channel / 64] & bit)
		return;
	shared.pending[channel / 64] |= bit;
	if (!(shared.mask[channel / 64] & bit))
		mark(channel / 64);
}

void hypervisor_new_domain(void)
{
	shared = (struct uk_xen_shared){ .wall_version = 0 };
	hypervisor_control = NULL;
	hypervisor_words = NULL;
	words_count = tail = 0;
	line = false;
}

static bool at_halt, halt_ended;

void uk_arch_irq_ends_halt(void)
{
	halt_ended = at_halt;
}

void hypervisor_interrupt(void)
{
	while (line) {
		line = false;
		upcall(NULL);
	}
}

void hypervisor_upcall(void)
{
	shared.vcpu[0].upcall_pending = 1;
	upcall(NULL);
}

bool hypervisor_halt(void (*between)(void))
{
	at_halt = true;
	halt_ended = false;
	between();
	hypervisor_interrupt();
	at_halt = false;
	return halt_ended;
}

static long init_control(const uint64_t *words)
{
	char *frame = (char *)(words[0] << UK_PAGE_SHIFT);
	uint32_t offset = (uint32_t)words[1];

	if (!hypervisor_has_fifo)
		return -ENOSYS;
	/* evtchn_fifo_init_control() */
	if (offset % 8 || words[1] >> 32 ||
	    offset > UK_PAGE_SIZE - sizeof(*hypervisor_control))
		return -EINVAL;
	hypervisor_control = (struct hypervisor_control *)(frame + offset);
	return 0;
}

static long expand_array(const uint64_t *frame)
{
	uint32_t *words = (uint32_t *)(*frame << UK_PAGE_SHIFT);

	if (!hypervisor_control)
		return -EINVAL;
	if (!words_count)
		hypervisor_words = words;
	if (words != hypervisor_words + words_count)
		abort(); /* of this hypervisor's one array */
	/* setup_ports(): what is pending by the other interface stays so */
	for (unsigned int end = words_count + UK_PAGE_SIZE / sizeof(*words);
	     words_count < end; words_count++)
		if (words_count < 4096 && shared.pending[words_count / 64] &
						  1ULL << words_count % 64)
			hypervisor_raise(words_count);
	return 0;
}

static void unmask(unsigned int channel)
{
	uint64_t bit = 1ULL << channel % 64;

	if (hypervisor_control) {
		hypervisor_words[channel] &= ~MASKED;
		if (hypervisor_words[channel] & PENDING)
			link_event(channel);
		return;
	}
	shared.mask[channel / 64] &= ~bit;
	if (shared.pending[channel / 64] & bit)
		mark(channel / 64);
}

static long event_operation(int operation, void *structure)
{
	uint32_t *words = structure;

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
		unmask(words[0]);
		return 0;
	case 11: /* EVTCHNOP_init_control */
		return init_control(structure);
	case 12: /* EVTCHNOP_expand_array */
		return expand_array(structure);
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
		return event_operation((int)a, (void *)b);
	if (number == XEN_MEMORY_OP)
		return memory_operation((int)a, (void *)b);
	return -ENOSYS;
}

void uk_plat_exit(int status __uk_unused)
{
	abort();
}
