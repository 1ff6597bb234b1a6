/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Backends that will be back: a restart, and a domain that is saved and goes on.
 */
#include <string.h>
#include <uk/test.h>

#include "disk.h"

UK_TESTSUITE(xenblk_away, "disks of Xen whose backend comes back");

#define COUNT 5
#define LONG 160u /* sectors: in a table of segments */

static uint8_t out[LONG * 512], in[LONG * 512];
static struct uk_sgsegment to_disk, from_disk, first_sector;
static struct uk_blk_request requests[COUNT];
static unsigned int ended;

static void done(struct uk_blk_request *request __uk_unused)
{
	ended++;
}

/* Of each kind one, which nobody answers yet. */
static void submit_all_kinds(void)
{
	struct uk_blk_request *batch[COUNT];

	for (unsigned int i = 0; i < sizeof(out); i++)
		out[i] = (uint8_t)(i * 7 + i / 256);
	memset(in, 0, sizeof(in));
	to_disk = (struct uk_sgsegment){ out, sizeof(out) };
	from_disk = (struct uk_sgsegment){ in, 512 };
	first_sector = (struct uk_sgsegment){ out, 512 };
	requests[0] = (struct uk_blk_request){ .operation = UK_BLK_WRITE,
					       .sector = 100,
					       .sectors = LONG,
					       .segments = &to_disk };
	requests[1] = (struct uk_blk_request){ .operation = UK_BLK_READ,
					       .sector = 3,
					       .sectors = 1,
					       .segments = &from_disk };
	requests[2] = (struct uk_blk_request){ .operation = UK_BLK_WRITE,
					       .flags = UK_BLK_FUA,
					       .sector = 50,
					       .sectors = 1,
					       .segments = &first_sector };
	requests[3] = (struct uk_blk_request){ .operation = UK_BLK_FLUSH };
	requests[4] = (struct uk_blk_request){ .operation = UK_BLK_DISCARD,
					       .sector = 8,
					       .sectors = 2 };
	for (unsigned int i = 0; i < COUNT; i++) {
		requests[i].segment_count = requests[i].segments != NULL;
		requests[i].done = done;
		batch[i] = &requests[i];
	}
	ended = 0;
	UK_EXPECT_EQ(uk_blkdev_submit(disk.dev, 0, batch, COUNT), COUNT);
}

static bool open_busy(void)
{
	disk_make();
	if (disk_find() || uk_blkdev_open(disk.dev, &disk, false))
		return false;
	memset(disk.content + 3 * 512, 0x5a, 512);
	memset(disk.content + 8 * 512, 0x5a, 2 * 512);
	submit_all_kinds();
	return true;
}

/* The domain goes on as another: Xen knows of no channel, and no backend of our rings. */
static void move(void)
{
	extern const struct uk_xenbus_driver __start_uk_xenbus_drivers[];

	UK_EXPECT_EQ(__start_uk_xenbus_drivers[0].ask(&other_side.bus), 0);
	other_side.handler = NULL;
	__start_uk_xenbus_drivers[0].arrive(&other_side.bus);
}

static void leave(void)
{
	other_side_change(UK_XENBUS_CLOSED);
}

static void come_back(void)
{
	disk.taken = 0;
	other_side.state = UK_XENBUS_INITIALISING;
	other_side.changed(&other_side.bus, UK_XENBUS_INITIALISING);
	other_side_change(UK_XENBUS_INIT_WAIT);
}

static void end(void)
{
	uk_blkdev_close(disk.dev, &disk);
	other_side_change(UK_XENBUS_UNKNOWN);
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), -ENODEV);
	UK_EXPECT_EQ(other_side.lent, 0);
}

static void expect_all_done(void)
{
	disk_work();
	disk_work(); /* the flush behind the write */
	UK_EXPECT_EQ(ended, COUNT);
	for (unsigned int i = 0; i < COUNT; i++)
		UK_EXPECT_EQ(requests[i].result, 0);
	UK_EXPECT(!memcmp(disk.content + 100 * 512, out, sizeof(out)));
	UK_EXPECT(!memcmp(disk.content + 50 * 512, out, 512));
	UK_EXPECT(in[0] == 0x5a && in[511] == 0x5a);
	UK_EXPECT(!disk.content[8 * 512] && !disk.content[10 * 512 - 1]);
	UK_EXPECT_EQ(disk.served[OP_FLUSH], 2);
	UK_EXPECT_EQ(disk.dev->in_flight, 0);
}

/* Also what the old backend has done already, and not said or said too late. */
UK_TEST(xenblk_away, nothing_is_lost)
{
	static void (*const ways[])(void) = { move, leave };

	for (unsigned int way = 0; way < 2; way++)
		for (unsigned int served = 0; served <= COUNT; served++) {
			struct uk_blk_request more = {
				.operation = UK_BLK_FLUSH, .done = done
			};
			struct uk_blk_request *one = &more;

			UK_REQUIRE(open_busy());
			for (unsigned int i = 0; i < served; i++)
				disk_serve();
			memset(disk.served, 0, sizeof(disk.served));
			ways[way]();
			UK_EXPECT_EQ(uk_blkdev_submit(disk.dev, 0, &one, 1), 0);
			UK_EXPECT_EQ(uk_blkdev_reap(disk.dev, 0), 0);
			UK_EXPECT_EQ(ended, 0);
			come_back();
			expect_all_done();
			UK_EXPECT_EQ(uk_blkdev_submit(disk.dev, 0, &one, 1), 1);
			disk_work();
			end();
		}
}

/* Linux's goes on with the same ring. */
UK_TEST(xenblk_away, the_same_ring)
{
	UK_REQUIRE(open_busy());
	disk_serve();
	other_side_change(UK_XENBUS_INIT_WAIT);
	UK_EXPECT_EQ(other_side.frontend, UK_XENBUS_CONNECTED);
	other_side_change(UK_XENBUS_CONNECTED);
	expect_all_done();
	end();
}

UK_TEST(xenblk_away, one_that_can_do_less)
{
	UK_REQUIRE(open_busy());
	move();
	other_side_say("feature-max-indirect-segments", 0);
	other_side_say("feature-flush-cache", 0);
	other_side_say("feature-discard", 0);
	come_back();
	disk_work();
	UK_EXPECT_EQ(ended, COUNT);
	UK_EXPECT_EQ(requests[0].result, -EIO);
	UK_EXPECT_EQ(requests[1].result, 0);
	UK_EXPECT_EQ(requests[2].result, 0);
	UK_EXPECT_EQ(requests[3].result, 0);
	UK_EXPECT_EQ(requests[4].result, -EOPNOTSUPP);
	UK_EXPECT_EQ(disk.served[OP_FLUSH] + disk.served[OP_BARRIER], 0);
	end();
}

static void expect_all_failed(void)
{
	UK_EXPECT_EQ(ended, COUNT);
	for (unsigned int i = 0; i < COUNT; i++)
		UK_EXPECT_EQ(requests[i].result, -EIO);
	UK_EXPECT_EQ(uk_blkdev_flush(disk.dev), -EIO);
}

UK_TEST(xenblk_away, one_with_other_blocks)
{
	UK_REQUIRE(open_busy());
	move();
	other_side_say("sector-size", 4096);
	come_back();
	expect_all_failed();
	end();
}

UK_TEST(xenblk_away, it_does_not_come_back)
{
	UK_REQUIRE(open_busy());
	leave();
	UK_EXPECT_EQ(ended, 0);
	other_side_say("online", 0);
	other_side_change(UK_XENBUS_CLOSED);
	expect_all_failed();
	end();
}

UK_TEST(xenblk_away, it_does_not_connect)
{
	UK_REQUIRE(open_busy());
	move();
	other_side.refuses = true;
	come_back();
	expect_all_failed();
	other_side.refuses = false;
	end();
}

UK_TEST(xenblk_away, it_keeps_a_page)
{
	uk_xen_grant grant;

	UK_REQUIRE(open_busy());
	grant = (uk_xen_grant)other_side_told("ring-ref") + 1;
	other_side.grants[grant].kept = true;
	leave();
	come_back();
	expect_all_failed();
	other_side.grants[grant].kept = false;
	end();
}

/* Closed, or not open at all, while the domain moves */
UK_TEST(xenblk_away, nobody_has_it)
{
	uint8_t sector[512];

	disk_make();
	UK_REQUIRE(!disk_find());
	move();
	come_back();
	UK_REQUIRE(!uk_blkdev_open(disk.dev, &disk, false));
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, sector, 512), 0);
	move();
	uk_blkdev_close(disk.dev, &disk);
	come_back();
	UK_REQUIRE(!uk_blkdev_open(disk.dev, &disk, false));
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, sector, 512), 0);
	end();
}
