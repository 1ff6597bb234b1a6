/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console: a ring in a page that the toolstack gave (xen/include/public/io/console.h), or,
 * where there is none, in dom0, Xen's own (XEN_CONSOLE_IO).
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/console.h>
#include <uk/errno.h>
#include <uk/xen/events.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/suspend.h>

#define CONSOLE_WRITE 0
#define CONSOLE_READ 1

#define INPUT_SIZE 1024u
#define OUTPUT_SIZE 2048u

/* Indices run on; their place is the remainder. Each is written by one side. */
struct ring {
	char input[INPUT_SIZE];
	char output[OUTPUT_SIZE];
	uint32_t input_taken; /* ours */
	uint32_t input_given;
	uint32_t output_taken;
	uint32_t output_given; /* ours */
};

static struct ring *ring;
static uk_xen_channel channel;

static bool looked;

/* Whether there is a ring; looks once. */
static bool find_ring(void)
{
	uint64_t frame, found;

	if (looked)
		return ring;
	looked = true;
	if (!uk_xen_present() ||
	    uk_xen_parameter(XEN_PARAMETER_CONSOLE_FRAME, &frame) ||
	    uk_xen_parameter(XEN_PARAMETER_CONSOLE_CHANNEL, &found) ||
	    !found || found > UINT32_MAX)
		return false;
	channel = found;
	ring = uk_xen_frame_map(frame);
	return ring;
}

static void notify(void)
{
	uk_memory_barrier();
	uk_xen_event_send(channel);
}

/* How much of the output the other side has not taken, as far as it can be believed. */
static uint32_t outstanding(void)
{
	uint32_t used = uk_load_relaxed(&ring->output_given) -
			uk_load_acquire(&ring->output_taken);

	return used > OUTPUT_SIZE ? OUTPUT_SIZE : used;
}

static void wait_for_room(uint32_t most)
{
	while (outstanding() > most)
		uk_xen_yield();
}

static void xenconsole_write(const char *text, size_t length)
{
	unsigned long state;
	uint32_t given;

	if (!find_ring()) {
		if (uk_xen_present())
			uk_xen_call(XEN_CONSOLE_IO, CONSOLE_WRITE, (long)length,
				    (long)text);
		return;
	}
	state = uk_arch_irq_save(); /* whose handlers print, too */
	given = uk_load_relaxed(&ring->output_given);
	while (length--) {
		if (outstanding() == OUTPUT_SIZE) {
			notify();
			wait_for_room(OUTPUT_SIZE / 2);
		}
		ring->output[given++ % OUTPUT_SIZE] = *text++;
		uk_store_release(&ring->output_given, given);
	}
	notify();
	uk_arch_irq_restore(state);
}

static void xenconsole_drain(void)
{
	if (find_ring())
		wait_for_room(0);
}

static void (*arrived)(void);

static void happened(void *unused)
{
	(void)unused;
	if (uk_load_relaxed(&ring->input_given) !=
	    uk_load_relaxed(&ring->input_taken))
		arrived();
}

static int xenconsole_input_start(void (*call)(void))
{
	arrived = call;
	if (!find_ring())
		return uk_xen_present() ? 0 : -ENODEV;
	return uk_xen_event_bind(channel, happened, NULL);
}

#ifdef CONFIG_DRV_XENCORE_SUSPEND
/* The ring is as it was, also for a write that this interrupts. */
static void arrive(void)
{
	looked = false;
	if (arrived)
		xenconsole_input_start(arrived);
	else
		find_ring();
}

UK_XEN_SUSPEND_PART(xenconsole, .arrive = arrive);
#endif

static size_t xenconsole_read(char *buffer, size_t length)
{
	uint32_t taken, waiting;

	if (!find_ring())
		return 0;
	taken = uk_load_relaxed(&ring->input_taken);
	waiting = uk_load_acquire(&ring->input_given) - taken;
	if (waiting > INPUT_SIZE)
		waiting = INPUT_SIZE;
	if (length > waiting)
		length = waiting;
	for (size_t i = 0; i < length; i++)
		buffer[i] = ring->input[taken++ % INPUT_SIZE];
	uk_store_release(&ring->input_taken, taken);
	if (length)
		notify();
	return length;
}

const struct ukconsole_ops xenconsole_ukconsole_ops = {
	.write = xenconsole_write,
	.read = xenconsole_read,
	.input_start = xenconsole_input_start,
	.drain = xenconsole_drain,
};
UK_CONSOLE_REGISTER(xenconsole);
