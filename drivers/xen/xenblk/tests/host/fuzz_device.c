/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile backend against a driver that does its work: any values in XenStore, any response,
 * the ring and all pages overwritten before any access, states in any order. Nothing
 * outside of what was lent is touched, every request is done, once, and after a close
 * everything is the driver's again.
 */
#include <string.h>

#include "disk.h"

#define REQUESTS 40
#define SEGMENTS 3
#define SEGMENT 8192

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static uint8_t memory[REQUESTS][SEGMENTS][SEGMENT];

static struct item {
	struct uk_blk_request request;
	struct uk_sgsegment segments[SEGMENTS];
	bool is_out;
} items[REQUESTS];
static unsigned int out;

static const uint8_t *input;
static size_t left;

static unsigned int byte(void)
{
	if (!left)
		return 0;
	left--;
	return *input++;
}

static void done(struct uk_blk_request *request)
{
	struct item *item = UK_CONTAINER_OF(request, struct item, request);

	if (!item->is_out || request->result > 0)
		__builtin_trap();
	item->is_out = false;
	out--;
}

static void submit(void)
{
	struct item *item = &items[byte() % REQUESTS];
	unsigned int how = byte(), count = 1 + (how >> 3) % SEGMENTS;
	struct uk_blk_request *request = &item->request;
	uint32_t part = 512u * (1 + byte() % 16);

	if (item->is_out)
		return;
	memset(item, 0, sizeof(*item));
	request->operation = (enum uk_blk_operation)(how % 6);
	request->flags = how >> 6;
	request->sector = byte();
	request->sectors = byte() % 9;
	request->done = done;
	request->segments = item->segments;
	if (request->operation <= UK_BLK_WRITE) {
		request->segment_count = count;
		request->sectors = count * part / 512;
	}
	for (unsigned int i = 0; i < count; i++)
		item->segments[i] = (struct uk_sgsegment){
			memory[item - items][i], part
		};
	item->is_out = true;
	out++;
	if (uk_blkdev_submit(disk.dev, 0, &request, 1) != 1) {
		item->is_out = false;
		out--;
	}
}

/* A few bytes of any page that was lent */
static void scribble(void)
{
	unsigned int grant = 8 + byte() % 80, at = byte() | byte() << 8;
	uint8_t *page = other_side.grants[grant].page;

	if (page)
		page[at % UK_PAGE_SIZE] = (uint8_t)byte();
}

static struct blkif_ring *ring(void)
{
	return (void *)other_side.grants[other_side_told("ring-ref")].page;
}

/* Before each access of the driver's to what is shared */
static void step(void)
{
	if (left && *input < 24) {
		byte();
		scribble();
	}
}

static void say(void)
{
	static const char *const names[] = {
		"sectors", "sector-size", "physical-sector-size", "info",
		"feature-flush-cache", "feature-barrier", "feature-discard",
		"feature-max-indirect-segments", "online",
	};
	uint64_t number = byte();

	other_side_say(names[byte() % UK_ARRAY_SIZE(names)],
		       number << byte() % 64);
}

static void reopen(void)
{
	if (disk.dev->queues && !out)
		uk_blkdev_close(disk.dev, &disk);
	if (!disk.dev->queues && !uk_blkdev_open(disk.dev, &disk, false))
		disk.taken = 0;
}

/* The domain goes on as another one. */
static void go_on(void)
{
	extern const struct uk_xenbus_driver __start_uk_xenbus_drivers[];

	if (__start_uk_xenbus_drivers[0].ask(&other_side.bus))
		__builtin_trap();
	other_side.handler = NULL;
	__start_uk_xenbus_drivers[0].arrive(&other_side.bus);
}

static void move(void)
{
	switch (byte() % 11) {
	case 0:
	case 1:
	case 2:
		if (disk.dev->queues)
			submit();
		break;
	case 3:
		if (disk.dev->queues && ring())
			disk_respond(byte() % 40, (int16_t)(byte() % 4 - 2));
		break;
	case 4:
		other_side_event();
		break;
	case 5:
		scribble();
		break;
	case 6:
		if (disk.dev->queues)
			uk_blkdev_reap(disk.dev, 0);
		break;
	case 7:
		say();
		break;
	case 8:
		other_side_change((enum uk_xenbus_state)(byte() % 9));
		break;
	case 9:
		go_on();
		break;
	default:
		reopen();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct uk_blkdev *dev = disk.dev;

	input = data;
	left = length;
	/* One device for all inputs, as the list of devices only grows */
	if (!dev) {
		disk_make();
		if (disk_find())
			__builtin_trap();
		dev = disk.dev;
	}
	other_side_say("online", 1);
	other_side_say("sectors", 300);
	other_side_say("sector-size", 512);
	other_side.state = UK_XENBUS_INIT_WAIT;
	reopen();
	other_side.step = step;
	while (left)
		move();
	other_side.step = NULL;
	/* Whatever happened, all ends when the backend goes. */
	other_side_say("online", 0);
	other_side_change(UK_XENBUS_CLOSED);
	if (dev->queues && dev->in_flight)
		__builtin_trap();
	if (out)
		__builtin_trap();
	if (dev->queues)
		uk_blkdev_close(dev, &disk);
	other_side_change(UK_XENBUS_UNKNOWN);
	if (!uk_blkdev_open(dev, &disk, false) || other_side.lent)
		__builtin_trap();
	return 0;
}
