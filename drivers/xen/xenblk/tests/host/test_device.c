/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver against a backend: honest, broken, gone.
 */
#include <string.h>
#include <uk/test.h>

#include "../../../../../lib/mem/ukalloc/tests/host_heap.h"
#include "disk.h"

UK_TESTSUITE(xenblk, "disks of Xen");

static uint8_t data[200 * 512 + 1], back[200 * 512 + 1];

static bool open_new(void)
{
	disk_make();
	return !disk_find() && !uk_blkdev_open(disk.dev, &disk, false);
}

/* Everything that was lent comes back when the backend goes. */
static void end(void)
{
	UK_EXPECT_EQ(disk.dev->in_flight, 0);
	if (disk.dev->queues)
		uk_blkdev_close(disk.dev, &disk);
	other_side_change(UK_XENBUS_UNKNOWN);
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), -ENODEV);
	UK_EXPECT_EQ(other_side.lent, 0);
	UK_EXPECT(!other_side.handler);
}

static void fill(void)
{
	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 5 + i / 256);
}

UK_TEST(xenblk, all_operations)
{
	fill();
	UK_REQUIRE(open_new());
	/* memory of any alignment, and more of it than one request has */
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 3, data + 1, 200 * 512, 0), 0);
	UK_EXPECT(!memcmp(disk.content + 3 * 512, data + 1, 200 * 512));
	UK_EXPECT_EQ(disk.segments, 25);
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 3, back + 1, 200 * 512), 0);
	UK_EXPECT(!memcmp(back + 1, data + 1, 200 * 512));
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 5, back, 512), 0);
	UK_EXPECT(!memcmp(back, data + 1 + 2 * 512, 512));
	UK_EXPECT_EQ(uk_blkdev_flush(disk.dev), 0);
	UK_EXPECT_EQ(disk.served[OP_FLUSH], 1);
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 100, data, 512, UK_BLK_FUA), 0);
	UK_EXPECT_EQ(disk.served[OP_FLUSH], 2);
	UK_EXPECT_EQ(uk_blkdev_discard(disk.dev, 4, 2), 0);
	UK_EXPECT(disk.content[4 * 512 - 1] && !disk.content[4 * 512] &&
		  !disk.content[6 * 512 - 1] && disk.content[6 * 512 + 1]);
	UK_EXPECT_EQ(uk_blkdev_write_zeroes(disk.dev, 0, 1, 0), -EOPNOTSUPP);
	end();
}

/* The queue takes as many as fit, and each lands in its own memory. */
UK_TEST(xenblk, more_than_fit)
{
	static struct uk_blk_request requests[150];
	static struct uk_sgsegment segments[150][3];
	static uint8_t memory[150][3 * 512];

	UK_REQUIRE(open_new());
	for (unsigned int i = 0; i < sizeof(disk.content); i++)
		disk.content[i] = (uint8_t)(i / 512 + 1);
	for (unsigned int i = 0; i < 150; i++) {
		for (unsigned int j = 0; j < 3; j++)
			segments[i][j] = (struct uk_sgsegment){
				memory[i] + (2 - j) * 512, 512
			};
		requests[i] = (struct uk_blk_request){
			.operation = UK_BLK_READ,
			.sector = i,
			.sectors = 3,
			.segments = segments[i],
			.segment_count = 3,
		};
	}
	UK_EXPECT_EQ(uk_blkdev_do(disk.dev, requests, 150), 0);
	for (unsigned int i = 0; i < 150; i++)
		for (unsigned int j = 0; j < 3; j++)
			UK_EXPECT_EQ(memory[i][(2 - j) * 512 + 7],
				     (uint8_t)(i + j + 1));
	/* long ones need pages, not only places in the ring */
	for (unsigned int i = 0; i < 20; i++)
		UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 8 * i, data, 200 * 512,
					     0), 0);
	end();
}

UK_TEST(xenblk, errors_are_the_requests)
{
	UK_REQUIRE(open_new());
	disk.status[OP_READ] = -1;
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), -EIO);
	disk.status[OP_READ] = -2;
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), -EOPNOTSUPP);
	disk.status[OP_READ] = 7; /* there is no such */
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), -EIO);
	disk.status[OP_READ] = 0;
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), 0);
	UK_EXPECT_EQ(disk.dev->stats.errors, 3);
	end();
}

/* What was written is not safe if the flush behind it fails; and none follows a write
 * that has failed.
 */
UK_TEST(xenblk, a_flush_behind_a_write)
{
	UK_REQUIRE(open_new());
	disk.status[OP_FLUSH] = -1;
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, data, 512, 0), 0);
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, data, 512, UK_BLK_FUA), -EIO);
	UK_EXPECT_EQ(disk.served[OP_FLUSH], 1);
	disk.status[OP_WRITE] = -1;
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, data, 512, UK_BLK_FUA), -EIO);
	UK_EXPECT_EQ(disk.served[OP_FLUSH], 1);
	end();
}

UK_TEST(xenblk, the_barrier_is_a_flush_too)
{
	disk_make();
	other_side_say("feature-flush-cache", 0);
	other_side_say("feature-barrier", 1);
	UK_REQUIRE(!disk_find() && !uk_blkdev_open(disk.dev, &disk, false));
	UK_EXPECT_EQ(uk_blkdev_flush(disk.dev), 0);
	UK_EXPECT_EQ(disk.served[OP_BARRIER], 1);
	end();
}

/* ---- wrong answers */

static unsigned int ended;

static void count_errors(struct uk_blk_request *request)
{
	ended += request->result == -EIO;
}

static void three(void)
{
	static struct uk_blk_request requests[3];
	static struct uk_sgsegment segment;
	struct uk_blk_request *batch[3];

	segment = (struct uk_sgsegment){ back, 512 };
	for (unsigned int i = 0; i < 3; i++) {
		requests[i] = (struct uk_blk_request){
			.operation = UK_BLK_READ,
			.sector = i,
			.sectors = 1,
			.segments = &segment,
			.segment_count = 1,
			.done = count_errors,
		};
		batch[i] = &requests[i];
	}
	ended = 0;
	UK_EXPECT_EQ(uk_blkdev_submit(disk.dev, 0, batch, 3), 3);
}

static void expect_broken_then_whole(void)
{
	other_side_event();
	UK_EXPECT_EQ(ended, 3);
	UK_EXPECT_EQ(disk.dev->in_flight, 0);
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), -EIO);
	UK_EXPECT_EQ(uk_blkdev_reap(disk.dev, 0), -EIO);
	UK_EXPECT_EQ(uk_blkdev_interrupt(disk.dev, 0, true), -EIO);
	uk_blkdev_close(disk.dev, &disk);
	UK_EXPECT_EQ(other_side.lent, 0);
	disk.taken = 0;
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), 0);
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), 0);
	end();
}

UK_TEST(xenblk, more_than_was_asked)
{
	UK_REQUIRE(open_new());
	three();
	disk_ring()->at.responses += 4;
	expect_broken_then_whole();
}

UK_TEST(xenblk, ids_that_do_not_exist)
{
	static const uint64_t ids[] = { 3, 32, UINT64_MAX, 1ULL << 32 };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(ids); i++) {
		UK_REQUIRE(open_new());
		three();
		disk_respond(ids[i], 0);
		expect_broken_then_whole();
	}
}

UK_TEST(xenblk, the_same_answer_twice)
{
	UK_REQUIRE(open_new());
	three();
	disk_respond(1, -1);
	disk_respond(1, -1);
	expect_broken_then_whole();
}

/* ---- the backend goes, and comes again */

UK_TEST(xenblk, taken_away_while_it_works)
{
	UK_REQUIRE(open_new());
	three();
	other_side_say("online", 0);
	other_side_change(UK_XENBUS_CLOSING);
	UK_EXPECT_EQ(ended, 3);
	UK_EXPECT_EQ(other_side.frontend, UK_XENBUS_CLOSED);
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, data, 512, 0), -EIO);
	other_side_change(UK_XENBUS_UNKNOWN);
	uk_blkdev_close(disk.dev, &disk);
	UK_EXPECT_EQ(other_side.lent, 0);
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), -ENODEV);
	/* another disk in its place */
	other_side_say("online", 1);
	other_side_change(UK_XENBUS_INIT_WAIT);
	other_side_say("sectors", 100);
	disk.taken = 0;
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), 0);
	UK_EXPECT_EQ(disk.dev->info.sectors, 100);
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, data, 512, 0), 0);
	end();
}

UK_TEST(xenblk, taken_away_while_nobody_has_it)
{
	disk_make();
	UK_REQUIRE(!disk_find());
	other_side_change(UK_XENBUS_CLOSING);
	UK_EXPECT_EQ(other_side.frontend, UK_XENBUS_CLOSED);
	end();
}

/* Pages that the backend does not let go of are never used again. */
UK_TEST(xenblk, pages_that_are_kept)
{
	uint8_t *kept;
	uk_xen_grant grant;

	UK_REQUIRE(open_new());
	grant = (uk_xen_grant)other_side_told("ring-ref") + 1;
	kept = other_side_page(grant);
	other_side.grants[grant].kept = true;
	three();
	disk_ring()->at.responses += 4;
	other_side_event();
	uk_blkdev_close(disk.dev, &disk);
	UK_EXPECT_EQ(other_side.lent, 1);
	disk.taken = 0;
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), 0);
	for (unsigned int i = 0; i < OTHER_SIDE_GRANTS; i++)
		UK_EXPECT(i == grant || other_side.grants[i].page != kept);
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 200 * 512), 0);
	other_side.grants[grant].kept = false;
	uk_xen_grant_end(grant);
	__builtin_free(kept);
	end();
}

UK_TEST(xenblk, another_size)
{
	UK_REQUIRE(open_new());
	other_side_say("sectors", 4096);
	other_side_change(UK_XENBUS_CONNECTED);
	UK_EXPECT_EQ(disk.dev->info.sectors, 4096);
	other_side_say("sectors", UINT64_MAX);
	other_side_change(UK_XENBUS_CONNECTED);
	UK_EXPECT_EQ(disk.dev->info.sectors, 4096);
	end();
}

/* ---- what a disk says of itself */

static int error_with(const char *name, uint64_t number)
{
	int error;

	disk_make();
	other_side_say(name, number);
	error = disk_find();
	if (error)
		UK_EXPECT_EQ(other_side.lent, 0);
	else
		end();
	return error;
}

UK_TEST(xenblk, descriptions)
{
	UK_EXPECT_EQ(error_with("sector-size", 0), -EINVAL);
	UK_EXPECT_EQ(error_with("sector-size", 256), -EINVAL);
	UK_EXPECT_EQ(error_with("sector-size", 513), -EINVAL);
	UK_EXPECT_EQ(error_with("sector-size", 8192), -EINVAL);
	UK_EXPECT_EQ(error_with("sector-size", 1ULL << 32), -EINVAL);
	UK_EXPECT_EQ(error_with("sectors", UINT64_MAX / 512 + 1), -EINVAL);
	UK_EXPECT_EQ(error_with("sector-size", 4096), 0);
	UK_EXPECT_EQ(disk.dev->info.block_size, 4096);
	UK_EXPECT_EQ(error_with("sectors", 7), 0);
	UK_EXPECT_EQ(error_with("physical-sector-size", 4096), 0);
	UK_EXPECT_EQ(disk.dev->info.physical_block_size, 4096);
	UK_EXPECT_EQ(error_with("physical-sector-size", 100), 0);
	UK_EXPECT_EQ(disk.dev->info.physical_block_size, 512);
	UK_EXPECT_EQ(error_with("info", 5), 0);
	UK_EXPECT(disk.dev->info.read_only && !disk.dev->info.volatile_cache);
	UK_EXPECT_EQ(error_with("feature-max-indirect-segments", 0), 0);
	UK_EXPECT_EQ(disk.dev->info.sectors_most, 88);
	UK_EXPECT_EQ(error_with("feature-max-indirect-segments", UINT64_MAX), 0);
	UK_EXPECT_EQ(disk.dev->info.sectors_most, PAGES_OF_ONE * 8);
	UK_EXPECT_EQ(error_with("feature-flush-cache", 0), 0);
	UK_EXPECT(!disk.dev->info.volatile_cache);
}

UK_TEST(xenblk, names)
{
	static const struct {
		uint64_t device;
		const char *name;
	} names[] = {
		{ 51712, "xvda" },
		{ 51729, "xvdb1" },
		{ 1 << 28 | 25 << 8, "xvdz" },
		{ 1 << 28 | 26 << 8 | 3, "xvdaa3" },
		{ 1 << 28 | 0xfffff << 8 | 255, "xvdbgqcv255" },
		{ 768, "768" },
		{ UINT32_MAX, "4294967295" },
		{ 1ULL << 32, "" },
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(names); i++) {
		UK_EXPECT_EQ(error_with("virtual-device", names[i].device), 0);
		UK_EXPECT(!strcmp(disk.dev->info.serial, names[i].name));
	}
}

/* ---- what fails on the way leaves nothing behind */

UK_TEST(xenblk, a_backend_that_does_not_connect)
{
	disk_make();
	other_side.refuses = true;
	UK_EXPECT_EQ(disk_find(), -ETIMEDOUT);
	UK_EXPECT_EQ(other_side.lent, 0);
	UK_EXPECT(!other_side.handler);
}

UK_TEST(xenblk, too_few_grants)
{
	for (unsigned int most = 0; most < PAGES + 1; most += 16) {
		disk_make();
		other_side.grants_most = most;
		UK_EXPECT_EQ(disk_find(), most ? 0 : -ENOSPC);
		if (!most)
			continue;
		UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), -ENOSPC);
		end();
	}
}

UK_TEST(xenblk, too_little_memory)
{
	for (unsigned int most = 0; most < PAGES + 2; most++) {
		disk_make();
		host_heap_allocations = most;
		if (disk_find()) {
			UK_EXPECT(most < 2);
		} else {
			UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false),
				     -ENOMEM);
			host_heap_allocations = ~0u;
			end();
		}
		host_heap_allocations = ~0u;
		UK_EXPECT_EQ(other_side.lent, 0);
	}
}

UK_TEST(xenblk, events_without_end)
{
	UK_REQUIRE(open_new());
	for (unsigned int round = 0; round < 3; round++) {
		UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), 0);
		for (unsigned int n = 1; n < UK_XEN_EVENTS_MOST; n++)
			other_side_event();
	}
	UK_REQUIRE(other_side.handler);
	for (unsigned int n = 0; n < 2; n++)
		other_side_event();
	UK_EXPECT(!other_side.handler); /* closed */
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), -EIO);
	uk_blkdev_close(disk.dev, &disk);
	disk.taken = 0;
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), 0);
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, back, 512), 0);
	end();
}
