/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An image's disk: requests as a file system makes them, by ukblkdev.
 */
#include "disk.h"

#include <errno.h>
#include <uk/blkdev.h>

#include "bench.h"

static struct {
	struct uk_blkdev *dev;
	struct uk_blk_request requests[DISK_DEPTH];
	struct uk_sgsegment segments[DISK_DEPTH];
	/* A ring of those that are done: done() puts in, in interrupts, and only
	 * disk_wait() takes out.
	 */
	struct disk_page *finished[DISK_DEPTH];
	volatile unsigned int put, taken;
	struct uk_blkdev_event some;
	volatile int error;
} disk;

int disk_open(const char *name, bool write, uint64_t *bytes)
{
	int error;

	disk.dev = uk_blkdev_find(name);
	if (!disk.dev)
		return ENODEV;
	error = uk_blkdev_open(disk.dev, &disk, false);
	if (error)
		return -error;
	disk.put = 0;
	disk.taken = 0;
	disk.error = 0;
	*bytes = disk.dev->info.sectors * UK_BLK_SECTOR;
	if (disk.dev->info.block_size > PAGE)
		error = EINVAL;
	else if (write && disk.dev->info.read_only)
		error = EROFS;
	if (error)
		disk_close();
	return error;
}

void disk_close(void)
{
	uk_blkdev_close(disk.dev, &disk);
}

int disk_read(uint64_t at, void *to, size_t length)
{
	return -uk_blkdev_read(disk.dev, at / UK_BLK_SECTOR, to, length);
}

int disk_write(uint64_t at, const void *from, size_t length)
{
	return -uk_blkdev_write(disk.dev, at / UK_BLK_SECTOR, from, length, 0);
}

int disk_flush(void)
{
	return -uk_blkdev_flush(disk.dev);
}

static void done(struct uk_blk_request *request)
{
	if (request->result)
		disk.error = request->result;
	disk.finished[disk.put % DISK_DEPTH] = request->argument;
	disk.put++;
	if (disk.some.pending)
		uk_blkdev_happened(&disk.some);
}

static struct uk_blk_request *request_of(struct disk_page *page)
{
	struct uk_blk_request *request = &disk.requests[page->number];
	struct uk_sgsegment *segment = &disk.segments[page->number];

	segment->base = page->memory;
	segment->length = PAGE;
	request->operation = page->is_write ? UK_BLK_WRITE : UK_BLK_READ;
	request->sector = page->at / UK_BLK_SECTOR;
	request->sectors = PAGE / UK_BLK_SECTOR;
	request->segments = segment;
	request->segment_count = 1;
	request->done = done;
	request->argument = page;
	return request;
}

int disk_submit(struct disk_page *const *pages, unsigned int count)
{
	struct uk_blk_request *batch[DISK_DEPTH];
	unsigned int given = 0;

	for (unsigned int i = 0; i < count; i++)
		batch[i] = request_of(pages[i]);
	while (given < count) {
		int taken = uk_blkdev_submit(disk.dev, 0, batch + given,
					     count - given);

		if (taken < 0)
			return -taken;
		given += (unsigned int)taken;
	}
	return 0;
}

int disk_wait(struct disk_page **pages, unsigned int *count)
{
	unsigned int many = 0;

	while (disk.put == disk.taken) {
		uk_blkdev_expect(&disk.some);
		if (disk.put == disk.taken)
			uk_blkdev_wait(disk.dev, &disk.some);
	}
	while (disk.taken != disk.put)
		pages[many++] = disk.finished[disk.taken++ % DISK_DEPTH];
	*count = many;
	return -disk.error;
}
