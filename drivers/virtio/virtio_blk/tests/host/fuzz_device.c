/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile disk against a driver that does its work: any configuration, any answer, any
 * completion, bytes of the rings overwritten. Nothing may be read or written outside
 * of what is the driver's and its callers', every request is done, once, and after a
 * close the device can be used again.
 */
#include <string.h>

#include "../../virtio_blk.h"
#include "disk.h"

#define REQUESTS 24
#define SEGMENTS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static struct disk disk;
static char memory[REQUESTS][SEGMENTS][1024];

static struct item {
	struct uk_blk_request request;
	struct uk_sgsegment segments[SEGMENTS];
	bool is_out;
} items[REQUESTS];
static unsigned int out;

struct input {
	const uint8_t *data;
	size_t left;
};

static unsigned int byte(struct input *input)
{
	if (!input->left)
		return 0;
	input->left--;
	return *input->data++;
}

static unsigned int word(struct input *input)
{
	unsigned int low = byte(input);

	return low | byte(input) << 8;
}

static void done(struct uk_blk_request *request)
{
	struct item *item = UK_CONTAINER_OF(request, struct item, request);

	if (!item->is_out || request->result > 0)
		__builtin_trap();
	item->is_out = false;
	out--;
}

static void submit(struct input *input)
{
	struct item *item = &items[byte(input) % REQUESTS];
	unsigned int how = byte(input), count = 1 + (how >> 3) % SEGMENTS;
	struct uk_blk_request *request = &item->request;

	if (item->is_out)
		return;
	memset(item, 0, sizeof(*item));
	request->operation = (enum uk_blk_operation)(how % 6);
	request->flags = how >> 6;
	request->sector = byte(input);
	request->sectors = byte(input) % 9;
	request->done = done;
	request->segments = item->segments;
	if (request->operation <= UK_BLK_WRITE) {
		request->segment_count = count;
		request->sectors = 2 * count;
	}
	for (unsigned int i = 0; i < count; i++)
		item->segments[i] = (struct uk_sgsegment){
			memory[item - items][i], 1024
		};
	item->is_out = true;
	out++;
	if (uk_blkdev_submit(disk.dev, 0, &request, 1) != 1) {
		item->is_out = false;
		out--;
	}
}

/* From now on the device itself cannot tell what is where. */
static void scribble(struct input *input)
{
	struct model *model = &disk.device.models[0];
	unsigned int at = word(input), size = model->size;
	uint8_t *area = model->packed ? model->descriptors : model->device;

	model->fault = "by itself";
	area[at % (model->packed ? 16u * size : 4 + 8u * size + 2)] =
		(uint8_t)byte(input);
}

static void configure(struct input *input)
{
	static const uint8_t good[] = { CONFIG_CAPACITY, CONFIG_SEG_MAX,
					CONFIG_DISCARD_MOST };

	disk.device.config[byte(input) % DISK_CONFIG] = (uint8_t)byte(input);
	disk.device.config[good[byte(input) % sizeof(good)]] = 40;
	disk.device.virtio.config_changed(disk.device.virtio.config_argument);
}

static void move(struct input *input)
{
	switch (byte(input) % 9) {
	case 0:
	case 1:
	case 2:
		submit(input);
		break;
	case 3:
		disk_serve(&disk, 0);
		break;
	case 4:
		disk.answer[byte(input) & 15] = (int)byte(input) % 5 - 1;
		disk.shorter = byte(input) % 4;
		break;
	case 5:
		if (disk.device.queues[0])
			model_forge(&disk.device.models[0], word(input) % 70,
				    word(input));
		break;
	case 6:
		if (disk.device.queues[0])
			scribble(input);
		break;
	case 7:
		if (byte(input) & 1)
			uk_blkdev_reap(disk.dev, 0);
		else if (disk.device.queues[0])
			disk.device.queues[0]->handler(disk.device.queues[0]->argument);
		break;
	case 8:
		configure(input);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static const uint64_t rings[] = {
		0, UK_VIRTIO_F_EVENT_IDX | UK_VIRTIO_F_INDIRECT_DESC
	};
	struct input input = { data, length };
	unsigned int how = byte(&input);
	struct uk_blkdev *dev = disk.dev;
	struct uk_virtio_device before = disk.device.virtio;

	/* One device for all inputs, as the list of devices only grows */
	disk_make(&disk, F_SEG_MAX | F_FLUSH | F_DISCARD | F_WRITE_ZEROES |
				 rings[how & 1] |
				 (how & 2 ? UK_VIRTIO_F_RING_PACKED : 0));
	if (dev) {
		disk.device.virtio = before;
		disk.dev = dev;
	} else if (disk_probe(&disk)) {
		__builtin_trap();
	}
	if (uk_blkdev_open(disk.dev, &disk, false))
		__builtin_trap();
	while (input.left)
		move(&input);
	/* a reset ends what the device does not */
	disk.device.status |= UK_VIRTIO_STATUS_NEEDS_RESET;
	disk.device.virtio.config_changed(disk.device.virtio.config_argument);
	if (out || disk.dev->in_flight)
		__builtin_trap();
	uk_blkdev_close(disk.dev, &disk);
	return 0;
}
