/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts without interrupts: the monitor says which devices want attention when the guest
 * waits, or, while it does not, in a word that is looked at whenever interrupts are enabled.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/errno.h>
#include <uk/plat/irq.h>
#include <uk/plat/time.h>
#include <uk/ukvm.h>

#include "upcall.h"

static struct {
	uk_irq_handler handler;
	void *argument;
} lines[UKVM_DEVICES_MOST];

static unsigned int served; /* a bit for each line with a handler */
static uint64_t timer = UINT64_MAX;

bool uk_plat_irq_is_on;
/* The monitor sets bits for those that made it known with a ring. */
volatile unsigned int uk_plat_irq_pending;

int uk_plat_irq_register(unsigned int irq, uk_irq_handler handler,
			 void *argument)
{
	if (irq >= uk_ukvm_boot->device_count)
		return -EINVAL;
	if (served >> irq & 1)
		return -EBUSY;
	lines[irq].handler = handler;
	lines[irq].argument = argument;
	served |= 1u << irq;
	uk_arch_irq_enable();
	return 0;
}

static void serve(unsigned int ready)
{
	for (ready &= served; ready; ready &= ready - 1) {
		unsigned int line = (unsigned int)__builtin_ctz(ready);

		lines[line].handler(lines[line].argument);
	}
}

static unsigned int take_pending(void)
{
	return uk_atomic_exchange(&uk_plat_irq_pending, 0);
}

void uk_plat_irq_deliver(void)
{
	serve(take_pending());
}

void uk_plat_timer_set(uint64_t deadline)
{
	timer = deadline;
	upcall_timer(deadline);
}

void irq_timer_again(void)
{
	upcall_timer(timer);
}

bool irq_timer_comes(void)
{
	if (timer == UINT64_MAX || uk_plat_clock_monotonic() < timer)
		return false;
	timer = UINT64_MAX;
	return true;
}

void uk_plat_irq_wait(void)
{
	uint64_t wait = UKVM_FOREVER;
	unsigned int ready;

	if (timer != UINT64_MAX) {
		uint64_t now = uk_plat_clock_monotonic();

		wait = timer > now ? timer - now : 0;
	}
	ready = (unsigned int)uk_ukvm_call(UKVM_CALL_WAIT, wait, served);
	serve(ready | take_pending());
	if (irq_timer_comes())
		upcall_hooks();
}
