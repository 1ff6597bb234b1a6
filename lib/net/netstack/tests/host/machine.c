/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What lies under the stack in an image, for the host: clock, heap, console.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/alloc.h>
#include <uk/plat/memory.h>
#include <uk/plat/time.h>
#include <uk/ready.h>
#include <uk/time.h>
#include <uk/arch/random.h>
#include <uk/print.h>

#include "wire.h"

uint64_t machine_time = 1000000000;
bool host_irq_enabled = true;
long wire_blocks;
unsigned int wire_fail_one_in;

uint64_t uk_plat_clock_monotonic(void)
{
	return machine_time;
}

/* Frames arrive meanwhile, which may end a halt before the timer does. */
void host_halt(void)
{
	machine_time += UK_TIME_MILLISECOND / 4;
}

void uk_plat_timer_set(uint64_t deadline __uk_unused)
{
}

uint64_t uk_plat_clock_wall(void)
{
	return machine_time;
}

size_t uk_plat_memory_total(void)
{
	return 64u << 20;
}

uint64_t uk_arch_cycles(void)
{
	return 0;
}

bool uk_arch_random(uint64_t *bits)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	*bits = state;
	return true;
}

void uk_printf(const char *format, ...)
{
	va_list arguments;

	if (!strncmp(format, "eth", 3)) /* the stack's, not the tests' */
		return;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
}

static bool fails(void)
{
	uint64_t bits;

	if (!wire_fail_one_in)
		return false;
	uk_arch_random(&bits);
	return bits % wire_fail_one_in == 0;
}

void *netstack_malloc(size_t size)
{
	void *block = fails() ? NULL : malloc(size);

	netstack_memory_is_short |= !block;
	wire_blocks += block != NULL;
	return block;
}

void *netstack_calloc(size_t count, size_t size)
{
	void *block = fails() ? NULL : calloc(count, size);

	netstack_memory_is_short |= !block;
	wire_blocks += block != NULL;
	return block;
}

void netstack_free(void *block)
{
	wire_blocks -= block != NULL;
	free(block);
}

bool netstack_memory_is_short;

/* The heap that the interfaces use */
static void *heap_allocate(struct uk_alloc *a __uk_unused, size_t size,
			   size_t align)
{
	return aligned_alloc(align, UK_ALIGN_UP(size, align));
}

static void heap_free(struct uk_alloc *a __uk_unused, void *block)
{
	free(block);
}

static const struct ukalloc_ops heap_ops = {
	.name = "host",
	.allocate = heap_allocate,
	.free = heap_free,
};
static struct uk_alloc heap = { .ops = &heap_ops };
struct uk_alloc *uk_alloc_default_heap = &heap;

void *uk_calloc(struct uk_alloc *a, size_t count, size_t size)
{
	void *block = uk_malloc(a, count * size);

	if (block)
		__builtin_memset(block, 0, count * size);
	return block;
}

void uk_assert_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, condition);
	abort();
}

void uk_panic(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	abort();
}

/* Whoever waits lets the wire work meanwhile. */
void uk_ready_wake(struct uk_ready_waiter *waiter)
{
	waiter->woken = true;
}

int uk_ready_sleep(struct uk_ready_waiter *waiter, uint64_t deadline)
{
	while (!waiter->woken) {
		if (machine_time >= deadline)
			return -ETIMEDOUT;
		wire_run(1, NULL);
	}
	waiter->woken = false;
	return 0;
}
