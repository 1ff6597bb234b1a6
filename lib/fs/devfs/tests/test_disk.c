/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk as a file: any offset and length, on a disk with large blocks.
 */
#include <uk/blkram.h>
#include <uk/errno.h>
#include <uk/format.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/vfs.h>

UK_TESTSUITE(devfs_disk, "disks as files");

#define AT "/devfs_test"
#define BLOCK 4096u
#define SIZE (16u * BLOCK)

/* linux/fs.h */
#define BLKROGET 0x125eul
#define BLKFLSBUF 0x1261ul
#define BLKSSZGET 0x1268ul
#define BLKGETSIZE64 0x80081272ul

static char content[SIZE], model[SIZE];
static char path[40];
static struct uk_blkram *disk;

/* One disk for all cases, found in a devfs that was mounted after it came. */
static bool begin(void)
{
	int error = uk_vfs_mkdir(NULL, AT, 0755);

	if (!disk)
		disk = uk_blkram_create(&(struct uk_blkram_config){
			.sectors = SIZE / UK_BLK_SECTOR,
			.content = content,
			.block_size = BLOCK,
		});
	if (!disk || (error && error != -EEXIST))
		return false;
	disk->broken = false;
	disk->dev.info.read_only = false;
	for (unsigned int i = 0; i < SIZE; i++)
		content[i] = model[i] = (char)(i * 11 / 7);
	uk_snprintf(path, sizeof(path), AT "/%s", disk->dev.name);
	return !uk_vfs_mount("none", AT, "devfs", NULL);
}

static void end(void)
{
	UK_EXPECT_EQ(uk_vfs_unmount(AT), 0);
	UK_EXPECT(!memcmp(content, model, SIZE));
}

static struct uk_file *open_disk(uint32_t flags)
{
	struct uk_file *file = NULL;

	UK_EXPECT_EQ(uk_vfs_open(NULL, path, flags, 0, &file), 0);
	return file;
}

static uk_ssize_t put(struct uk_file *file, char *from, size_t length,
		      int64_t at)
{
	struct uk_iovec piece = { from, length };

	return uk_file_write(file, &piece, 1, at);
}

static uk_ssize_t get(struct uk_file *file, char *to, size_t length, int64_t at)
{
	struct uk_iovec piece = { to, length };

	return uk_file_read(file, &piece, 1, at);
}

UK_TEST(devfs_disk, any_offset_and_length)
{
	static const struct {
		unsigned int offset, length;
	} parts[] = {
		{ 0, BLOCK },		 { 0, SIZE },
		{ 1, 1 },		 { BLOCK - 1, 2 },
		{ 100, 3 * BLOCK },	 { BLOCK, 2 * BLOCK + 1 },
		{ SIZE - BLOCK, BLOCK }, { SIZE - 1, 1 },
		{ 5 * BLOCK - 7, 14 },	 { 3 * BLOCK, 5 },
	};
	static char buffer[SIZE];
	struct uk_file *file;

	UK_REQUIRE(begin());
	file = open_disk(UK_O_RDWR);
	UK_REQUIRE(file);
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(parts); i++) {
		unsigned int at = parts[i].offset, length = parts[i].length;

		UK_EXPECT_EQ(get(file, buffer, length, at), length);
		UK_EXPECT(!memcmp(buffer, model + at, length));
		memset(buffer, (int)i + 'a', length);
		memset(model + at, (int)i + 'a', length);
		UK_EXPECT_EQ(put(file, buffer, length, at), length);
		UK_EXPECT(!memcmp(content, model, SIZE));
	}
	uk_file_put(file);
	end();
}

UK_TEST(devfs_disk, its_end)
{
	static char buffer[2 * BLOCK];
	struct uk_file *file;

	UK_REQUIRE(begin());
	file = open_disk(UK_O_RDWR);
	UK_REQUIRE(file);
	UK_EXPECT_EQ(uk_file_seek(file, 0, UK_SEEK_END), SIZE);
	UK_EXPECT_EQ(get(file, buffer, 10, SIZE), 0);
	UK_EXPECT_EQ(get(file, buffer, 10, SIZE + 5), 0);
	UK_EXPECT_EQ(get(file, buffer, 10, SIZE - 4), 4);
	UK_EXPECT_EQ(put(file, model + SIZE - 4, 10, SIZE - 4), 4);
	UK_EXPECT_EQ(put(file, buffer, 1, SIZE), -ENOSPC);
	UK_EXPECT_EQ(put(file, buffer, 1, SIZE + BLOCK), -ENOSPC);
	uk_file_put(file);
	end();
}

UK_TEST(devfs_disk, what_it_says_of_itself)
{
	struct uk_stat stat = { 0 };
	struct uk_file *file;
	uint64_t size = 0;
	int number = -1;

	UK_REQUIRE(begin());
	file = open_disk(UK_O_RDONLY);
	UK_REQUIRE(file);
	UK_EXPECT_EQ(uk_file_ioctl(file, BLKGETSIZE64, &size), 0);
	UK_EXPECT_EQ(size, SIZE);
	UK_EXPECT_EQ(uk_file_ioctl(file, BLKSSZGET, &number), 0);
	UK_EXPECT_EQ(number, BLOCK);
	UK_EXPECT_EQ(uk_file_ioctl(file, BLKROGET, &number), 0);
	UK_EXPECT_EQ(number, 0);
	UK_EXPECT_EQ(uk_file_ioctl(file, BLKFLSBUF, NULL), 0);
	UK_EXPECT_EQ(uk_file_ioctl(file, BLKSSZGET, NULL), -EFAULT);
	UK_EXPECT_EQ(uk_file_ioctl(file, 0x1277, &number), -ENOTTY);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), 0);
	UK_EXPECT_EQ(uk_file_stat(file, &stat), 0);
	UK_EXPECT_EQ(stat.mode, UK_S_IFBLK | 0660);
	UK_EXPECT_EQ(stat.size, 0);
	UK_EXPECT_EQ(stat.device_number >> 8, 254);
	uk_file_put(file);
	end();
}

UK_TEST(devfs_disk, who_may_open_it)
{
	struct uk_file *first, *second = NULL;

	UK_REQUIRE(begin());
	first = open_disk(UK_O_RDONLY);
	second = open_disk(UK_O_RDWR);
	UK_REQUIRE(first && second);
	UK_EXPECT_EQ(uk_blkdev_open(&disk->dev, &disk, false), -EBUSY);
	uk_file_put(second);
	uk_file_put(first);
	UK_EXPECT_EQ(uk_blkdev_open(&disk->dev, &disk, false), 0);
	UK_EXPECT_EQ(uk_vfs_open(NULL, path, UK_O_RDONLY, 0, &first), -EBUSY);
	uk_blkdev_close(&disk->dev, &disk);
	disk->dev.info.read_only = true;
	UK_EXPECT_EQ(uk_vfs_open(NULL, path, UK_O_RDWR, 0, &first), -EROFS);
	first = open_disk(UK_O_RDONLY);
	UK_REQUIRE(first);
	uk_file_put(first);
	end();
}

UK_TEST(devfs_disk, its_errors_are_told)
{
	static char buffer[2 * BLOCK];
	struct uk_file *file;

	UK_REQUIRE(begin());
	file = open_disk(UK_O_RDWR);
	UK_REQUIRE(file);
	disk->broken = true;
	UK_EXPECT_EQ(get(file, buffer, BLOCK, 0), -EIO);
	UK_EXPECT_EQ(get(file, buffer, 1, 5), -EIO);
	UK_EXPECT_EQ(put(file, buffer, BLOCK, 0), -EIO);
	UK_EXPECT_EQ(put(file, buffer, 1, 5), -EIO);
	disk->broken = false;
	uk_file_put(file);
	end();
}
