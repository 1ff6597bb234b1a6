/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See disk.h.
 */
#include "disk.h"

#include <stdlib.h>
#include <string.h>

struct disk disk;

void disk_make(void)
{
	static const struct other_side_value values[] = {
		{ .name = "sectors", .number = DISK_SECTORS },
		{ .name = "virtual-device", .number = 51728 },
		{ .name = "feature-flush-cache", .number = 1 },
		{ .name = "feature-discard", .number = 1 },
		{ .name = "feature-max-indirect-segments", .number = 256 },
	};

	other_side_make(values, UK_ARRAY_SIZE(values));
	other_side.work = disk_work;
	disk = (struct disk){ 0 };
}

int disk_find(void)
{
	int error = other_side_probe();

	for (struct uk_blkdev *dev = uk_blkdev_first(); dev && !error;
	     dev = dev->next)
		disk.dev = dev;
	return error;
}

struct blkif_ring *disk_ring(void)
{
	return (void *)other_side_page(
		(uk_xen_grant)other_side_told("ring-ref"));
}

static void transfer(uint8_t operation, uint64_t sector,
		     const struct blkif_segment *segments, unsigned int count)
{
	disk.segments = UK_MAX(disk.segments, count);
	for (; count--; segments++) {
		uint8_t *page = other_side_page(segments->grant);
		size_t bytes;

		if (segments->first_sector > segments->last_sector ||
		    segments->last_sector >= PAGE_SECTORS)
			abort();
		page += segments->first_sector * UK_BLK_SECTOR;
		bytes = (segments->last_sector - segments->first_sector + 1) *
			UK_BLK_SECTOR;
		if (sector * UK_BLK_SECTOR + bytes > sizeof(disk.content))
			abort();
		if (operation == OP_READ)
			memcpy(page, disk.content + sector * UK_BLK_SECTOR,
			       bytes);
		else
			memcpy(disk.content + sector * UK_BLK_SECTOR, page,
			       bytes);
		sector += bytes / UK_BLK_SECTOR;
	}
}

static uint8_t perform(const struct blkif_request *request)
{
	uint8_t operation = request->operation;

	switch (operation) {
	case OP_READ:
	case OP_WRITE:
		if (!request->segment_count ||
		    request->segment_count > DIRECT_SEGMENTS)
			abort();
		transfer(operation, request->sector, request->segments,
			 request->segment_count);
		break;
	case OP_INDIRECT:
		operation = request->operation_indirect;
		if (operation > OP_WRITE || !request->segment_count_indirect ||
		    request->segment_count_indirect > 256)
			abort();
		transfer(operation, request->sector,
			 (void *)other_side_page(request->tables[0]),
			 request->segment_count_indirect);
		break;
	case OP_DISCARD:
		memset(disk.content + request->sector * UK_BLK_SECTOR, 0,
		       request->sectors * UK_BLK_SECTOR);
		break;
	default:
		if (request->segment_count)
			abort();
	}
	return operation;
}

void disk_respond(uint64_t id, int16_t status)
{
	struct uk_xen_ring *at = &disk_ring()->at;

	disk_ring()->entry[at->responses % RING_ENTRIES].response =
		(struct blkif_response){ .id = id, .status = status };
	at->responses++;
}

bool disk_serve(void)
{
	struct blkif_ring *ring = disk_ring();
	struct blkif_request request;
	uint8_t operation;

	if (disk.taken == ring->at.requests)
		return false;
	request = ring->entry[disk.taken++ % RING_ENTRIES].request;
	operation = perform(&request);
	disk.served[request.operation]++;
	disk_respond(request.id, disk.status[operation]);
	return true;
}

void disk_work(void)
{
	while (disk_serve())
		;
	other_side_event();
}
