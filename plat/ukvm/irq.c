/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts without interrupts: the monitor says which devices want attention when the guest
 * waits, or, while it does not, in a word of the boot page that is looked at whenever
 * interrupts are enabled.
 */
#include <uk/arch/cpu.h>
#include <uk/errno.h>
#include <uk/plat/irq.h>
#include <uk/plat/time.h>
#include <uk/ukvm.h>

static struct {
	uk_irq_handler handler;
	void *argument;
} lines[UKVM_DEVICES_MOST];

static unsigned int served; /* a bit for each line with a handler */
static uint64_t timer = UINT64_MAX;
static const volatile unsigned int nothing;

bool uk_plat_irq_is_on;
/* Until there is a handler, nothing is pending. */
const volatile unsigned int *uk_plat_irq_pending = &nothing;

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
	uk_plat_irq_pending = &uk_ukvm_boot->pending;
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

/* Returns what the monitor cleared. */
static unsigned int ask(uint64_t nanoseconds)
{
	return (unsigned int)uk_ukvm_call(UKVM_CALL_WAIT, nanoseconds, served);
}

void uk_plat_irq_deliver(void)
{
	serve(ask(0));
}

void uk_plat_timer_set(uint64_t deadline)
{
	timer = deadline;
}

void uk_plat_irq_wait(void)
{
	uint64_t wait = UKVM_FOREVER;

	if (timer != UINT64_MAX) {
		uint64_t now = uk_plat_clock_monotonic();

		wait = timer > now ? timer - now : 0;
	}
	serve(ask(wait));
	if (timer != UINT64_MAX && uk_plat_clock_monotonic() >= timer)
		timer = UINT64_MAX;
}
