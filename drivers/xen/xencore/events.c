/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Event channels, by the 2-level interface. Xen sets the channel's bit in `pending`, then its
 * word's bit in `pending_words`, then interrupts; bits are cleared here in the other order, so
 * that an event which comes meanwhile sets them again and is not lost.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/irq.h>
#include <uk/atomic.h>
#include <uk/errno.h>
#include <uk/xen/events.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/shared.h>

#define CHANNELS_MOST (XEN_EVENT_WORDS * 64)

/* event_channel.h */
#define BIND_VIRQ 1
#define CLOSE 3
#define SEND 4
#define ALLOCATE_UNBOUND 6
#define UNMASK 9

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
static uint16_t binding_of[CHANNELS_MOST];

static void deliver(struct uk_xen_shared *shared, unsigned int word)
{
	uint64_t bits;

	while ((bits = uk_load_acquire(&shared->pending[word]) &
		       ~uk_load_relaxed(&shared->mask[word]))) {
		unsigned int bit = __builtin_ctzll(bits);
		unsigned int binding = binding_of[word * 64 + bit];

		uk_atomic_and(&shared->pending[word], ~(1ULL << bit));
		if (binding)
			bindings[binding - 1].handler(
				bindings[binding - 1].argument);
	}
}

static void upcall(void *unused)
{
	struct uk_xen_shared *shared = uk_xen_shared();
	struct uk_xen_vcpu *vcpu = &shared->vcpu[0];
	uint64_t words;

	(void)unused;
	while (uk_atomic_exchange(&vcpu->upcall_pending, 0)) {
		words = uk_atomic_exchange(&vcpu->pending_words, 0);
		for (; words; words &= words - 1)
			deliver(shared, __builtin_ctzll(words));
	}
}

static int start(void)
{
	static bool started;
	struct uk_xen_shared *shared = uk_xen_shared();
	int vector;

	if (started)
		return 0;
	for (unsigned int i = 0; i < XEN_EVENT_WORDS; i++)
		uk_store_relaxed(&shared->mask[i], UINT64_MAX);
	vector = uk_arch_irq_take(upcall, NULL);
	if (vector < 0)
		return vector;
	started = true;
	uk_store_relaxed(&shared->vcpu[0].upcall_mask, 0);
	return uk_xen_parameter_set(XEN_PARAMETER_CALLBACK,
				    CALLBACK_VECTOR |
					    (vector + UK_ARCH_IRQ_FIRST));
}

static int bind(uk_xen_channel channel, uk_xen_event_handler handler,
		void *argument)
{
	unsigned int free = 0;
	int error;

	if (!channel || channel >= CHANNELS_MOST)
		return -EINVAL;
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

int uk_xen_event_bind(uk_xen_channel channel, uk_xen_event_handler handler,
		      void *argument)
{
	int error = start();

	return error ? error : bind(channel, handler, argument);
}

int uk_xen_event_bind_virq(uint32_t virq, uk_xen_event_handler handler,
			   void *argument)
{
	struct bind_virq bound = { .virq = virq };
	int error = start();

	if (!error)
		error = (int)uk_xen_operation(XEN_EVENT_CHANNEL_OP, BIND_VIRQ,
					      &bound);
	if (!error)
		error = bind(bound.channel, handler, argument);
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
	struct uk_xen_shared *shared = uk_xen_shared();

	if (channel >= CHANNELS_MOST)
		return;
	uk_atomic_or(&shared->mask[channel / 64], 1ULL << channel % 64);
	if (binding_of[channel])
		bindings[binding_of[channel] - 1].handler = NULL;
	binding_of[channel] = 0;
	uk_xen_operation(XEN_EVENT_CHANNEL_OP, CLOSE, &channel);
}

int uk_xen_event_send(uk_xen_channel channel)
{
	return (int)uk_xen_operation(XEN_EVENT_CHANNEL_OP, SEND, &channel);
}
