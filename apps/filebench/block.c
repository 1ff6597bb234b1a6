/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk without a file system: pages at random places, one at a time, and as many at a
 * time as DEPTH. The same requests as a file system's, so what this takes no
 * file system can be quicker than.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uk/blkdev.h>

#include "bench.h"

#define DEPTH 32
#define PAGE_SECTORS (PAGE / UK_BLK_SECTOR)

static struct {
	struct uk_blkdev *dev;
	char *pages;
	struct uk_blk_request requests[DEPTH];
	struct uk_sgsegment segments[DEPTH];
	/* A ring of those that are done: done() puts in, in interrupts, and only
	 * keep_busy() takes out.
	 */
	struct uk_blk_request *finished[DEPTH];
	volatile unsigned int put, taken;
	struct uk_blkdev_event some;
	volatile int error;
} disk;

static uint64_t somewhere(void)
{
	uint64_t pages = disk.dev->info.sectors / PAGE_SECTORS;

	return bench_random() % pages * PAGE_SECTORS;
}

static int read_one(unsigned int count)
{
	int error = 0;

	while (count-- && !error)
		error = uk_blkdev_read(disk.dev, somewhere(), disk.pages, PAGE);
	return -error;
}

static int write_one(unsigned int count)
{
	int error = 0;

	while (count-- && !error)
		error = uk_blkdev_write(disk.dev, somewhere(), disk.pages, PAGE,
					0);
	return -error;
}

static int flush(unsigned int count)
{
	int error = 0;

	while (count-- && !error)
		error = uk_blkdev_flush(disk.dev);
	return -error;
}

static void done(struct uk_blk_request *request)
{
	if (request->result)
		disk.error = request->result;
	disk.finished[disk.put % DEPTH] = request;
	disk.put++;
	if (disk.some.pending)
		uk_blkdev_happened(&disk.some);
}

/* All that are done, `most` of them, anew; how many, or the error. */
static int submit_again(unsigned int most)
{
	struct uk_blk_request *batch[DEPTH];
	unsigned int count = 0, given = 0;

	for (; count < most && disk.taken != disk.put; count++) {
		batch[count] = disk.finished[disk.taken++ % DEPTH];
		batch[count]->sector = somewhere();
	}
	while (given < count) {
		int taken = uk_blkdev_submit(disk.dev, 0, batch + given,
					     count - given);

		if (taken < 0)
			return taken;
		given += (unsigned int)taken;
	}
	return (int)count;
}

static void wait_for(unsigned int more)
{
	while (disk.put - disk.taken < more) {
		uk_blkdev_expect(&disk.some);
		if (disk.put - disk.taken < more)
			uk_blkdev_wait(disk.dev, &disk.some);
	}
}

static int keep_busy(enum uk_blk_operation operation, unsigned int left)
{
	for (unsigned int i = 0; i < DEPTH; i++) {
		disk.segments[i].base = disk.pages + i * PAGE;
		disk.segments[i].length = PAGE;
		disk.requests[i] = (struct uk_blk_request){
			.operation = operation,
			.sectors = PAGE_SECTORS,
			.segments = &disk.segments[i],
			.segment_count = 1,
			.done = done,
		};
		disk.finished[i] = &disk.requests[i];
	}
	disk.error = 0;
	disk.taken = 0;
	disk.put = DEPTH;
	while (left && !disk.error) {
		int again;

		wait_for(1);
		again = submit_again(left < DEPTH ? left : DEPTH);
		if (again < 0)
			return -again;
		left -= (unsigned int)again;
	}
	wait_for(DEPTH);
	return -disk.error;
}

static int read_deep(unsigned int count)
{
	return keep_busy(UK_BLK_READ, count);
}

static int write_deep(unsigned int count)
{
	return keep_busy(UK_BLK_WRITE, count);
}

static const struct bench operations[] = {
	{ "block_read", "read 4 KiB of the disk", read_one, 1 },
	{ "block_read_deep", "the same, 32 at a time", read_deep, 1 },
	{ "block_write", "write 4 KiB of the disk", write_one, 1 },
	{ "block_write_deep", "the same, 32 at a time", write_deep, 1 },
	{ "block_flush", "flush the disk", flush, 1 },
};
#define READ_ONLY 2 /* so many of them do not write */

int block_run(const char *name, bool write)
{
	unsigned int count = write ? UK_ARRAY_SIZE(operations) : READ_ONLY;
	int failed = 0, error;

	disk.dev = uk_blkdev_find(name);
	disk.pages = aligned_alloc(PAGE, DEPTH * PAGE);
	if (!disk.dev || !disk.pages)
		return bench_failed(name, disk.dev ? ENOMEM : ENODEV);
	error = uk_blkdev_open(disk.dev, &disk, false);
	if (error)
		return bench_failed(name, -error);
	if (disk.dev->info.sectors < PAGE_SECTORS ||
	    disk.dev->info.block_size > PAGE)
		failed = bench_failed(name, EINVAL);
	for (unsigned int i = 0; i < count && !failed; i++) {
		memset(disk.pages, 'u', DEPTH * PAGE);
		failed = bench_run(&operations[i]);
	}
	uk_blkdev_close(disk.dev, &disk);
	free(disk.pages);
	return failed;
}
