/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine.h"

#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/console.h>
#include <uk/init.h>
#include <uk/time.h>

bool host_irq_enabled = true;
uint64_t machine_now = 1;
void (*machine_interrupt)(void);
unsigned int machine_halts;
int machine_memory_left = -1;
long machine_blocks;
const char *machine_input = "";
void (*machine_input_arrived)(void);

static uint64_t timer_at = UK_TIME_NEVER;

uint64_t uk_plat_clock_monotonic(void)
{
	return machine_now;
}

void uk_plat_timer_set(uint64_t deadline)
{
	timer_at = deadline;
}

void host_halt(void)
{
	UK_ASSERT(!host_irq_enabled);
	machine_halts++;
	if (machine_interrupt) {
		machine_interrupt();
		return;
	}
	/* Nothing would ever end this halt. */
	UK_ASSERT(timer_at != UK_TIME_NEVER);
	machine_now = UK_MAX(machine_now, timer_at);
	timer_at = UK_TIME_NEVER;
}

static void *take(struct uk_alloc *a, size_t size, size_t align)
{
	(void)a;
	if (!machine_memory_left)
		return NULL;
	if (machine_memory_left > 0)
		machine_memory_left--;
	machine_blocks++;
	return aligned_alloc(align, UK_ALIGN_UP(UK_MAX(size, 1ul), align));
}

static void give(struct uk_alloc *a, void *block)
{
	(void)a;
	machine_blocks--;
	free(block);
}

static const struct ukalloc_ops heap_ops = { .allocate = take, .free = give };
static struct uk_alloc heap = { .ops = &heap_ops };

struct uk_alloc *uk_alloc_default_heap = &heap;

void *uk_calloc(struct uk_alloc *a, size_t count, size_t size)
{
	void *block = take(a, count * size, UK_ALLOC_ALIGN);

	return block ? memset(block, 0, count * size) : NULL;
}

char machine_output[256];

void uk_console_write(const char *text, size_t length)
{
	size_t before = strlen(machine_output);

	length = UK_MIN(length, sizeof(machine_output) - 1 - before);
	memcpy(machine_output + before, text, length);
	machine_output[before + length] = 0;
}

uk_ssize_t uk_console_try_read(char *to, size_t length)
{
	size_t count = UK_MIN(length, strlen(machine_input));

	if (!count)
		return length ? -EAGAIN : 0;
	memcpy(to, machine_input, count);
	machine_input += count;
	return (uk_ssize_t)count;
}

uk_ssize_t uk_console_waiting(void (*arrived)(void))
{
	machine_input_arrived = arrived;
	return (uk_ssize_t)strlen(machine_input);
}

__attribute__((constructor)) static void boot(void)
{
	if (!__start_uk_init_early) /* nothing to start */
		return;
	UK_TABLE_FOR_EACH (uk_init_early, entry)
		entry->init();
}
