/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What no driver asks for.
 */
#include <uk/boot.h>
#include <uk/image.h>
#include <uk/print.h>
#include <uk/string.h>

#include "tamper.h"

#define SECTOR 512
#define MORE UKVM_ENTRY_MORE
#define DISK_END (1ull << 20) /* as long as the test's disk is */

static void read_from(const void *address, uint64_t length, uint64_t position)
{
	on_disk();
	part(address, length, UKVM_BLOCK_READ, 0, position);
}

/* ---- disks */

static void honest(void)
{
	read_from(memory, SECTOR, DISK_END - SECTOR);
}

static void behind_the_end(void)
{
	read_from(memory, SECTOR, DISK_END);
}

static void across_the_end(void)
{
	read_from(memory, 2 * SECTOR, DISK_END - SECTOR);
}

static void wrapping_position(void)
{
	read_from(memory, SECTOR, -(uint64_t)SECTOR);
}

static void odd_position(void)
{
	read_from(memory, SECTOR, 1);
}

static void odd_length(void)
{
	read_from(memory, SECTOR - 1, 0);
}

static void no_operation(void)
{
	on_disk();
	part(memory, SECTOR, 77, 0, 0);
}

static void zero_too_much(void)
{
	on_disk();
	part(NULL, 0xfffffe00, UKVM_BLOCK_ZERO, 0, 0);
}

static void write_it(void)
{
	on_disk();
	part(memory, SECTOR, UKVM_BLOCK_WRITE, 0, 0);
}

static void into_text(void)
{
	read_from(uk_image_text, SECTOR, 0);
}

static void into_boot_page(void)
{
	read_from(uk_ukvm_boot, SECTOR, 0);
}

static void from_nowhere(void)
{
	on_disk();
	part((void *)0x1000, SECTOR, UKVM_BLOCK_WRITE, 0, 0);
}

static void straddling(void)
{
	const struct ukvm_region *stack =
		&uk_ukvm_boot->regions[UKVM_REGION_STACK];

	read_from((char *)stack->base + stack->length - 4, SECTOR, 0);
}

static void wrapping_address(void)
{
	read_from((void *)-8ull, SECTOR, 0);
}

static void too_many_parts(void)
{
	on_disk();
	for (unsigned int i = 0; i < 33; i++)
		part(memory, SECTOR, UKVM_BLOCK_READ, MORE, 0);
}

/* Write rights were never asked for. */
static void write_becomes_read(void)
{
	on_disk();
	part(uk_image_text, SECTOR, UKVM_BLOCK_WRITE, MORE, 0);
	part(memory, SECTOR, UKVM_BLOCK_READ, 0, 0);
}

/* The host writes over what it is reading from. */
static void read_over_ring(void)
{
	on_disk();
	part(ring_memory(), SECTOR, UKVM_BLOCK_READ, 0, 0);
}

/* ---- while a thread of the monitor's does it */

static void write_for_good(void)
{
	on_disk();
	part(memory, SECTOR, UKVM_BLOCK_WRITE, UKVM_ENTRY_DURABLE, 0);
}

static void change_entry(void)
{
	*(volatile struct ukvm_ring_entry *)last_part() =
		(struct ukvm_ring_entry){
			.address = (uintptr_t)uk_image_text,
			.length = ~0u,
			.operation = UKVM_BLOCK_READ,
			.flags = MORE,
			.position = ~0ull,
		};
}

/* Any size, type and fields; what was offered is a Tfsync, which a thread reads. */
static void change_message(void)
{
	static unsigned int random = 1;

	for (unsigned int i = 0; i < 15; i++) {
		random = random * 1664525 + 1013904223;
		if (i < 1 || i > 3)
			((volatile char *)memory)[i] =
				(char)(random >> 24 & 0x7f);
	}
}

static void sync(void)
{
	on_share();
	message("\0\0\0\0\62\1\0\0\0\0\0\0\0\0\0", 15);
}

/* ---- none: the monitor is looked at */

static void idle(void)
{
	on_disk();
	uk_printf("idle\n");
	uk_ukvm_call(UKVM_CALL_WAIT, UKVM_FOREVER, 0);
	uk_exit(0);
}

/* ---- folders: size[4] type[1] tag[2], then fid[4]... */

static void answer_into_rodata(void)
{
	on_share();
	part(memory, 11, 0, MORE, 0);
	part(uk_image_rodata, 64, 0, UKVM_ENTRY_ANSWER, 0);
}

static void no_answer(void)
{
	on_share();
	memory[0] = 11;
	part(memory, 11, 0, 0, 0);
}

static void wrong_size(void)
{
	on_share();
	message("\0\0\0\0\170\1\0\0\0\0\0", 11);
	memory[0] = 12;
}

static void long_size(void)
{
	on_share();
	message("\0\0\0\0\170\1\0\0\0\0\0", 11);
	memory[3] = (char)0xff;
}

static void unknown_fid(void)
{
	on_share();
	message("\0\0\0\0\170\1\0\377\377\377\377", 11);
}

/* Tversion, answered where it lies */
static void answer_over_message(void)
{
	static const char version[] =
		"\25\0\0\0\144\377\377\0\40\0\0\10\0" "9P2000.L";

	on_share();
	memcpy(memory, version, sizeof(version) - 1);
	part(memory, sizeof(version) - 1, 0, MORE, 0);
	part(memory, 64, 0, UKVM_ENTRY_ANSWER, 0);
}

/* Twalk from nowhere, 65535 names */
static void many_names(void)
{
	on_share();
	message("\0\0\0\0\156\1\0\0\0\0\0\1\0\0\0\377\377", 17);
}

const struct wish wishes[] = {
	{ "honest", honest, NULL },
	{ "behind_the_end", behind_the_end, NULL },
	{ "across_the_end", across_the_end, NULL },
	{ "wrapping_position", wrapping_position, NULL },
	{ "odd_position", odd_position, NULL },
	{ "odd_length", odd_length, NULL },
	{ "no_operation", no_operation, NULL },
	{ "zero_too_much", zero_too_much, NULL },
	{ "write_it", write_it, NULL },
	{ "into_text", into_text, NULL },
	{ "into_boot_page", into_boot_page, NULL },
	{ "from_nowhere", from_nowhere, NULL },
	{ "straddling", straddling, NULL },
	{ "wrapping_address", wrapping_address, NULL },
	{ "too_many_parts", too_many_parts, NULL },
	{ "write_becomes_read", write_becomes_read, NULL },
	{ "answer_into_rodata", answer_into_rodata, NULL },
	{ "no_answer", no_answer, NULL },
	{ "wrong_size", wrong_size, NULL },
	{ "long_size", long_size, NULL },
	{ "unknown_fid", unknown_fid, NULL },
	{ "many_names", many_names, NULL },
	{ "read_over_ring", read_over_ring, NULL },
	{ "answer_over_message", answer_over_message, NULL },
	{ "idle", idle, NULL },
	{ "entry_changes", write_for_good, change_entry },
	{ "message_changes", sync, change_message },
	{ NULL, NULL, NULL },
};
