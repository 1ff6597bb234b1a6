/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Disks that fail, memory that is short, and disks that we must refuse.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/test.h>
#include <uk/vfs.h>

#include "disk.h"
#include "machine.h"
#include "model.h"

#define JUDGE "e2fsck -fn %s >/dev/null 2>&1 || e2fsck -fn %s"

UK_TESTSUITE(ext4_faults, "errors of the disk, no memory, what is refused");

static int mount(const char *options)
{
	return uk_vfs_mount("disk0", "/", "ext4", options);
}

static int open_new(const char *path, struct uk_file **file)
{
	return uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_RDWR, 0644, file);
}

UK_TEST(ext4_faults, refused)
{
	static const struct {
		const char *command;
		int error, read_only_error;
	} disks[] = {
		{ "mkfs.ext4 -q -O inline_data %s", -EOPNOTSUPP, -EOPNOTSUPP },
		{ "mkfs.ext4 -q -O encrypt %s", -EOPNOTSUPP, -EOPNOTSUPP },
		{ "mkfs.ext4 -q -O casefold %s", -EOPNOTSUPP, -EOPNOTSUPP },
		{ "mkfs.ext4 -q -O bigalloc %s 2>/dev/null", -EOPNOTSUPP, -EOPNOTSUPP },
		{ "mkfs.ext4 -q -O quota %s", -EROFS, 0 },
		{ "mkfs.ext4 -q -O verity %s", -EROFS, 0 },
		{ "true %s", -EINVAL, -EINVAL },
		{ "mkfs.ext4 -q %s 64M", 0, 0 },
	};

	for (size_t i = 0; i < UK_ARRAY_SIZE(disks); i++) {
		int error;

		disk_make(24 << 20, disks[i].command);
		error = mount(NULL);
		if (i == UK_ARRAY_SIZE(disks) - 1) {
			UK_EXPECT_EQ(error, -EUCLEAN);
			continue;
		}
		UK_EXPECT_EQ(error, disks[i].error);
		error = mount("ro");
		UK_EXPECT_EQ(error, disks[i].read_only_error);
		if (!error)
			UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	}
	disk_make(4 << 20, "mkfs.ext4 -q %s");
	UK_EXPECT_EQ(mount("sideways"), -EINVAL);
	UK_EXPECT_EQ(mount("noload"), -EINVAL);
	UK_EXPECT_EQ(mount("cache=none"), -EINVAL);
}

UK_TEST(ext4_faults, read_only)
{
	struct uk_file *file;
	void *before;

	disk_make(4 << 20, "mkfs.ext4 -q %s");
	before = disk_snapshot();
	UK_REQUIRE(mount("ro") == 0);
	UK_EXPECT_EQ(open_new("/new", &file), -EROFS);
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, "/dir", 0755), -EROFS);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(memcmp(before, disk_bytes, disk_size), 0);
	free(before);
}

/* All writes fail from some moment on. */
UK_TEST(ext4_faults, writes_fail)
{
	struct uk_iovec piece = { "something", 9 };
	struct uk_file *file;

	disk_make(4 << 20, "mkfs.ext4 -q %s");
	disk_hold_writes(true);
	UK_REQUIRE(mount(NULL) == 0);
	UK_REQUIRE(open_new("/kept", &file) == 0);
	UK_EXPECT_EQ(uk_file_write(file, &piece, 1, 0), 9);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), 0);
	disk_cut_after = disk_requests + 1;
	UK_EXPECT_EQ(uk_file_write(file, &piece, 1, 5000), 9);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), -EIO);
	/* From now on it only reads. */
	UK_EXPECT_EQ(uk_file_write(file, &piece, 1, 0), -EROFS);
	UK_EXPECT_EQ(uk_vfs_unlink(NULL, "/kept"), -EROFS);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), -EIO);
	uk_file_put(file);
	uk_vfs_unmount("/");
	disk_cut_power(1);
	UK_REQUIRE(mount(NULL) == 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
}

/* A file without a name, open when the power goes, is gone after the next mount. */
UK_TEST(ext4_faults, orphan)
{
	static char bytes[100000];
	struct uk_iovec piece = { bytes, sizeof(bytes) };
	struct uk_statfs before, after;
	struct uk_file *file;

	disk_make(4 << 20, "mkfs.ext4 -q %s");
	disk_hold_writes(true);
	UK_REQUIRE(mount(NULL) == 0);
	UK_EXPECT_EQ(uk_vfs_statfs(NULL, "/", &before), 0);
	UK_REQUIRE(open_new("/file", &file) == 0);
	UK_EXPECT_EQ(uk_file_write(file, &piece, 1, 0), sizeof(bytes));
	UK_EXPECT_EQ(uk_vfs_unlink(NULL, "/file"), 0);
	UK_EXPECT_EQ(uk_file_read(file, &piece, 1, 0), sizeof(bytes));
	UK_EXPECT_EQ(uk_vfs_sync(), 0);
	disk_cut_after = disk_requests + 1;
	uk_file_put(file);
	uk_vfs_unmount("/");
	disk_cut_power(7);
	UK_REQUIRE(mount(NULL) == 0);
	UK_EXPECT_EQ(uk_vfs_statfs(NULL, "/", &after), 0);
	UK_EXPECT_EQ(after.blocks_free, before.blocks_free);
	UK_EXPECT_EQ(after.files_free, before.files_free);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
}

/* Without replaying, files are as the power cut left them, and so is the disk. */
UK_TEST(ext4_faults, options)
{
	struct uk_iovec piece = { "something", 9 };
	struct uk_file *file;
	struct uk_stat stat;
	void *cut;

	disk_make(4 << 20, "mkfs.ext4 -q %s");
	disk_hold_writes(true);
	UK_REQUIRE(mount(NULL) == 0);
	UK_REQUIRE(open_new("/file", &file) == 0);
	UK_EXPECT_EQ(uk_file_write(file, &piece, 1, 0), 9);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), 0);
	disk_cut_after = disk_requests + 1;
	uk_file_put(file);
	uk_vfs_unmount("/");
	disk_cut_power(3);
	cut = disk_snapshot();
	UK_REQUIRE(mount("ro,noload") == 0);
	UK_EXPECT_EQ(uk_vfs_stat(NULL, "/file", 0, &stat), -ENOENT);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(memcmp(cut, disk_bytes, disk_size), 0);
	/* To be read, it is replayed; then it can be used without a journal. */
	UK_REQUIRE(mount("ro") == 0);
	UK_EXPECT_EQ(uk_vfs_stat(NULL, "/file", 0, &stat), 0);
	UK_EXPECT_EQ(stat.size, 9);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	disk_restore(cut);
	UK_REQUIRE(mount("nojournal,cache=64K") == 0);
	UK_EXPECT_EQ(uk_vfs_stat(NULL, "/file", 0, &stat), 0);
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, "/dir", 0755), 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
	free(cut);
}

/* A file of which the index is damaged, and checksums say so */
UK_TEST(ext4_faults, damaged)
{
	struct uk_file *file;
	uint64_t sum = 0;

	disk_make(4 << 20, "mkfs.ext4 -q %s");
	for (size_t i = 1080; i < 1100; i++)
		sum += disk_bytes[i]++;
	UK_EXPECT(sum > 0);
	UK_EXPECT(mount(NULL) < 0);
	disk_make(4 << 20, "mkfs.ext4 -q %s; debugfs -w -R 'sif / ctime 7' %s "
			   ">/dev/null 2>&1");
	UK_REQUIRE(mount(NULL) == 0);
	UK_EXPECT_EQ(open_new("/x", &file), 0);
	uk_file_put(file);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
}

/* Whatever fails for want of memory, nothing breaks. */
UK_TEST(ext4_faults, no_memory)
{
	model_is_quiet = true;
	for (unsigned int i = 0; i < 12; i++) {
		disk_make(8 << 20, "mkfs.ext4 -q %s");
		machine_fail_one_in = 0;
		UK_REQUIRE(mount(NULL) == 0);
		model_start(i);
		machine_fail_one_in = 40 + i * 20;
		for (unsigned int step = 0; step < 60; step++)
			model_step();
		machine_fail_one_in = 0;
		model_end();
		uk_vfs_unmount("/");
		disk_repair("e2fsck -p %s >/dev/null 2>&1");
		UK_EXPECT_EQ(disk_judge(JUDGE), 0);
	}
}

static int make_files(unsigned int count)
{
	char path[32];
	int error = 0;

	for (unsigned int i = 0; !error && i < count; i++) {
		snprintf(path, sizeof(path), "/a-file-of-number-%u", i);
		error = uk_vfs_make(NULL, path, UK_S_IFREG | 0644, 0);
	}
	return error;
}

/* The heap has less for the cache than that may take: more blocks change than can be kept,
 * so they are committed, and written, before. When it ends a transaction may be as large as
 * the cache that there was to be; how the directory splits, which the seed decides, says
 * whether the next operation is one that needs many.
 */
UK_TEST(ext4_faults, little_memory)
{
	/* Pieces of 64 KiB, and seeds with which it once found none half way */
	static const struct {
		unsigned int pieces, seed;
	} heaps[] = { { 1, 0 }, { 3, 4 }, { 3, 12 }, { 5, 10 }, { 7, 6 }, { 12, 1 } };

	for (size_t i = 0; i < UK_ARRAY_SIZE(heaps); i++) {
		char command[128];

		snprintf(command, sizeof(command),
			 "mkfs.ext4 -q -b 1024 -N 4096 -J size=4 -E hash_seed="
			 "01234567-89ab-cdef-0123-%012u %%s",
			 heaps[i].seed);
		disk_make(16 << 20, command);
		UK_REQUIRE(mount("cache=4M") == 0);
		machine_large_left = heaps[i].pieces;
		UK_EXPECT_EQ(make_files(3000), 0);
		UK_EXPECT_EQ(machine_large_left, 0);
		machine_large_left = UINT32_MAX;
		UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
		UK_EXPECT_EQ(disk_judge(JUDGE), 0);
	}
}

/* With less than one operation may change it fails, and nothing else does. */
UK_TEST(ext4_faults, too_little_memory)
{
	disk_make(16 << 20, "mkfs.ext4 -q -b 4096 %s");
	UK_REQUIRE(mount("cache=4M") == 0);
	machine_large_left = 0;
	UK_EXPECT_EQ(make_files(1), -ENOMEM);
	machine_large_left = UINT32_MAX;
	UK_EXPECT_EQ(make_files(1), 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
	/* Whatever the option says there is as much as one may need. */
	UK_REQUIRE(mount("cache=64K") == 0);
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, "/dir", 0755), 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
}
