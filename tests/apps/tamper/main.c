/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A ring, the entries of one wish, and what the monitor says to the last of them.
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/boot.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/ukvm_requests.h>

#include "tamper.h"

#define RING_ENTRIES 64
#define PAGE 4096
#define ROUNDS 50
#define CHANGES 100 /* before the monitor is asked to look */

char *memory;

static struct uk_ukvm_requests requests;
static bool is_open;
static volatile bool is_done;
static int result;

static void interrupt(void *argument)
{
	(void)argument;
	while (uk_ukvm_requests_take(&requests, &result))
		is_done = true;
}

static void open_device(const char *name)
{
	int device = uk_ukvm_device(name);

	if (is_open)
		return;
	is_open = true;
	if (device < 0 ||
	    uk_ukvm_requests_open(&requests, uk_alloc_default(),
				  (unsigned int)device, RING_ENTRIES, interrupt,
				  NULL)) {
		uk_printf("no device '%s'\n", name);
		uk_exit(3);
	}
}

void on_disk(void)
{
	open_device("block");
}

void on_share(void)
{
	open_device("9p");
}

void part(const void *address, uint64_t length, unsigned int operation,
	  unsigned int flags, uint64_t position)
{
	*uk_ukvm_requests_part(&requests) = (struct ukvm_ring_entry){
		.address = (uintptr_t)address,
		.length = (unsigned int)length,
		.operation = (unsigned short)operation,
		.flags = (unsigned short)flags,
		.position = position,
	};
}

void message(const char *bytes, unsigned int length)
{
	memcpy(memory, bytes, length);
	memory[0] = (char)length;
	part(memory, length, 0, UKVM_ENTRY_MORE, 0);
	part(memory + PAGE / 2, 1024, 0, UKVM_ENTRY_ANSWER, 0);
}

struct ukvm_ring_entry *last_part(void)
{
	return uk_ukvm_ring_entry(&requests.ring, requests.end - 1);
}

void *ring_memory(void)
{
	return requests.ring.shared;
}

/* What a thread of the monitor's does is told when this one's CPU stands still. */
static void change_until_done(void (*change)(void))
{
	int parts = (int)(requests.end - requests.ring.taken);

	while (uk_ukvm_ring_done(&requests.ring) < parts) {
		for (unsigned int i = 0; i < CHANGES; i++)
			change();
		uk_ukvm_ring_kick(&requests.ring);
	}
}

static void wait(void (*change)(void))
{
	is_done = false;
	uk_ukvm_requests_end(&requests, &requests);
	uk_ukvm_requests_offer(&requests);
	if (change)
		change_until_done(change);
	for (;;) {
		unsigned long state = uk_arch_irq_save();

		if (is_done)
			return;
		uk_arch_halt_irq();
		uk_arch_irq_restore(state);
	}
}

int main(int argc, char **argv)
{
	memory = uk_calloc(uk_alloc_default(), 1, PAGE);
	for (const struct wish *wish = wishes; wish->name && argc > 1; wish++) {
		if (strcmp(argv[1], wish->name))
			continue;
		for (unsigned int i = 0; i < (wish->change ? ROUNDS : 1); i++) {
			wish->run();
			wait(wish->change);
		}
		uk_printf("%s: %d", wish->name, result);
		if (result >= 11 && memory[PAGE / 2 + 4] == 7) /* Rlerror */
			uk_printf(", error %d", memory[PAGE / 2 + 7]);
		uk_printf("\n");
		return 0;
	}
	uk_printf("which wish?\n");
	return 2;
}
