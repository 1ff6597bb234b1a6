/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk without a file system: pages at random places, one at a time and as many at a time as
 * DISK_DEPTH, and longer pieces one behind the other. What this takes no file system can be
 * quicker than.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "disk.h"

#define LARGE (128 * 1024)
#define ALL (DISK_DEPTH * PAGE) /* of our memory; LARGE fits */

static uint64_t size; /* of the disk */
static char *memory;

static uint64_t somewhere(void)
{
	return bench_random() % (size / PAGE) * PAGE;
}

static int read_one(unsigned int count)
{
	int error = 0;

	while (count-- && !error)
		error = disk_read(somewhere(), memory, PAGE);
	return error;
}

static int write_one(unsigned int count)
{
	int error = 0;

	while (count-- && !error)
		error = disk_write(somewhere(), memory, PAGE);
	return error;
}

/* From the disk's beginning to its end, and again. */
static uint64_t behind(uint64_t at)
{
	return at + 2 * LARGE <= size ? at + LARGE : 0;
}

static int read_large(unsigned int count)
{
	int error = 0;

	for (uint64_t at = 0; count-- && !error; at = behind(at))
		error = disk_read(at, memory, LARGE);
	return error;
}

static int write_large(unsigned int count)
{
	int error = 0;

	for (uint64_t at = 0; count-- && !error; at = behind(at))
		error = disk_write(at, memory, LARGE);
	return error;
}

static int flush(unsigned int count)
{
	int error = 0;

	while (count-- && !error)
		error = disk_flush();
	return error;
}

/* Those that are done begin anew, until there were so many. After an error some are on their
 * way still, until the disk is closed.
 */
static int keep_busy(bool is_write, unsigned int left)
{
	static struct disk_page pages[DISK_DEPTH];
	struct disk_page *idle[DISK_DEPTH];
	unsigned int count = DISK_DEPTH, in_flight = 0;
	int error = 0;

	for (unsigned int i = 0; i < DISK_DEPTH; i++) {
		pages[i].memory = memory + i * PAGE;
		pages[i].number = i;
		pages[i].is_write = is_write;
		idle[i] = &pages[i];
	}
	while (!error && (left || in_flight)) {
		count = left < count ? left : count;
		for (unsigned int i = 0; i < count; i++)
			idle[i]->at = somewhere();
		error = count ? disk_submit(idle, count) : 0;
		left -= count;
		in_flight += count;
		if (!error)
			error = disk_wait(idle, &count);
		in_flight -= count;
	}
	return error;
}

static int read_deep(unsigned int count)
{
	return keep_busy(false, count);
}

static int write_deep(unsigned int count)
{
	return keep_busy(true, count);
}

static const struct bench operations[] = {
	{ "block_read", "read 4 KiB of the disk", read_one, 1 },
	{ "block_read_deep", "the same, 32 at a time", read_deep, 1 },
	{ "block_read_128k", "read 128 KiB, one after the other", read_large,
	  20 },
	{ "block_write", "write 4 KiB of the disk", write_one, 1 },
	{ "block_write_deep", "the same, 32 at a time", write_deep, 1 },
	{ "block_write_128k", "write 128 KiB, one after the other", write_large,
	  20 },
	{ "block_flush", "flush the disk", flush, 10 },
};
#define READ_ONLY 3 /* so many of them do not write */

int block_run(const char *name, bool write)
{
	unsigned int count =
		write ? sizeof(operations) / sizeof(*operations) : READ_ONLY;
	int failed = 0, error;

	error = disk_open(name, write, &size);
	if (error)
		return bench_failed(name, error);
	memory = aligned_alloc(PAGE, ALL);
	if (!memory)
		failed = bench_failed(name, ENOMEM);
	else if (size < LARGE)
		failed = bench_failed(name, ENOSPC);
	for (unsigned int i = 0; i < count && !failed; i++) {
		memset(memory, 'u', ALL);
		failed = bench_run(&operations[i]);
	}
	disk_close();
	free(memory);
	return failed;
}
