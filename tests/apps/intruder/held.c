/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings and pages that become executable: the monitor keeps addresses of what devices write to, and
 * must not be made to write to such pages.
 */
#include <uk/arch/paging.h>
#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/print.h>

#include "intruder.h"

#define ENTRIES 4u

static struct {
	struct ukvm_ring ring;
	struct ukvm_ring_entry entries[ENTRIES];
} in_data __uk_aligned(64);

static unsigned int word;

/* The folder, or where there is none, the network */
static unsigned int device(void)
{
	int folder = uk_ukvm_device("9p");

	return (unsigned int)(folder < 0 ? uk_ukvm_device("net") : folder);
}

static char *page(void)
{
	return (char *)region(UKVM_REGION_HEAP)->base + UK_PAGE_SIZE;
}

static int seal(void)
{
	return uk_ukvm_call(UKVM_CALL_RX_ONCE, (uintptr_t)page(), UK_PAGE_SIZE);
}

static int set_up(void *ring, void *pending, unsigned int entries)
{
	struct ukvm_ring_setup setup = {
		.device = device(),
		.ring = UKVM_RING_REQUESTS,
		.address = (uintptr_t)ring,
		.entries = entries,
		.pending = (uintptr_t)pending,
	};

	return uk_ukvm_call(UKVM_CALL_RING, (uintptr_t)&setup, 0);
}

static void offer_page(unsigned int flags)
{
	set_up(&in_data, &word, ENTRIES);
	in_data.entries[0] = (struct ukvm_ring_entry){
		.address = (uintptr_t)page() + 64,
		.length = 2048,
		.flags = (unsigned short)flags,
	};
	in_data.ring.offered = 1;
	uk_ukvm_call(UKVM_CALL_KICK, device(), 0);
}

static void held_ring(void)
{
	set_up(page() + UK_PAGE_SIZE - 64, &word, ENTRIES);
	seal();
}

static void held_word(void)
{
	set_up(&in_data, page() + 8, ENTRIES);
	seal();
}

/* The first part of a message, which is not there in whole */
static void held_answer(void)
{
	offer_page(UKVM_ENTRY_ANSWER | UKVM_ENTRY_MORE);
	seal();
}

static void held_buffer(void)
{
	offer_page(0);
	seal();
}

static void sealed_ring(void)
{
	seal();
	set_up(page(), &word, ENTRIES);
}

static void sealed_word(void)
{
	seal();
	set_up(&in_data, page(), ENTRIES);
}

static void held_no_more(void)
{
	bool is_so = !set_up(page(), page() + UK_PAGE_SIZE - 4, ENTRIES) &&
		     !set_up(NULL, NULL, 0) && !seal();

	uk_printf("it is free again: %s\n", is_so ? "so" : "not so");
	uk_exit(!is_so);
}

const struct attack held_attacks[] = {
	ATTACK(held_ring),   ATTACK(held_word),	  ATTACK(held_answer),
	ATTACK(held_buffer), ATTACK(sealed_ring), ATTACK(sealed_word),
	ATTACK(held_no_more), { NULL, NULL },
};
