/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Event channels: their handlers, and the interrupt that finds out which to call. Xen raises it as
 * long as `upcall_pending` is set and interrupts are enabled, so that is cleared before anything
 * is looked at: what comes later sets it again. The vector is Xen's own and not the local APIC's:
 * there is nothing to acknowledge (hvm/params.h, HVM_PARAM_CALLBACK_IRQ).
 */
#include <uk/arch/cpu.h>
#include <uk/arch/irq.h>
#include <uk/atomic.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/xen/events.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/shared.h>
#include <uk/xen/suspend.h>

#include "channels.h"

/* hvm/params.h: bits 63 to 56 of the callback: the kind; 2 is a vector */
#define CALLBACK_VECTOR (2ULL << 56)

struct bind_virq {
	uint32_t virq;
	uint32_t vcpu;
	uint32_t channel; /* out */
};

struct allocate_unbound {
	uint16_t domain;
	uint16_t remote;
	uint32_t channel; /* out */
};

static struct binding {
	uk_xen_event_handler handler;
	void *argument;
} bindings[CONFIG_DRV_XENCORE_CHANNELS];

/* Which binding a channel has, plus 1. */
#if CONFIG_DRV_XENCORE_CHANNELS < 256
static uint8_t binding_of[CHANNELS_MOST];
#else
static uint16_t binding_of[CHANNELS_MOST];
#endif

#ifdef CONFIG_DRV_XENCORE_FIFO
static bool fifo;
#else
#define fifo false
#define xencore_fifo_mask(channel)
#define xencore_fifo_find()
#endif

void xencore_handle(uk_xen_channel channel)
{
	unsigned int binding = binding_of[channel];

	if (binding)
		bindings[binding - 1].handler(bindings[binding - 1].argument);
}

static void upcall(void *unused)
{
	struct uk_xen_vcpu *vcpu = &uk_xen_shared()->vcpu[0];

	(void)unused;
	uk_arch_irq_ends_halt();
	while (uk_atomic_exchange(&vcpu->upcall_pending, 0)) {
		if (fifo)
			xencore_fifo_find();
		else
			xencore_2level_find();
	}
}

static int mask_all(void)
{
#ifdef CONFIG_DRV_XENCORE_FIFO
	int error = xencore_fifo_start();

	fifo = !error;
	if (error != -ENOSYS)
		return error;
#endif
	xencore_2level_start();
	return 0;
}

static bool started; /* in this domain */

static int start(void)
{
	static int vector = -1;
	struct uk_xen_shared *shared = uk_xen_shared();
	int error;

	if (started)
		return 0;
	if (vector < 0)
		vector = uk_arch_irq_take(upcall, NULL);
	if (vector < 0)
		return vector;
	error = mask_all();
	if (error)
		return error;
	started = true;
	uk_store_relaxed(&shared->vcpu[0].upcall_mask, 0);
	return uk_xen_parameter_set(XEN_PARAMETER_CALLBACK,
				    CALLBACK_VECTOR |
					    (vector + UK_ARCH_IRQ_FIRST));
}

/* Interrupts are disabled: a handler may bind, too. */
static int bind(uk_xen_channel channel, uk_xen_event_handler handler,
		void *argument)
{
	unsigned int free = 0;
	int error;

	if (binding_of[channel])
		return -EBUSY;
	while (free < CONFIG_DRV_XENCORE_CHANNELS && bindings[free].handler)
		free++;
	if (free == CONFIG_DRV_XENCORE_CHANNELS)
		return -ENOMEM;
	bindings[free] = (struct binding){ handler, argument };
	binding_of[channel] = free + 1;
	/* Xen also raises what is pending */
	error = (int)uk_xen_operation(XEN_EVENT_CHANNEL_OP, UNMASK, &channel);
	if (error) {
		bindings[free].handler = NULL;
		binding_of[channel] = 0;
	}
	return error;
}

static int bind_safely(uk_xen_channel channel, uk_xen_event_handler handler,
		       void *argument)
{
	unsigned long state;
	int error;

	if (!channel || channel >= CHANNELS_MOST)
		return -EINVAL;
	state = uk_arch_irq_save();
	error = bind(channel, handler, argument);
	uk_arch_irq_restore(state);
	return error;
}

int uk_xen_event_bind(uk_xen_channel channel, uk_xen_event_handler handler,
		      void *argument)
{
	static bool enabled;
	int error = start();

	if (!error)
		error = bind_safely(channel, handler, argument);
	/* once: who binds later may have a reason to have them disabled */
	if (!error && !enabled) {
		enabled = true;
		uk_arch_irq_enable();
	}
	return error;
}

int uk_xen_event_bind_virq(uint32_t virq, uk_xen_event_handler handler,
			   void *argument)
{
	struct bind_virq bound = { .virq = virq };
	int error = start();

	if (!error)
		error = (int)uk_xen_operation(XEN_EVENT_CHANNEL_OP, BIND_VIRQ,
					      &bound);
	if (error)
		return error;
	error = bind_safely(bound.channel, handler, argument);
	if (error)
		uk_xen_operation(XEN_EVENT_CHANNEL_OP, CLOSE, &bound.channel);
	return error ? error : (int)bound.channel;
}

int uk_xen_event_allocate(uint16_t remote)
{
	struct allocate_unbound allocate = { .domain = XEN_DOMAIN_SELF,
					     .remote = remote };
	long error = uk_xen_operation(XEN_EVENT_CHANNEL_OP, ALLOCATE_UNBOUND,
				      &allocate);

	return error ? (int)error : (int)allocate.channel;
}

void uk_xen_event_close(uk_xen_channel channel)
{
	if (channel >= CHANNELS_MOST)
		return;
	if (fifo)
		xencore_fifo_mask(channel);
	else
		xencore_2level_mask(channel);
	if (binding_of[channel])
		bindings[binding_of[channel] - 1].handler = NULL;
	binding_of[channel] = 0;
	uk_xen_operation(XEN_EVENT_CHANNEL_OP, CLOSE, &channel);
}

int uk_xen_event_send(uk_xen_channel channel)
{
	return (int)uk_xen_operation(XEN_EVENT_CHANNEL_OP, SEND, &channel);
}

/* The first bind() starts anew. */
void uk_xen_events_arrive(void)
{
	memset(bindings, 0, sizeof(bindings));
	memset(binding_of, 0, sizeof(binding_of));
	started = false;
}
