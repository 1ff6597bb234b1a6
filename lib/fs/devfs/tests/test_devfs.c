/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * /dev, as it is mounted at boot.
 */
#include <uk/device.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/vfs.h>

UK_TESTSUITE(devfs, "device files");

static char buffer[1000];

/* -errno, or what a read, or write, of `length` bytes gives. */
static uk_ssize_t transfer(const char *path, bool writes, size_t length)
{
	struct uk_iovec pieces[2] = {
		{ buffer, length / 2 },
		{ buffer + length / 2, length - length / 2 },
	};
	struct uk_file *file;
	uk_ssize_t result = uk_vfs_open(
		NULL, path, writes ? UK_O_WRONLY : UK_O_RDONLY, 0, &file);

	if (result)
		return result;
	result = writes ? uk_file_write(file, pieces, 2, UK_FILE_POSITION) :
			  uk_file_read(file, pieces, 2, UK_FILE_POSITION);
	uk_file_put(file);
	return result;
}

static bool all_are(char byte)
{
	for (size_t i = 0; i < sizeof(buffer); i++)
		if (buffer[i] != byte)
			return false;
	return true;
}

UK_TEST(devfs, nothing_zeroes_and_no_space)
{
	memset(buffer, 'x', sizeof(buffer));
	UK_EXPECT_EQ(transfer("/dev/null", false, 1000), 0);
	UK_EXPECT_EQ(transfer("/dev/null", true, 1000), 1000);
	UK_EXPECT_EQ(transfer("/dev/zero", true, 1000), 1000);
	UK_EXPECT_EQ(transfer("/dev/full", true, 1000), -ENOSPC);
	UK_EXPECT_EQ(transfer("/dev/full", true, 0), 0);
	UK_EXPECT(all_are('x'));
	UK_EXPECT_EQ(transfer("/dev/zero", false, 1000), 1000);
	UK_EXPECT(all_are(0));
	memset(buffer, 'x', sizeof(buffer));
	UK_EXPECT_EQ(transfer("/dev/full", false, 1000), 1000);
	UK_EXPECT(all_are(0));
}

#ifdef CONFIG_LIBDEVFS_RANDOM
/* Without a source in the machine it is an error, which test_random.py provokes. */
UK_TEST(devfs, random)
{
	memset(buffer, 0, sizeof(buffer));
	UK_EXPECT_EQ(transfer("/dev/urandom", false, 1000), 1000);
	UK_EXPECT(!all_are(0) && !all_are(buffer[0]));
	UK_EXPECT_EQ(transfer("/dev/random", true, 1000), 1000);
	UK_EXPECT_EQ(transfer("/dev/random", false, 1), 1);
}
#endif

UK_TEST(devfs, what_they_are)
{
	struct uk_stat stat = { 0 };
	struct uk_file *file;

	UK_EXPECT_EQ(uk_vfs_stat(NULL, "/dev/null", 0, &stat), 0);
	UK_EXPECT_EQ(stat.mode, UK_S_IFCHR | 0666);
	UK_EXPECT_EQ(stat.device_number, UK_DEVICE_NUMBER(1, 3));
	UK_EXPECT_EQ(stat.links, 1);
	UK_EXPECT_EQ(uk_vfs_stat(NULL, "/dev", 0, &stat), 0);
	UK_EXPECT_EQ(stat.mode, UK_S_IFDIR | 0755);
	UK_EXPECT_EQ(uk_vfs_open(NULL, "/dev/nothing", UK_O_RDONLY, 0, &file),
		     -ENOENT);
	UK_EXPECT(uk_vfs_open(NULL, "/dev/nothing", UK_O_CREAT | UK_O_RDWR,
			      0644, &file) < 0);
	UK_EXPECT(uk_vfs_unlink(NULL, "/dev/null") < 0);
	/* writing to a device that is there makes nothing shorter */
	UK_EXPECT_EQ(uk_vfs_open(NULL, "/dev/null",
				 UK_O_CREAT | UK_O_TRUNC | UK_O_WRONLY, 0644,
				 &file),
		     0);
	UK_EXPECT_EQ(uk_file_ioctl(file, 0x5401, buffer), -ENOTTY);
	uk_file_put(file);
}

UK_TEST(devfs, each_is_listed_once)
{
	static char entries[100] __uk_aligned(8);
	struct uk_file *dir;
	uk_ssize_t length;
	unsigned int count = 0, nulls = 0;

	UK_REQUIRE(!uk_vfs_open(NULL, "/dev", UK_O_RDONLY, 0, &dir));
	while ((length = uk_vfs_readdir(uk_vfs_file(dir), entries,
					sizeof(entries))) > 0)
		for (uk_ssize_t at = 0; at < length;) {
			struct uk_dirent *entry = (void *)&entries[at];

			nulls += !strcmp(entry->name, "null");
			count++;
			at += entry->length;
		}
	UK_EXPECT_EQ(length, 0);
	UK_EXPECT_EQ(nulls, 1);
	UK_EXPECT(count >= UK_TABLE_COUNT(uk_devices) + 2);
	uk_file_put(dir);
}
