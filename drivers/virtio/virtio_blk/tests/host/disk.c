/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See disk.h.
 */
#include "disk.h"

#include <string.h>
#include <uk/alloc.h>
#include <uk/plat/time.h>

#include "../../virtio_blk.h"

bool host_irq_enabled = true;
static struct disk *newest;

/* ---- the machine: time passes while somebody looks at the clock or halts */
uint64_t uk_plat_clock_monotonic(void)
{
	static uint64_t now;

	if (newest && !newest->idle)
		disk_work(newest);
	return now += 500000000;
}

void uk_plat_timer_set(uint64_t deadline __uk_unused)
{
}

void host_halt(void)
{
	/* Nothing would ever end this halt. */
	if (!newest || newest->idle)
		__builtin_trap();
	disk_work(newest);
}

/* ---- the device */
void disk_make(struct disk *disk, uint64_t offered)
{
	const uint64_t sectors = DISK_SECTORS;
	const uint32_t segments = 8, discard = 64, zeroes = 32;
	const uint8_t on = 1;
	const uint16_t queues = DISK_QUEUES;

	memset(disk, 0, sizeof(*disk));
	model_device_init(&disk->device, "disk", UK_VIRTIO_ID_BLOCK, offered,
			  DISK_CONFIG, DISK_QUEUES);
	disk->id = "a-serial";
	model_device_config(&disk->device, CONFIG_CAPACITY, &sectors, 8);
	model_device_config(&disk->device, CONFIG_SEG_MAX, &segments, 4);
	model_device_config(&disk->device, CONFIG_WRITEBACK, &on, 1);
	model_device_config(&disk->device, CONFIG_QUEUES, &queues, 2);
	model_device_config(&disk->device, CONFIG_DISCARD_MOST, &discard, 4);
	model_device_config(&disk->device, CONFIG_ZEROES_MOST, &zeroes, 4);
	model_device_config(&disk->device, CONFIG_ZEROES_UNMAP, &on, 1);
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(disk->answer); i++)
		disk->answer[i] = DISK_PROPERLY;
	newest = disk;
}

int disk_probe(struct disk *disk)
{
	int error = uk_virtio_probe(&disk->device.virtio);

	for (struct uk_blkdev *dev = uk_blkdev_first(); dev && !error;
	     dev = dev->next)
		disk->dev = dev;
	return error;
}

/* ---- one request, as section 5.2.6 has it */
struct message {
	struct virtio_blk_header header;
	struct model_chain chain;
	uint32_t bytes; /* of data, between header and status */
};

static uint8_t fault(struct disk *disk, const char *why)
{
	if (!disk->fault)
		disk->fault = why;
	return STATUS_IOERR;
}

/* Between the first segment and the last one */
static void copy(struct disk *disk, const struct message *message, bool is_read)
{
	char *at = disk->content + message->header.sector * UK_BLK_SECTOR;
	const struct model_chain *chain = &message->chain;

	for (unsigned int i = 1; i + 1 < chain->readable + chain->writable;
	     i++) {
		uint32_t length = chain->segments[i].length;

		if (is_read)
			memcpy(chain->segments[i].base, at, length);
		else
			memcpy(at, chain->segments[i].base, length);
		at += length;
	}
}

static uint8_t transfer(struct disk *disk, const struct message *message,
			bool is_read)
{
	const struct model_chain *chain = &message->chain;

	if (chain->writable != (is_read ? chain->readable + chain->writable - 1 :
					  1))
		return fault(disk, "which segments may be written");
	if (!message->bytes || message->bytes % UK_BLK_SECTOR ||
	    message->header.sector + message->bytes / UK_BLK_SECTOR >
		    DISK_SECTORS)
		return fault(disk, "a transfer's place");
	copy(disk, message, is_read);
	return STATUS_OK;
}

static uint8_t range(struct disk *disk, const struct message *message)
{
	struct virtio_blk_range range;

	if (message->bytes != sizeof(range) || message->chain.readable != 2)
		return fault(disk, "a range's form");
	memcpy(&range, message->chain.segments[1].base, sizeof(range));
	if (range.sector + range.sectors > DISK_SECTORS || !range.sectors ||
	    (range.flags & ~RANGE_UNMAP) ||
	    (message->header.type == TYPE_DISCARD && range.flags))
		return fault(disk, "a range's place");
	memset(disk->content + range.sector * UK_BLK_SECTOR, 0,
	       range.sectors * UK_BLK_SECTOR);
	return STATUS_OK;
}

static uint8_t perform(struct disk *disk, const struct message *message)
{
	switch (message->header.type) {
	case TYPE_IN:
		return transfer(disk, message, true);
	case TYPE_OUT:
		return transfer(disk, message, false);
	case TYPE_FLUSH:
		return message->bytes ? fault(disk, "a flush") : STATUS_OK;
	case TYPE_GET_ID:
		if (!disk->id)
			return STATUS_UNSUPP;
		if (message->bytes != ID_BYTES)
			return fault(disk, "room for an ID");
		strncpy((char *)message->chain.segments[1].base, disk->id,
			ID_BYTES);
		return STATUS_OK;
	case TYPE_DISCARD:
	case TYPE_WRITE_ZEROES:
		return range(disk, message);
	default:
		return fault(disk, "a type");
	}
}

bool disk_serve(struct disk *disk, unsigned int queue)
{
	struct model *model = &disk->device.models[queue];
	struct message message = { 0 };
	struct model_chain *chain = &message.chain;
	uint32_t written = 0;
	unsigned int last, type;
	uint8_t answer;

	if (!disk->device.queues[queue] || !model_pop(model, chain))
		return false;
	last = chain->readable + chain->writable - 1;
	if (!chain->readable || !chain->writable ||
	    chain->segments[0].length != sizeof(message.header) ||
	    chain->segments[last].length != 1)
		__builtin_trap();
	memcpy(&message.header, chain->segments[0].base,
	       sizeof(message.header));
	for (unsigned int i = 1; i < last; i++)
		message.bytes += chain->segments[i].length;
	for (unsigned int i = chain->readable; i <= last; i++)
		written += chain->segments[i].length;
	type = message.header.type & 15;
	disk->served[type]++;
	answer = disk->answer[type] == DISK_PROPERLY ?
			 perform(disk, &message) :
			 (uint8_t)disk->answer[type];
	chain->segments[last].base[0] = answer;
	model_push(model, chain, written - UK_MIN(disk->shorter, written));
	return true;
}

void disk_interrupt(struct disk *disk)
{
	bool enabled = host_irq_enabled;

	host_irq_enabled = false;
	model_device_interrupt(&disk->device);
	host_irq_enabled = enabled;
}

void disk_work(struct disk *disk)
{
	for (unsigned int i = 0; i < DISK_QUEUES; i++)
		while (disk_serve(disk, i))
			;
	disk_interrupt(disk);
}
