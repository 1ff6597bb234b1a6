/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What lies under the file system in an image, for the host: heap, clock, console.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/alloc.h>
#include <uk/plat/time.h>
#include <uk/print.h>

#include "machine.h"

unsigned int machine_fail_one_in;
unsigned int machine_large_left = UINT32_MAX;
bool machine_prints;
static uint32_t state = 1;

static bool fails(void)
{
	state = state * 1664525u + 1013904223u;
	return machine_fail_one_in && (state >> 8) % machine_fail_one_in == 0;
}

static void *allocate(struct uk_alloc *a, size_t size, size_t align)
{
	void *block = NULL;

	(void)a;
	if (size >= 65536 && machine_large_left-- == 0) {
		machine_large_left = 0;
		return NULL;
	}
	if (fails() || posix_memalign(&block, align, size ? size : 1))
		return NULL;
	return block;
}

static void *reallocate(struct uk_alloc *a, void *block, size_t size)
{
	(void)a;
	return fails() ? NULL : realloc(block, size);
}

static void release(struct uk_alloc *a, void *block)
{
	(void)a;
	free(block);
}

static void *allocate_pages(struct uk_alloc *a, size_t pages)
{
	return allocate(a, pages * 4096, 4096);
}

static void free_pages(struct uk_alloc *a, void *block, size_t pages)
{
	(void)a;
	(void)pages;
	free(block);
}

static const struct ukalloc_ops ops = {
	.name = "host",
	.allocate = allocate,
	.reallocate = reallocate,
	.free = release,
	.allocate_pages = allocate_pages,
	.free_pages = free_pages,
};

static struct uk_alloc heap = { .ops = &ops };
struct uk_alloc *uk_alloc_default_heap = &heap;

void *uk_calloc(struct uk_alloc *a, size_t count, size_t size)
{
	void *block = allocate(a, count * size, UK_ALLOC_ALIGN);

	return block ? memset(block, 0, count * size) : NULL;
}

static uint64_t now = 1700000000000000000;

uint64_t uk_plat_clock_monotonic(void)
{
	return now += 1000;
}

uint64_t uk_plat_clock_wall(void)
{
	return now += 1000;
}

void machine_sleep(unsigned int seconds)
{
	now += seconds * 1000000000ul;
}

void uk_plat_timer_set(uint64_t deadline)
{
	(void)deadline;
}

void uk_printf(const char *format, ...)
{
	va_list arguments;

	if (!machine_prints)
		return;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
}

void uk_vprintf(const char *format, va_list arguments)
{
	if (machine_prints)
		vprintf(format, arguments);
}
