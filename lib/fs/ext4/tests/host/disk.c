/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See disk.h. Requests are done before submit returns.
 */
#include "disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <uk/assert.h>
#include <uk/blkdev_driver.h>

unsigned char *disk_bytes;
size_t disk_size;
unsigned long disk_cut_after, disk_requests, disk_flushes;
unsigned long disk_discarded;
uint64_t disk_bad_read = UINT64_MAX, disk_bad_write = UINT64_MAX;

static bool holding, power_is_off;
static unsigned char *kept;	/* what a power cut leaves for sure */
static unsigned char *written;	/* per sector: since the last flush */

static struct uk_blkdev disk;

static bool hits(uint64_t bad, const struct uk_blk_request *request)
{
	return bad - request->sector < request->sectors;
}

static void keep(void)
{
	for (size_t i = 0; i < disk_size / UK_BLK_SECTOR; i++)
		if (written[i])
			memcpy(kept + i * UK_BLK_SECTOR,
			       disk_bytes + i * UK_BLK_SECTOR, UK_BLK_SECTOR);
	memset(written, 0, disk_size / UK_BLK_SECTOR);
}

static int transfer(struct uk_blk_request *request)
{
	unsigned char *at = disk_bytes + request->sector * UK_BLK_SECTOR;
	bool write = request->operation == UK_BLK_WRITE;

	if (hits(write ? disk_bad_write : disk_bad_read, request))
		return -EIO;
	for (unsigned int i = 0; i < request->segment_count; i++) {
		struct uk_sgsegment *segment = &request->segments[i];

		if (write)
			memcpy(at, segment->base, segment->length);
		else
			memcpy(segment->base, at, segment->length);
		at += segment->length;
	}
	if (write && holding)
		memset(written + request->sector, 1, request->sectors);
	if (write && request->flags & UK_BLK_FUA && holding)
		for (uint64_t i = 0; i < request->sectors; i++) {
			uint64_t sector = request->sector + i;

			memcpy(kept + sector * UK_BLK_SECTOR,
			       disk_bytes + sector * UK_BLK_SECTOR,
			       UK_BLK_SECTOR);
			written[sector] = 0;
		}
	return 0;
}

/* What cannot be lost any more is lost: the worst that a disk may do */
static int discard(const struct uk_blk_request *request)
{
	size_t length = request->sectors * UK_BLK_SECTOR;

	memset(disk_bytes + request->sector * UK_BLK_SECTOR, 0xdb, length);
	memset(kept + request->sector * UK_BLK_SECTOR, 0xdb, length);
	disk_discarded += request->sectors;
	return 0;
}

static int do_request(struct uk_blk_request *request)
{
	if (disk_cut_after && disk_requests + 1 == disk_cut_after)
		power_is_off = true;
	disk_requests++;
	if (power_is_off)
		return -EIO;
	switch (request->operation) {
	case UK_BLK_READ:
	case UK_BLK_WRITE:
		return transfer(request);
	case UK_BLK_FLUSH:
		disk_flushes++;
		if (holding)
			keep();
		return 0;
	case UK_BLK_DISCARD:
		return discard(request);
	default:
		return -EOPNOTSUPP;
	}
}

static int submit(struct uk_blkdev *dev, unsigned int queue,
		  struct uk_blk_request **requests, unsigned int count)
{
	(void)queue;
	for (unsigned int i = 0; i < count; i++) {
		int error = uk_blkdev_check(dev, requests[i]);

		if (error)
			return i ? (int)i : error;
		uk_blkdev_begin(dev, requests[i]);
		uk_blkdev_end(dev, requests[i], do_request(requests[i]));
	}
	uk_blkdev_ended(dev);
	return (int)count;
}

static int start(struct uk_blkdev *dev, unsigned int queues)
{
	(void)dev;
	(void)queues;
	return 0;
}

static void stop(struct uk_blkdev *dev)
{
	(void)dev;
}

static int reap(struct uk_blkdev *dev, unsigned int queue)
{
	(void)dev;
	(void)queue;
	return 0;
}

static int interrupt(struct uk_blkdev *dev, unsigned int queue, bool on)
{
	(void)dev;
	(void)queue;
	(void)on;
	return 0;
}

static const struct ukblkdev_ops ops = {
	.driver = "memory",
	.start = start,
	.stop = stop,
	.submit = submit,
	.reap = reap,
	.interrupt = interrupt,
};

void disk_new(size_t bytes)
{
	free(disk_bytes);
	free(kept);
	free(written);
	disk_size = bytes;
	disk_bytes = calloc(1, bytes);
	kept = calloc(1, bytes);
	written = calloc(1, bytes / UK_BLK_SECTOR);
	holding = power_is_off = false;
	disk_cut_after = disk_discarded = 0;
	disk_bad_read = disk_bad_write = UINT64_MAX;
	disk.info = (struct uk_blkdev_info){
		.sectors = bytes / UK_BLK_SECTOR,
		.block_size = UK_BLK_SECTOR,
		.physical_block_size = 4096,
		.segments_most = 16,
		.segment_most = 65536,
		.sectors_most = 256,
		.discard_most = 4096,
		.queues = 1,
		.depth = 16,
		.volatile_cache = true,
	};
	if (!disk.ops) {
		disk.ops = &ops;
		uk_blkdev_register(&disk);
	}
}

/* ---- programs of the host ---- */

static void path_of(char *path)
{
	/* In memory, where there is such a folder: images are written often. */
	snprintf(path, 256, "%s/ext4-%d.img",
		 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm", (int)getpid());
}

static int run(const char *command, bool load, bool store)
{
	char path[256], line[1024];
	FILE *file;
	int status;

	path_of(path);
	file = fopen(path, "w+");
	if (!file)
		abort();
	if (store && fwrite(disk_bytes, 1, disk_size, file) != disk_size)
		abort();
	if (ftruncate(fileno(file), (off_t)disk_size))
		abort();
	fclose(file);
	snprintf(line, sizeof(line), "export PATH=$PATH:/sbin:/usr/sbin; ");
	snprintf(line + strlen(line), sizeof(line) - strlen(line), command,
		 path, path);
	status = system(line);
	if (load) {
		file = fopen(path, "r");
		if (!file || fread(disk_bytes, 1, disk_size, file) != disk_size)
			abort();
		fclose(file);
		memcpy(kept, disk_bytes, disk_size);
	}
	unlink(path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

void disk_make(size_t bytes, const char *command)
{
	disk_new(bytes);
	if (run(command, true, false)) {
		fprintf(stderr, "%s failed\n", command);
		abort();
	}
}

int disk_judge(const char *command)
{
	return run(command, false, true);
}

int disk_repair(const char *command)
{
	return run(command, true, true);
}

/* ---- power ---- */

void disk_hold_writes(bool hold)
{
	holding = hold;
	memcpy(kept, disk_bytes, disk_size);
	memset(written, 0, disk_size / UK_BLK_SECTOR);
}

void disk_cut_power(uint32_t random)
{
	for (size_t i = 0; i < disk_size / UK_BLK_SECTOR; i++) {
		random = random * 1664525u + 1013904223u;
		if (written[i] && random >> 31)
			memcpy(kept + i * UK_BLK_SECTOR,
			       disk_bytes + i * UK_BLK_SECTOR, UK_BLK_SECTOR);
	}
	memcpy(disk_bytes, kept, disk_size);
	memset(written, 0, disk_size / UK_BLK_SECTOR);
	power_is_off = false;
	disk_cut_after = 0;
}

void *disk_snapshot(void)
{
	void *copy = malloc(disk_size);

	if (!copy)
		abort();
	return memcpy(copy, disk_bytes, disk_size);
}

void disk_restore(const void *snapshot)
{
	memcpy(disk_bytes, snapshot, disk_size);
	memcpy(kept, snapshot, disk_size);
	memset(written, 0, disk_size / UK_BLK_SECTOR);
}
