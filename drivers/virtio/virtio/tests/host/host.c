/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the queues use of the kernel, for host programs: messages that are counted,
 * and the shared memory of a processor that delays stores but keeps their order
 * (x86's, TSO).
 */
#include "host.h"

#include <string.h>
#include <uk/atomic.h>
#include <uk/print.h>

#define PENDING 8

unsigned int host_messages;
void (*host_step)(volatile void *at);
bool (*host_drain)(void);

static struct {
	volatile char *at;
	uint64_t value;
	size_t bytes;
} pending[PENDING];
static unsigned int pending_count;

void uk_printf(const char *format __uk_unused, ...)
{
	host_messages++;
}

static void drain(void)
{
	memcpy((void *)pending[0].at, &pending[0].value, pending[0].bytes);
	memmove(pending, pending + 1, --pending_count * sizeof(*pending));
}

void host_drain_all(void)
{
	while (pending_count)
		drain();
}

static void step(const volatile void *at)
{
	if (host_step)
		host_step((volatile void *)at);
	while (pending_count && (!host_drain || host_drain()))
		drain();
}

void host_load(const volatile void *at)
{
	step(at);
	/* A processor sees its own stores; here by letting them out. */
	for (unsigned int i = 0; i < pending_count; i++)
		if (pending[i].at < (const volatile char *)at + 8 &&
		    (const volatile char *)at < pending[i].at + 8) {
			host_drain_all();
			return;
		}
}

void host_store(volatile void *at, uint64_t value, size_t bytes)
{
	step(NULL);
	if (pending_count == PENDING)
		drain();
	pending[pending_count].at = at;
	pending[pending_count].value = value;
	pending[pending_count++].bytes = bytes;
	step(NULL);
}

void host_barrier(void)
{
	step(NULL);
	host_drain_all();
	step(NULL);
}
