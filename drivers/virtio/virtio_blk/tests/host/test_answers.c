/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests through the driver, on each kind of ring, and what it makes of the device's
 * answers.
 */
#include <string.h>
#include <uk/test.h>

#include "../../virtio_blk.h"
#include "disk.h"

UK_TESTSUITE(virtio_blk_answers, "virtio-blk: requests");

static struct disk disk;
static char page[8 * 512], back[8 * 512];

static const uint64_t kinds[] = {
	0,
	UK_VIRTIO_F_INDIRECT_DESC,
	UK_VIRTIO_F_EVENT_IDX | UK_VIRTIO_F_INDIRECT_DESC,
	UK_VIRTIO_F_RING_PACKED,
	UK_VIRTIO_F_RING_PACKED | UK_VIRTIO_F_EVENT_IDX |
		UK_VIRTIO_F_INDIRECT_DESC,
};

#define FOR_EACH_KIND(kind)                    \
	for (const uint64_t *kind = kinds;     \
	     kind < kinds + UK_ARRAY_SIZE(kinds); kind++)

static bool open_disk(uint64_t features)
{
	disk_make(&disk, F_SEG_MAX | F_FLUSH | F_DISCARD | F_WRITE_ZEROES |
				 features);
	return !disk_probe(&disk) && !uk_blkdev_open(disk.dev, &disk, false);
}

static void end(void)
{
	UK_EXPECT_EQ(disk.dev->in_flight, 0);
	uk_blkdev_close(disk.dev, &disk);
	UK_EXPECT(!disk.fault);
}

UK_TEST(virtio_blk_answers, all_operations)
{
	for (unsigned int i = 0; i < sizeof(page); i++)
		page[i] = (char)(i * 5 + i / 256);
	FOR_EACH_KIND (kind) {
		UK_REQUIRE(open_disk(*kind));
		memset(back, 0, sizeof(back));
		UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 3, page, sizeof(page),
					     0), 0);
		UK_EXPECT(!memcmp(disk.content + 3 * 512, page, sizeof(page)));
		UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 3, back, sizeof(back)),
			     0);
		UK_EXPECT(!memcmp(page, back, sizeof(page)));
		UK_EXPECT_EQ(uk_blkdev_flush(disk.dev), 0);
		UK_EXPECT_EQ(disk.served[TYPE_FLUSH], 1);
		UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 100, page, 512,
					     UK_BLK_FUA), 0);
		UK_EXPECT_EQ(disk.served[TYPE_FLUSH], 2);
		UK_EXPECT_EQ(uk_blkdev_discard(disk.dev, 3, 1), 0);
		UK_EXPECT_EQ(uk_blkdev_write_zeroes(disk.dev, 4, 1,
						    UK_BLK_UNMAP), 0);
		UK_EXPECT(!disk.content[3 * 512 + 1] &&
			  !disk.content[5 * 512 - 1]);
		UK_EXPECT(disk.content[5 * 512 + 1]);
		end();
	}
}

/* The device takes as many as fit, and each lands in its own memory. */
UK_TEST(virtio_blk_answers, more_than_fit)
{
	static struct uk_blk_request requests[200];
	static struct uk_sgsegment segments[200][2];
	static char memory[200][2][512];

	FOR_EACH_KIND (kind) {
		UK_REQUIRE(open_disk(*kind));
		for (unsigned int i = 0; i < sizeof(disk.content); i++)
			disk.content[i] = (char)(i / 512 + 1);
		memset(memory, 0, sizeof(memory));
		for (unsigned int i = 0; i < 200; i++) {
			segments[i][0] =
				(struct uk_sgsegment){ memory[i][1], 512 };
			segments[i][1] =
				(struct uk_sgsegment){ memory[i][0], 512 };
			requests[i] = (struct uk_blk_request){
				.operation = UK_BLK_READ,
				.sector = i,
				.sectors = 2,
				.segments = segments[i],
				.segment_count = 2,
			};
		}
		UK_EXPECT_EQ(uk_blkdev_do(disk.dev, requests, 200), 0);
		for (unsigned int i = 0; i < 200; i++) {
			UK_EXPECT_EQ(memory[i][1][7], (char)(i + 1));
			UK_EXPECT_EQ(memory[i][0][511], (char)(i + 2));
		}
		end();
	}
}

UK_TEST(virtio_blk_answers, errors_are_the_requests)
{
	UK_REQUIRE(open_disk(0));
	disk.answer[TYPE_IN] = STATUS_IOERR;
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, page, 512), -EIO);
	disk.answer[TYPE_IN] = STATUS_UNSUPP;
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, page, 512), -EOPNOTSUPP);
	disk.answer[TYPE_IN] = DISK_PROPERLY;
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, page, 512), 0);
	disk.shorter = 1; /* the status is not counted */
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, page, 512), 0);
	disk.shorter = 2;
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, page, 512), -EIO);
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, page, 512, 0), 0);
	disk.shorter = 0;
	UK_EXPECT_EQ(disk.dev->stats.errors, 3);
	end();
}

/* What was written is not safe if the flush behind it fails; and none follows a write
 * that has failed.
 */
UK_TEST(virtio_blk_answers, a_flush_behind_a_write)
{
	FOR_EACH_KIND (kind) {
		UK_REQUIRE(open_disk(*kind));
		disk.answer[TYPE_FLUSH] = STATUS_IOERR;
		UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, page, 512, 0), 0);
		UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, page, 512,
					     UK_BLK_FUA), -EIO);
		UK_EXPECT_EQ(disk.served[TYPE_FLUSH], 1);
		disk.answer[TYPE_OUT] = STATUS_IOERR;
		UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, page, 512,
					     UK_BLK_FUA), -EIO);
		UK_EXPECT_EQ(disk.served[TYPE_FLUSH], 1);
		end();
	}
}

static unsigned int ended;

static void count_errors(struct uk_blk_request *request)
{
	ended += request->result == -EIO;
}

/* Three requests that the device has */
static bool three(struct uk_blk_request *requests,
		  struct uk_sgsegment *segments)
{
	struct uk_blk_request *batch[3];

	for (unsigned int i = 0; i < 3; i++) {
		segments[i] = (struct uk_sgsegment){ page, 512 };
		requests[i] = (struct uk_blk_request){
			.operation = UK_BLK_READ,
			.sector = i,
			.sectors = 1,
			.segments = &segments[i],
			.segment_count = 1,
			.done = count_errors,
		};
		batch[i] = &requests[i];
	}
	ended = 0;
	return uk_blkdev_submit(disk.dev, 0, batch, 3) == 3;
}

static void expect_broken_then_whole(void)
{
	UK_EXPECT_EQ(ended, 3);
	UK_EXPECT_EQ(disk.dev->in_flight, 0);
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, page, 512), -EIO);
	UK_EXPECT_EQ(uk_blkdev_reap(disk.dev, 0), -EIO);
	UK_EXPECT_EQ(uk_blkdev_interrupt(disk.dev, 0, true), -EIO);
	uk_blkdev_close(disk.dev, &disk);
	disk.answer[TYPE_IN] = DISK_PROPERLY;
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), 0);
	UK_EXPECT_EQ(uk_blkdev_read(disk.dev, 0, page, 512), 0);
	end();
}

UK_TEST(virtio_blk_answers, a_wrong_status_breaks_the_device)
{
	struct uk_blk_request requests[3];
	struct uk_sgsegment segments[3];

	FOR_EACH_KIND (kind) {
		UK_REQUIRE(open_disk(*kind));
		UK_REQUIRE(three(requests, segments));
		disk.answer[TYPE_IN] = 3;
		disk_serve(&disk, 0);
		disk_interrupt(&disk);
		expect_broken_then_whole();
	}
}

UK_TEST(virtio_blk_answers, a_wrong_completion_breaks_the_device)
{
	struct uk_blk_request requests[3];
	struct uk_sgsegment segments[3];

	FOR_EACH_KIND (kind) {
		UK_REQUIRE(open_disk(*kind));
		UK_REQUIRE(three(requests, segments));
		model_forge(&disk.device.models[0], 5000, 1);
		UK_EXPECT_EQ(uk_blkdev_reap(disk.dev, 0), -EIO);
		expect_broken_then_whole();
	}
}

UK_TEST(virtio_blk_answers, a_device_that_needs_a_reset)
{
	struct uk_blk_request requests[3];
	struct uk_sgsegment segments[3];

	UK_REQUIRE(open_disk(0));
	UK_REQUIRE(three(requests, segments));
	disk.device.status |= UK_VIRTIO_STATUS_NEEDS_RESET;
	disk.device.virtio.config_changed(disk.device.virtio.config_argument);
	expect_broken_then_whole();
}

UK_TEST(virtio_blk_answers, polled)
{
	struct uk_blk_request requests[3];
	struct uk_sgsegment segments[3];

	FOR_EACH_KIND (kind) {
		UK_REQUIRE(open_disk(*kind));
		UK_EXPECT_EQ(uk_blkdev_interrupt(disk.dev, 0, false), 0);
		UK_REQUIRE(three(requests, segments));
		disk.answer[TYPE_IN] = STATUS_IOERR;
		disk_work(&disk);
		disk.device.queues[0]->handler(disk.device.queues[0]->argument);
		UK_EXPECT_EQ(ended, 0);
		UK_EXPECT_EQ(uk_blkdev_reap(disk.dev, 0), 3);
		UK_EXPECT_EQ(ended, 3);
		/* completions that wait when interrupts come back */
		UK_REQUIRE(three(requests, segments));
		disk_work(&disk);
		UK_EXPECT_EQ(uk_blkdev_interrupt(disk.dev, 0, true), 0);
		UK_EXPECT_EQ(ended, 3);
		end();
	}
}
