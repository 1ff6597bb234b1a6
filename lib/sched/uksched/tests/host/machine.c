/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The simulated machine: interrupt flag, clock, timer, and pages of the host
 * process. Context switches are those of arch/x86_64. A halt that nothing can
 * end fails the test instead of hanging it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <uk/arch/context.h>
#include <uk/arch/cpu.h>
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/plat/lifecycle.h>
#include <uk/plat/memory.h>
#include <uk/plat/time.h>

#include "machine.h"

#define CLOCK_STEP 40 /* ns that pass between two readings */
#define INTERRUPT_GAP 3000 /* longest wait of a halt, when there are some */

bool machine_irq_flag = true;
unsigned long machine_interrupts, machine_halts;

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
	machine_halts++;
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

void __uk_noreturn uk_plat_exit(int status)
{
	exit(status);
}

int uk_arch_page_protect(uintptr_t address, size_t length,
			 unsigned int rights)
{
	int protection = (rights & UK_PAGE_READ ? PROT_READ : 0) |
			 (rights & UK_PAGE_WRITE ? PROT_WRITE : 0);

	return mprotect((void *)address, length, protection) ? -ENOMEM : 0;
}

unsigned int uk_arch_page_rights(uintptr_t address)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long low, high;
	char line[512], read, write;
	unsigned int rights = UK_PAGE_NONE;

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %c%c", &low, &high, &read,
			   &write) == 4 &&
		    low <= address && address < high)
			rights = (read == 'r' ? UK_PAGE_READ : 0) |
				 (write == 'w' ? UK_PAGE_WRITE : 0);
	if (maps)
		fclose(maps);
	return rights;
}

/* Thread-local variables belong to the host's thread here. */
size_t uk_arch_tls_size(void)
{
	return 0;
}

size_t uk_arch_tls_align(void)
{
	return sizeof(uintptr_t);
}

uintptr_t uk_arch_tls_init(void *block)
{
	return (uintptr_t)block;
}

uintptr_t uk_arch_tls_get(void)
{
	return 0;
}
