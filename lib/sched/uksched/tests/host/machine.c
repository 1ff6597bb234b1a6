/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The simulated machine's CPU and devices: interrupt flag, clock and timer.
 * Context switches are those of arch/x86_64. A halt that nothing can end fails
 * the test instead of hanging it.
 */
#include <stdio.h>
#include <stdlib.h>

#include <uk/arch/cpu.h>
#include <uk/plat/time.h>

#include "machine.h"

#define CLOCK_STEP 40 /* ns that pass between two readings */
#define INTERRUPT_GAP 3000 /* longest wait of a halt, when there are some */

bool machine_irq_flag = true;
unsigned long machine_interrupts;

static void (*interrupt_handler)(void);
static unsigned int interrupt_chance;
static uint64_t now, timer = UINT64_MAX;

static uint32_t roll(uint32_t sides)
{
	static uint32_t state = 88172645;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % sides;
}

static void interrupt_now(void)
{
	machine_irq_flag = false;
	machine_interrupts++;
	interrupt_handler();
	if (machine_irq_flag) {
		fprintf(stderr, "machine: interrupts on in a handler\n");
		abort();
	}
	machine_irq_flag = true;
}

void machine_interrupt(void)
{
	if (interrupt_handler && roll(interrupt_chance) == 0)
		interrupt_now();
}

void machine_interrupt_set(void (*handler)(void), unsigned int chance)
{
	interrupt_handler = handler;
	interrupt_chance = chance;
}

void machine_halt(void)
{
	if (machine_irq_flag) {
		fprintf(stderr, "machine: halt with interrupts enabled\n");
		abort();
	}
	if (interrupt_handler) {
		uint64_t gap = roll(INTERRUPT_GAP);

		if (timer == UINT64_MAX || now + gap < timer) {
			now += gap;
			interrupt_now();
			machine_irq_flag = false;
			return;
		}
	}
	if (timer == UINT64_MAX) {
		fprintf(stderr, "machine: halted for good\n");
		abort();
	}
	now = UK_MAX(now, timer);
	timer = UINT64_MAX; /* one interrupt, then none */
}

uint64_t uk_plat_clock_monotonic(void)
{
	return now += CLOCK_STEP;
}

uint64_t uk_plat_clock_wall(void)
{
	return 1600000000000000000 + uk_plat_clock_monotonic();
}

void uk_plat_timer_set(uint64_t deadline)
{
	timer = deadline;
}
