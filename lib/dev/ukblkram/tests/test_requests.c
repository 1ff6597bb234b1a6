/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uk/blkdev.h over a disk in memory: what may be asked, what waits, what comes back
 * wrong. Each case has a disk of its own.
 */
#include <uk/blkdev_driver.h>
#include <uk/blkram.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(ukblkdev, "requests to block devices");

#define SECTORS 2048u /* 1 MiB */

static char content[SECTORS * UK_BLK_SECTOR];
static char block[8 * UK_BLK_SECTOR];

static struct uk_blkram *disk_of(struct uk_blkram_config config)
{
	struct uk_blkram *disk;

	config.sectors = SECTORS;
	config.content = content;
	memset(content, 0, sizeof(content));
	disk = uk_blkram_create(&config);
	if (disk && uk_blkdev_open(&disk->dev, disk, false))
		return NULL;
	return disk;
}

static struct uk_blkram *plain(void)
{
	return disk_of((struct uk_blkram_config){ 0 });
}

static void end(struct uk_blkram *disk)
{
	uk_blkdev_close(&disk->dev, disk);
}

UK_TEST(ukblkdev, bytes_come_back)
{
	struct uk_blkram *disk = plain();
	char back[sizeof(block)];

	UK_REQUIRE(disk);
	for (unsigned int i = 0; i < sizeof(block); i++)
		block[i] = (char)(i * 7 + i / 256);
	UK_EXPECT_EQ(uk_blkdev_write(&disk->dev, 100, block, sizeof(block), 0),
		     0);
	UK_EXPECT(!memcmp(content + 100 * UK_BLK_SECTOR, block, sizeof(block)));
	UK_EXPECT_EQ(uk_blkdev_read(&disk->dev, 100, back, sizeof(back)), 0);
	UK_EXPECT(!memcmp(block, back, sizeof(block)));
	UK_EXPECT_EQ(uk_blkdev_flush(&disk->dev), 0);
	UK_EXPECT_EQ(disk->dev.stats.write_sectors, 8);
	UK_EXPECT_EQ(disk->dev.stats.reads, 1);
	UK_EXPECT_EQ(disk->dev.stats.flushes, 1);
	end(disk);
}

UK_TEST(ukblkdev, long_ones_are_cut)
{
	struct uk_blkram *disk = plain();
	static char all[sizeof(content)];

	UK_REQUIRE(disk);
	disk->dev.info.segment_most = 3 * UK_BLK_SECTOR;
	disk->dev.info.discard_most = 5;
	for (unsigned int i = 0; i < sizeof(all); i++)
		all[i] = (char)(i / 253);
	UK_EXPECT_EQ(uk_blkdev_write(&disk->dev, 0, all, sizeof(all),
				     UK_BLK_FUA), 0);
	UK_EXPECT(!memcmp(all, content, sizeof(all)));
	UK_EXPECT_EQ(disk->dev.stats.writes, (SECTORS + 2) / 3);
	UK_EXPECT_EQ(uk_blkdev_discard(&disk->dev, 1, 11), 0);
	UK_EXPECT_EQ(disk->dev.stats.discards, 3);
	UK_EXPECT(!content[12 * UK_BLK_SECTOR - 1]);
	UK_EXPECT(content[12 * UK_BLK_SECTOR]);
	end(disk);
}

UK_TEST(ukblkdev, what_can_never_be_done)
{
	struct uk_blkram *disk = disk_of(
		(struct uk_blkram_config){ .block_size = 4096 });
	struct uk_sgsegment segments[2] = { { block, 4096 }, { block, 4096 } };
	const struct uk_blk_request good = { .operation = UK_BLK_WRITE,
					     .sector = 8,
					     .sectors = 16,
					     .segments = segments,
					     .segment_count = 2 };
	struct uk_blk_request bad;
	struct uk_blkdev *dev;

	UK_REQUIRE(disk);
	dev = &disk->dev;
	UK_EXPECT_EQ(uk_blkdev_check(dev, &good), 0);
#define BAD(field, value)                                     \
	do {                                                  \
		bad = good;                                   \
		bad.field = (value);                          \
		UK_EXPECT_EQ(uk_blkdev_check(dev, &bad), -EINVAL); \
	} while (0)
	BAD(operation, 77);
	BAD(flags, UK_BLK_UNMAP);
	BAD(flags, 4);
	BAD(sector, 1);
	BAD(sector, SECTORS - 8);
	BAD(sector, SECTORS);
	BAD(sector, UINT64_MAX - 7);
	BAD(sectors, 0);
	BAD(sectors, 8);
	BAD(sectors, 24);
	BAD(sectors, UINT64_MAX - 7);
	BAD(segment_count, 0);
	BAD(segment_count, 1);
	BAD(segment_count, 17);
	bad = good;
	segments[1].length = 4095;
	UK_EXPECT_EQ(uk_blkdev_check(dev, &bad), -EINVAL);
	segments[0].length = 2048;
	segments[1].length = 6144;
	UK_EXPECT_EQ(uk_blkdev_check(dev, &bad), -EINVAL);
	segments[0].length = 0;
	segments[1].length = 8192;
	UK_EXPECT_EQ(uk_blkdev_check(dev, &bad), -EINVAL);
	bad.operation = UK_BLK_FLUSH;
	UK_EXPECT_EQ(uk_blkdev_check(dev, &bad), -EINVAL);
	bad = (struct uk_blk_request){ .operation = UK_BLK_DISCARD,
				       .sectors = 8,
				       .sector = SECTORS };
	UK_EXPECT_EQ(uk_blkdev_check(dev, &bad), -EINVAL);
	bad.sector = 0;
	UK_EXPECT_EQ(uk_blkdev_check(dev, &bad), 0);
	bad.segment_count = 1;
	UK_EXPECT_EQ(uk_blkdev_check(dev, &bad), -EINVAL);
	UK_EXPECT_EQ(uk_blkdev_read(dev, 0, block, 512), -EINVAL);
	UK_EXPECT_EQ(uk_blkdev_read(dev, SECTORS, block, 4096), -EINVAL);
	UK_EXPECT_EQ(uk_blkdev_read(dev, SECTORS, block, 0), 0);
	dev->info.discard_most = dev->info.zeroes_most = 0;
	UK_EXPECT_EQ(uk_blkdev_discard(dev, 0, 8), -EOPNOTSUPP);
	UK_EXPECT_EQ(uk_blkdev_write_zeroes(dev, 0, 8, 0), -EOPNOTSUPP);
	end(disk);
}

UK_TEST(ukblkdev, read_only)
{
	struct uk_blkram *disk =
		disk_of((struct uk_blkram_config){ .read_only = true });

	UK_REQUIRE(disk);
	UK_EXPECT_EQ(uk_blkdev_write(&disk->dev, 0, block, 512, 0), -EROFS);
	UK_EXPECT_EQ(uk_blkdev_discard(&disk->dev, 0, 1), -EROFS);
	UK_EXPECT_EQ(uk_blkdev_write_zeroes(&disk->dev, 0, 1, UK_BLK_UNMAP),
		     -EROFS);
	UK_EXPECT_EQ(uk_blkdev_read(&disk->dev, 0, block, 512), 0);
	UK_EXPECT_EQ(uk_blkdev_flush(&disk->dev), 0);
	end(disk);
}

static int third_fails(struct uk_blkram *disk,
		       const struct uk_blk_request *request __uk_unused)
{
	return ++*(unsigned int *)disk->fault_argument == 3 ? -ENOSPC : 0;
}

UK_TEST(ukblkdev, the_first_error_of_many)
{
	struct uk_blkram *disk = plain();
	struct uk_sgsegment segment = { block, 512 };
	struct uk_blk_request requests[9];
	unsigned int asked = 0;

	UK_REQUIRE(disk);
	disk->fault = third_fails;
	disk->fault_argument = &asked;
	for (unsigned int i = 0; i < 9; i++)
		requests[i] = (struct uk_blk_request){
			.operation = UK_BLK_WRITE,
			.sector = i == 5 ? SECTORS : i,
			.sectors = 1,
			.segments = &segment,
			.segment_count = 1,
		};
	UK_EXPECT_EQ(uk_blkdev_do(&disk->dev, requests, 9), -ENOSPC);
	for (unsigned int i = 0; i < 9; i++)
		UK_EXPECT_EQ(requests[i].result,
			     i == 2 ? -ENOSPC : i == 5 ? -EINVAL : 0);
	UK_EXPECT_EQ(asked, 8);
	UK_EXPECT_EQ(disk->dev.stats.errors, 1);
	UK_EXPECT_EQ(disk->dev.in_flight, 0);
	end(disk);
}

/* More than fit, on a device that is polled */
UK_TEST(ukblkdev, through_a_small_queue)
{
	struct uk_blkram *disk = disk_of((struct uk_blkram_config){ .depth = 3 });
	struct uk_blk_request requests[20];
	struct uk_sgsegment segments[20];

	UK_REQUIRE(disk);
	UK_REQUIRE(uk_blkdev_interrupt(&disk->dev, 0, false) == 0);
	disk->is_slow = true;
	for (unsigned int i = 0; i < 20; i++) {
		segments[i] = (struct uk_sgsegment){ block, 512 };
		requests[i] = (struct uk_blk_request){
			.operation = UK_BLK_WRITE,
			.sector = i,
			.sectors = 1,
			.segments = &segments[i],
			.segment_count = 1,
		};
	}
	memset(block, 'x', 512);
	UK_EXPECT_EQ(uk_blkdev_do(&disk->dev, requests, 20), 0);
	UK_EXPECT_EQ(content[20 * 512 - 1], 'x');
	UK_EXPECT_EQ(content[20 * 512], 0);
	end(disk);
}

static unsigned int done_count;

static void count_done(struct uk_blk_request *request __uk_unused)
{
	done_count++;
}

UK_TEST(ukblkdev, close_waits_for_what_is_in_flight)
{
	struct uk_blkram *disk = plain();
	struct uk_sgsegment segment = { block, 512 };
	struct uk_blk_request read = { .operation = UK_BLK_READ,
				       .sectors = 1,
				       .segments = &segment,
				       .segment_count = 1,
				       .done = count_done };
	struct uk_blk_request *one = &read;

	UK_REQUIRE(disk);
	UK_REQUIRE(uk_blkdev_interrupt(&disk->dev, 0, false) == 0);
	disk->is_slow = true;
	done_count = 0;
	UK_EXPECT_EQ(uk_blkdev_submit(&disk->dev, 0, &one, 1), 1);
	UK_EXPECT_EQ(done_count, 0);
	UK_EXPECT_EQ(disk->dev.in_flight, 1);
	end(disk);
	UK_EXPECT_EQ(done_count, 1);
	UK_EXPECT_EQ(disk->dev.in_flight, 0);
}

UK_TEST(ukblkdev, whose_it_is)
{
	struct uk_blkram *disk = plain();
	struct uk_blkdev *dev;
	int other, third;

	UK_REQUIRE(disk);
	dev = &disk->dev;
	UK_EXPECT_EQ(uk_blkdev_open(dev, &other, false), -EBUSY);
	UK_EXPECT_EQ(uk_blkdev_open(dev, &other, true), -EBUSY);
	end(disk);
	UK_EXPECT_EQ(uk_blkdev_open(dev, &other, true), 0);
	UK_EXPECT_EQ(uk_blkdev_open(dev, &third, true), 0);
	UK_EXPECT_EQ(uk_blkdev_open(dev, disk, false), -EBUSY);
	uk_blkdev_close(dev, &other);
	UK_EXPECT_EQ(uk_blkdev_open(dev, disk, false), -EBUSY);
	UK_EXPECT_EQ(uk_blkdev_read(dev, 0, block, 512), 0);
	uk_blkdev_close(dev, &third);
	UK_EXPECT_EQ(uk_blkdev_open_queues(dev, disk, 2), -ENOTSUP);
	disk->broken = true;
	UK_EXPECT_EQ(uk_blkdev_open(dev, disk, false), -EIO);
	disk->broken = false;
	UK_EXPECT_EQ(uk_blkdev_open(dev, disk, false), 0);
	end(disk);
}

UK_TEST(ukblkdev, a_broken_device)
{
	struct uk_blkram *disk = plain();

	UK_REQUIRE(disk);
	disk->broken = true;
	UK_EXPECT_EQ(uk_blkdev_read(&disk->dev, 0, block, 512), -EIO);
	UK_EXPECT_EQ(uk_blkdev_flush(&disk->dev), -EIO);
	UK_EXPECT_EQ(uk_blkdev_reap(&disk->dev, 0), -EIO);
	UK_EXPECT_EQ(uk_blkdev_interrupt(&disk->dev, 0, false), -EIO);
	end(disk);
}

UK_TEST(ukblkdev, names)
{
	struct uk_blkram *a = plain(), *b = plain();
	struct uk_blkdev *last = uk_blkdev_first();

	UK_REQUIRE(a && b);
	while (last && last->next)
		last = last->next;
	UK_EXPECT_EQ(last, &b->dev);
	UK_EXPECT_EQ(b->dev.number, a->dev.number + 1);
	UK_EXPECT_EQ(uk_blkdev_get(b->dev.number), &b->dev);
	UK_EXPECT_EQ(uk_blkdev_find(a->dev.name), &a->dev);
	UK_EXPECT(!strncmp(a->dev.name, "disk", 4));
	UK_EXPECT(!uk_blkdev_get(b->dev.number + 1));
	UK_EXPECT(!uk_blkdev_find("disk"));
	UK_EXPECT(!uk_blkdev_find("serial="));
	memcpy(b->dev.info.serial, "two", 4);
	UK_EXPECT_EQ(uk_blkdev_find("serial=two"), &b->dev);
	UK_EXPECT(!uk_blkdev_find("serial=three"));
	end(a);
	end(b);
}
