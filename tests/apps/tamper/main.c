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

char *memory;

static struct uk_ukvm_requests requests;
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

static void wait(void)
{
	uk_ukvm_requests_end(&requests, &requests);
	uk_ukvm_requests_offer(&requests);
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
		wish->run();
		wait();
		uk_printf("%s: %d", wish->name, result);
		if (result >= 11 && memory[PAGE / 2 + 4] == 7) /* Rlerror */
			uk_printf(", error %d", memory[PAGE / 2 + 7]);
		uk_printf("\n");
		return 0;
	}
	uk_printf("which wish?\n");
	return 2;
}
