/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the driver tells of a disk, and how it starts, stops and gives up one; with a
 * device made up here (disk.h).
 */
#include <string.h>
#include <uk/test.h>

#include "../../virtio_blk.h"
#include "disk.h"

UK_TESTSUITE(virtio_blk_device, "virtio-blk: devices");

static struct disk disk;

static void set32(unsigned int offset, uint32_t value)
{
	model_device_config(&disk.device, offset, &value, sizeof(value));
}

UK_TEST(virtio_blk_device, what_it_offers)
{
	const struct uk_blkdev_info *info;

	disk_make(&disk, F_SEG_MAX | F_SIZE_MAX | F_BLK_SIZE | F_TOPOLOGY |
				 F_FLUSH | F_DISCARD | F_WRITE_ZEROES | F_MQ |
				 F_RO | UK_VIRTIO_F_INDIRECT_DESC);
	set32(CONFIG_BLK_SIZE, 1024);
	set32(CONFIG_SIZE_MAX, 5000);
	disk.device.config[CONFIG_PHYSICAL_EXPONENT] = 2;
	UK_REQUIRE(disk_probe(&disk) == 0);
	info = &disk.dev->info;
	UK_EXPECT_EQ(info->sectors, DISK_SECTORS);
	UK_EXPECT_EQ(info->block_size, 1024);
	UK_EXPECT_EQ(info->physical_block_size, 4096);
	UK_EXPECT_EQ(info->segments_most, 8);
	UK_EXPECT_EQ(info->segment_most, 4096);
	UK_EXPECT_EQ(info->sectors_most, 64);
	UK_EXPECT_EQ(info->discard_most, 64);
	UK_EXPECT_EQ(info->zeroes_most, 32);
	UK_EXPECT_EQ(info->queues, 4);
	UK_EXPECT_EQ(info->depth, 32 + 32 / 3);
	UK_EXPECT(info->read_only && info->volatile_cache);
}

/* Section 5.2.4: a field means nothing without its feature. */
UK_TEST(virtio_blk_device, what_it_does_not_say)
{
	const struct uk_blkdev_info *info;

	disk_make(&disk, 0);
	memset(disk.device.config + 8, 0xee, DISK_CONFIG - 8);
	UK_REQUIRE(disk_probe(&disk) == 0);
	info = &disk.dev->info;
	UK_EXPECT_EQ(info->block_size, 512);
	UK_EXPECT_EQ(info->physical_block_size, 512);
	UK_EXPECT_EQ(info->segments_most, 1);
	UK_EXPECT_EQ(info->discard_most, 0);
	UK_EXPECT_EQ(info->zeroes_most, 0);
	UK_EXPECT_EQ(info->queues, 1);
	UK_EXPECT_EQ(info->depth, 21);
	UK_EXPECT(!info->read_only && !info->volatile_cache);
}

UK_TEST(virtio_blk_device, odd_values_do_no_harm)
{
	disk_make(&disk, F_SEG_MAX | F_BLK_SIZE | F_TOPOLOGY | F_DISCARD);
	set32(CONFIG_SEG_MAX, UINT32_MAX);
	set32(CONFIG_BLK_SIZE, 4096);
	set32(CONFIG_CAPACITY, 1001);
	set32(CONFIG_DISCARD_MOST, 7); /* less than a block */
	disk.device.config[CONFIG_PHYSICAL_EXPONENT] = 200;
	UK_REQUIRE(disk_probe(&disk) == 0);
	UK_EXPECT_EQ(disk.dev->info.sectors, 1000);
	UK_EXPECT_EQ(disk.dev->info.physical_block_size, 4096);
	UK_EXPECT_EQ(disk.dev->info.segments_most, SEGMENTS_MOST);
	UK_EXPECT_EQ(disk.dev->info.discard_most, 0);
	disk_make(&disk, F_SEG_MAX);
	set32(CONFIG_SEG_MAX, 0);
	disk.device.ring = 4;
	UK_REQUIRE(disk_probe(&disk) == 0);
	UK_EXPECT_EQ(disk.dev->info.segments_most, 1);
	UK_EXPECT_EQ(disk.dev->info.depth, 1);
}

UK_TEST(virtio_blk_device, nonsense_is_refused)
{
	static const struct {
		uint64_t feature;
		unsigned int offset;
		uint32_t value;
	} cases[] = {
		{ F_BLK_SIZE, CONFIG_BLK_SIZE, 0 },
		{ F_BLK_SIZE, CONFIG_BLK_SIZE, 256 },
		{ F_BLK_SIZE, CONFIG_BLK_SIZE, 1000 },
		{ F_BLK_SIZE, CONFIG_BLK_SIZE, 1u << 17 },
		{ F_SIZE_MAX, CONFIG_SIZE_MAX, 511 },
		{ F_MQ, CONFIG_QUEUES & ~3u, 0 },
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		disk_make(&disk, cases[i].feature);
		set32(cases[i].offset, cases[i].value);
		UK_EXPECT_EQ(disk_probe(&disk), -EINVAL);
		UK_EXPECT(disk.device.status & UK_VIRTIO_STATUS_FAILED);
	}
	disk_make(&disk, 0);
	disk.device.ring = 2;
	UK_EXPECT_EQ(disk_probe(&disk), -EINVAL);
}

/* Of a device that was opened: once asked it is known. */
static const char *serial_of(const char *id)
{
	disk_make(&disk, 0);
	disk.id = id;
	for (unsigned int i = 0; i < 2; i++) {
		if ((!i && disk_probe(&disk)) ||
		    uk_blkdev_open(disk.dev, &disk, false))
			return "it does not open";
		uk_blkdev_close(disk.dev, &disk);
	}
	return disk.served[TYPE_GET_ID] == 1 ? disk.dev->info.serial :
					       "asked again";
}

UK_TEST(virtio_blk_device, serials)
{
	UK_EXPECT(!strcmp(serial_of("exactly-20-bytes-xyz"),
			  "exactly-20-bytes-xyz"));
	UK_EXPECT(uk_blkdev_find("serial=exactly-20-bytes-xyz"));
	UK_EXPECT(!strcmp(serial_of("no\ntext"), "no?text"));
	UK_EXPECT(!strcmp(serial_of(""), ""));
	UK_EXPECT(!strcmp(serial_of(NULL), "")); /* UNSUPP */
}

UK_TEST(virtio_blk_device, a_silent_device)
{
	disk_make(&disk, 0);
	UK_REQUIRE(disk_probe(&disk) == 0);
	disk.idle = true;
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), -EIO);
	UK_EXPECT_EQ(disk.dev->queues, 0);
	disk.idle = false;
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), 0);
	uk_blkdev_close(disk.dev, &disk);
}

UK_TEST(virtio_blk_device, a_start_that_fails)
{
	disk_make(&disk, F_MQ);
	UK_REQUIRE(disk_probe(&disk) == 0);
	disk.device.interrupts = 2;
	UK_EXPECT_EQ(uk_blkdev_open_queues(disk.dev, &disk, 3), -ENOSPC);
	UK_EXPECT(!disk.device.queues[0]); /* it was reset */
	disk.device.interrupts = 100;
	UK_EXPECT_EQ(uk_blkdev_open_queues(disk.dev, &disk, 5), -ENOTSUP);
	UK_EXPECT_EQ(uk_blkdev_open_queues(disk.dev, &disk, 3), 0);
	UK_EXPECT(disk.device.accepted & F_MQ);
	UK_EXPECT(disk.device.queues[2] && !disk.device.queues[3]);
	uk_blkdev_close(disk.dev, &disk);
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), 0);
	UK_EXPECT(!(disk.device.accepted & F_MQ));
	uk_blkdev_close(disk.dev, &disk);
	/* with other queues than when it was found */
	set32(CONFIG_QUEUES & ~3u, 1 | 2u << 16);
	UK_EXPECT_EQ(uk_blkdev_open_queues(disk.dev, &disk, 3), -ENOTSUP);
}

UK_TEST(virtio_blk_device, a_device_that_does_not_stop)
{
	disk_make(&disk, 0);
	UK_REQUIRE(disk_probe(&disk) == 0);
	UK_REQUIRE(uk_blkdev_open(disk.dev, &disk, false) == 0);
	disk.device.stuck = true;
	uk_blkdev_close(disk.dev, &disk);
	disk.device.stuck = false;
	UK_EXPECT_EQ(uk_blkdev_open(disk.dev, &disk, false), -EIO);
}

static uint64_t told;

static void resized(struct uk_blkdev *dev, void *argument)
{
	told = dev->info.sectors;
	*(unsigned int *)argument += 1;
}

UK_TEST(virtio_blk_device, its_size_changes)
{
	unsigned int times = 0;

	disk_make(&disk, 0);
	UK_REQUIRE(disk_probe(&disk) == 0);
	UK_REQUIRE(uk_blkdev_open(disk.dev, &disk, false) == 0);
	disk.dev->resized = resized;
	disk.dev->resized_argument = &times;
	set32(CONFIG_CAPACITY, 1000);
	disk.device.virtio.config_changed(disk.device.virtio.config_argument);
	UK_EXPECT_EQ(told, 1000);
	disk.device.virtio.config_changed(disk.device.virtio.config_argument);
	UK_EXPECT_EQ(times, 1);
	uk_blkdev_close(disk.dev, &disk);
}

UK_TEST(virtio_blk_device, write_through)
{
	char page[512] = { 0 };

	disk_make(&disk, F_FLUSH | F_CONFIG_WCE);
	disk.device.config[CONFIG_WRITEBACK] = 0;
	UK_REQUIRE(disk_probe(&disk) == 0);
	UK_REQUIRE(uk_blkdev_open(disk.dev, &disk, false) == 0);
	UK_EXPECT(!disk.dev->info.volatile_cache);
	UK_EXPECT_EQ(uk_blkdev_write(disk.dev, 0, page, 512, UK_BLK_FUA), 0);
	UK_EXPECT_EQ(uk_blkdev_flush(disk.dev), 0);
	UK_EXPECT_EQ(disk.served[TYPE_FLUSH], 0);
	uk_blkdev_close(disk.dev, &disk);
}
