/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What reaches the disk without being asked for: that there was an error, changes whose
 * time has come, and what is free.
 */
#include <stdlib.h>
#include <string.h>

#include <uk/blkdev.h>
#include <uk/test.h>
#include <uk/trim.h>
#include <uk/vfs.h>

#include "disk.h"
#include "machine.h"

#include <ext2fs/ext2_fs.h>

#define JUDGE "e2fsck -fn %s >/dev/null 2>&1 || e2fsck -fn %s"

UK_TESTSUITE(ext4_state, "errors remembered, timed commits, free blocks told");

static const struct ext2_super_block *super(void)
{
	return (const void *)(disk_bytes + 1024);
}

static int mount(const char *options)
{
	return uk_vfs_mount("disk0", "/", "ext4", options);
}

static int make(const char *path)
{
	return uk_vfs_make(NULL, path, UK_S_IFREG | 0644, 0);
}

static int find(const char *path)
{
	struct uk_stat stat;

	return uk_vfs_stat(NULL, path, 0, &stat);
}

/* `bytes` of a letter, not synced */
static struct uk_file *write_new(const char *path, char letter, size_t bytes)
{
	char *content = malloc(bytes);
	struct uk_iovec piece = { content, bytes };
	struct uk_file *file;

	memset(content, letter, bytes);
	if (uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_RDWR, 0644, &file))
		abort();
	UK_EXPECT_EQ(uk_file_write(file, &piece, 1, 0), bytes);
	free(content);
	return file;
}

/* Changes a letter of all directory entries of that name. */
static void damage(const char *name)
{
	size_t length = strlen(name);

	for (size_t at = 0; at + length <= disk_size; at++)
		if (memcmp(disk_bytes + at, name, length) == 0)
			disk_bytes[at] ^= 1;
}

static void make_damaged(void)
{
	disk_make(4 << 20, "mkfs.ext4 -q %s");
	UK_REQUIRE(mount(NULL) == 0);
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, "/dir", 0755), 0);
	UK_EXPECT_EQ(make("/dir/an-entry-to-damage"), 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(super()->s_state, EXT2_VALID_FS);
	damage("an-entry-to-damage");
}

/* The disk says so, and e2fsck looks at everything, though it was unmounted. */
static void expect_repair(void)
{
	UK_EXPECT(super()->s_state & EXT2_ERROR_FS);
	UK_EXPECT(super()->s_error_count > 0);
	UK_EXPECT(super()->s_first_error_time && super()->s_last_error_time);
	UK_EXPECT_EQ(disk_repair("e2fsck -y %s >/dev/null 2>&1"), 1);
	UK_EXPECT_EQ(super()->s_state, EXT2_VALID_FS);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
}

UK_TEST(ext4_state, damage_is_remembered)
{
	make_damaged();
	UK_REQUIRE(mount(NULL) == 0);
	UK_EXPECT_EQ(find("/dir/something"), -EUCLEAN);
	UK_EXPECT_EQ(super()->s_error_count, 0);
	/* It goes on. */
	UK_EXPECT_EQ(make("/new"), 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	expect_repair();
}

UK_TEST(ext4_state, damage_survives_a_power_cut)
{
	make_damaged();
	disk_hold_writes(true);
	UK_REQUIRE(mount("errors=continue") == 0);
	UK_EXPECT_EQ(find("/dir/something"), -EUCLEAN);
	UK_EXPECT_EQ(uk_vfs_sync(), 0);
	disk_cut_after = disk_requests + 1;
	uk_vfs_unmount("/");
	disk_cut_power(5);
	UK_REQUIRE(mount(NULL) == 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	expect_repair();
}

UK_TEST(ext4_state, damage_makes_it_read_only)
{
	make_damaged();
	UK_REQUIRE(mount("errors=remount-ro") == 0);
	UK_EXPECT_EQ(make("/before"), 0);
	UK_EXPECT_EQ(uk_vfs_sync(), 0);
	UK_EXPECT_EQ(find("/dir/something"), -EUCLEAN);
	UK_EXPECT_EQ(make("/after"), -EROFS);
	uk_vfs_unmount("/");
	UK_EXPECT(super()->s_state & EXT2_ERROR_FS);
	/* Replayed, it still says so: the journal knows it too. */
	UK_REQUIRE(mount("errors=continue") == 0);
	UK_EXPECT_EQ(find("/before"), 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	expect_repair();
}

UK_TEST(ext4_state, a_failed_write_is_remembered)
{
	struct uk_file *file;
	struct uk_iovec piece = { "again", 5 };

	disk_make(4 << 20, "mkfs.ext4 -q %s");
	UK_REQUIRE(mount(NULL) == 0);
	file = write_new("/file", 'w', 4096);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), 0);
	for (size_t at = 0; at < disk_size; at += UK_BLK_SECTOR)
		if (memcmp(disk_bytes + at, "wwwwwwww", 8) == 0)
			disk_bad_write = at / UK_BLK_SECTOR;
	UK_EXPECT_EQ(uk_file_write(file, &piece, 1, 4000), 5);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), -EIO);
	disk_bad_write = UINT64_MAX;
	uk_file_put(file);
	UK_EXPECT_EQ(make("/new"), -EROFS);
	uk_vfs_unmount("/");
	UK_EXPECT(super()->s_state & EXT2_ERROR_FS);
	UK_EXPECT(disk_repair("e2fsck -y %s >/dev/null 2>&1") <= 1);
	UK_EXPECT_EQ(super()->s_state, EXT2_VALID_FS);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
}

/* ---- timed commits ---- */

/* A file that nobody syncs; then time passes, and something else is done. What
 * does a power cut leave of it?
 */
static int find_after(const char *options, unsigned int seconds)
{
	struct uk_file *file;
	int error;

	disk_make(4 << 20, "mkfs.ext4 -q %s");
	disk_hold_writes(true);
	UK_EXPECT_EQ(mount(options), 0);
	file = write_new("/file", 'f', 9000);
	machine_sleep(seconds);
	make("/other");
	disk_cut_after = disk_requests + 1;
	uk_file_put(file);
	uk_vfs_unmount("/");
	disk_cut_power(1);
	UK_EXPECT_EQ(mount(NULL), 0);
	error = find("/file");
	if (error)
		UK_EXPECT_EQ(error, -ENOENT);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
	return error;
}

UK_TEST(ext4_state, commits_by_time)
{
	UK_EXPECT_EQ(find_after(NULL, 0), -ENOENT);
	UK_EXPECT_EQ(find_after(NULL, 6), 0);
	UK_EXPECT_EQ(find_after("commit=0", 6), 0);
	UK_EXPECT_EQ(find_after("commit=60", 6), -ENOENT);
	UK_EXPECT_EQ(find_after("commit=60", 61), 0);
	UK_EXPECT_EQ(find_after("commit=none", 600), -ENOENT);
	UK_EXPECT_EQ(mount("commit=soon"), -EINVAL);
	UK_EXPECT_EQ(mount("errors=ignore"), -EINVAL);
}

/* A size within a block, and times, wait too; another file's fsync is not theirs. */
UK_TEST(ext4_state, lazy_changes_by_time)
{
	struct uk_iovec piece = { "more", 4 };
	struct uk_file *file, *other;
	struct uk_stat stat;

	disk_make(4 << 20, "mkfs.ext4 -q %s");
	disk_hold_writes(true);
	UK_REQUIRE(mount(NULL) == 0);
	file = write_new("/file", 'f', 10);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), 0);
	UK_EXPECT_EQ(uk_file_write(file, &piece, 1, 10), 4);
	machine_sleep(4);
	other = write_new("/other", 'o', 10);
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(other), false), 0);
	machine_sleep(2);
	make("/third");
	disk_cut_after = disk_requests + 1;
	uk_file_put(file);
	uk_file_put(other);
	uk_vfs_unmount("/");
	disk_cut_power(1);
	UK_REQUIRE(mount(NULL) == 0);
	UK_EXPECT_EQ(uk_vfs_stat(NULL, "/file", 0, &stat), 0);
	UK_EXPECT_EQ(stat.size, 14);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
}

/* ---- free blocks ---- */

static int trim(struct uk_trim_range *range)
{
	struct uk_file *root;
	int error = uk_vfs_open(NULL, "/", UK_O_RDONLY | UK_O_DIRECTORY, 0,
				&root);

	if (error)
		return error;
	error = uk_file_ioctl(root, UK_FITRIM, range);
	uk_file_put(root);
	return error;
}

UK_TEST(ext4_state, trim)
{
	struct uk_trim_range all = { .length = UINT64_MAX };
	struct uk_trim_range none = { .start = 1ull << 40, .length = 4096 };
	struct uk_statfs stat;

	disk_make(16 << 20, "mkfs.ext4 -q -b 1024 %s");
	UK_REQUIRE(mount(NULL) == 0);
	uk_file_put(write_new("/kept", 'k', 100000));
	uk_file_put(write_new("/removed", 'r', 1000000));
	UK_EXPECT_EQ(uk_vfs_unlink(NULL, "/removed"), 0);
	UK_EXPECT_EQ(trim(&none), -EINVAL);
	UK_EXPECT_EQ(trim(&all), 0);
	UK_EXPECT_EQ(uk_vfs_statfs(NULL, "/", &stat), 0);
	UK_EXPECT_EQ(all.length, stat.blocks_free * stat.block_size);
	UK_EXPECT_EQ(disk_discarded * UK_BLK_SECTOR, all.length);
	UK_EXPECT_EQ(stat.flags, 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
	UK_REQUIRE(mount("ro") == 0);
	all.length = UINT64_MAX;
	UK_EXPECT_EQ(trim(&all), -EROFS);
	UK_EXPECT_EQ(uk_vfs_statfs(NULL, "/", &stat), 0);
	UK_EXPECT_EQ(stat.flags, UK_MOUNT_READ_ONLY);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
}
