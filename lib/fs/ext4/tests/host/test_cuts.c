/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The power goes while a large file is cut or removed, which takes several transactions,
 * and while a disk is full, where what was freed is needed at once. The next mount
 * finishes what was begun; so does e2fsck, with nothing else to mend.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/test.h>
#include <uk/vfs.h>

#include "disk.h"

#define JUDGE "e2fsck -fn %s >/dev/null 2>&1 || e2fsck -fn %s"
/* It replays, finishes the orphans, and needs nothing more: then a second look finds nothing. */
#define RECOVER                                                          \
	"e2fsck -p %s >/dev/null 2>&1; test $? -le 1 && e2fsck -fn %s "  \
	">/dev/null 2>&1"
#define PIECE 1024u
#define PIECES 300u
#define KEPT 5000u
/* Transactions are small where memory is. */
#define OPTIONS "cache=64K"

UK_TESTSUITE(ext4_cuts, "power cuts amid long removals, and on full disks");

static const char *const names[] = { "/cut", "/removed" };

static struct uk_file *open_file(const char *path)
{
	struct uk_file *file;

	return uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_RDWR, 0644, &file) ?
		       NULL : file;
}

static bool write_piece(struct uk_file *file, unsigned int number)
{
	char bytes[PIECE];
	struct uk_iovec piece = { bytes, PIECE };

	memset(bytes, 'a' + (int)(number % 26), PIECE);
	return uk_file_write(file, &piece, 1, (int64_t)number * PIECE) == PIECE;
}

/* Two files that got their blocks by turns: each has as many extents. */
static void make_files(const char *command)
{
	struct uk_file *files[2];
	bool right = true;

	disk_make(4 << 20, command);
	UK_REQUIRE(uk_vfs_mount("disk0", "/", "ext4", NULL) == 0);
	for (int i = 0; i < 2; i++)
		files[i] = open_file(names[i]);
	for (unsigned int i = 0; i < 2 * PIECES; i++)
		right &= write_piece(files[i % 2], i / 2);
	UK_EXPECT(right);
	for (int i = 0; i < 2; i++)
		uk_file_put(files[i]);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
}

static void shorten(void)
{
	struct uk_attributes cut = { .which = UK_ATTRIBUTE_SIZE, .size = KEPT };

	uk_vfs_set(NULL, names[0], 0, &cut);
	uk_vfs_unlink(NULL, names[1]);
}

/* As it was, or as it should become; what is there is right. */
static bool is_right(void)
{
	char bytes[KEPT];
	struct uk_iovec piece = { bytes, KEPT };
	struct uk_stat stat;
	struct uk_file *file;
	bool right = true;

	if (uk_vfs_open(NULL, names[0], UK_O_RDONLY, 0, &file))
		return false;
	if (uk_file_stat(file, &stat) ||
	    (stat.size != KEPT && stat.size != PIECE * PIECES) ||
	    uk_file_read(file, &piece, 1, 0) != KEPT)
		right = false;
	for (unsigned int i = 0; right && i < KEPT; i++)
		right = bytes[i] == 'a' + (int)(i / PIECE % 26);
	uk_file_put(file);
	if (uk_vfs_stat(NULL, names[1], 0, &stat) == 0)
		right &= stat.size == PIECE * PIECES;
	return right;
}

static bool survives(const void *fresh, unsigned long cut)
{
	bool right;
	void *left;

	disk_restore(fresh);
	disk_hold_writes(true);
	if (uk_vfs_mount("disk0", "/", "ext4", OPTIONS))
		return false;
	disk_requests = 0;
	disk_cut_after = cut;
	shorten();
	uk_vfs_unmount("/");
	disk_cut_power((uint32_t)cut * 2654435761u);
	left = disk_snapshot();
	right = disk_repair(RECOVER) == 0;
	disk_restore(left);
	free(left);
	if (uk_vfs_mount("disk0", "/", "ext4", NULL))
		return false;
	right &= is_right();
	right &= uk_vfs_unmount("/") == 0 && disk_judge(JUDGE) == 0;
	if (!right)
		fprintf(stderr, "cut after %lu\n", cut);
	return right;
}

static void cut_everywhere(const char *command, unsigned int cuts)
{
	unsigned long last;
	void *fresh;

	make_files(command);
	fresh = disk_snapshot();
	UK_REQUIRE(uk_vfs_mount("disk0", "/", "ext4", OPTIONS) == 0);
	disk_requests = 0;
	shorten();
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	last = disk_requests;
	UK_EXPECT(last > 100); /* it takes more than a transaction or two */
	for (unsigned int i = 0; i < cuts; i++)
		UK_EXPECT(survives(fresh, 1 + last * i / cuts));
	free(fresh);
}

UK_TEST(ext4_cuts, extents)
{
	cut_everywhere("mkfs.ext4 -q -b 1024 %s", 25);
}

UK_TEST(ext4_cuts, block_map)
{
	cut_everywhere("mkfs.ext3 -q -b 1024 %s", 15);
}

/* ---- a full disk ---- */

/* Until there is no room: how many pieces */
static unsigned int fill(const char *path)
{
	struct uk_file *file = open_file(path);
	unsigned int count = 0;

	if (!file)
		return 0;
	while (count < 4096 && write_piece(file, count))
		count++;
	uk_file_put(file);
	return count;
}

/* One file makes room for the next, which needs all of it though no commit was asked
 * for. How many rounds did so
 */
static unsigned int replace(unsigned int rounds)
{
	char old[16], new[16];
	unsigned int i, first = fill("/f0");

	for (i = 1; i <= rounds; i++) {
		snprintf(old, sizeof(old), "/f%u", i - 1);
		snprintf(new, sizeof(new), "/f%u", i);
		if (uk_vfs_unlink(NULL, old) || fill(new) + 8 < first)
			break;
	}
	return i - 1;
}

UK_TEST(ext4_cuts, full)
{
	unsigned long last;
	struct uk_statfs stat;
	void *fresh;

	disk_make(3 << 20, "mkfs.ext4 -q -b 1024 -m 5 %s");
	fresh = disk_snapshot();
	UK_REQUIRE(uk_vfs_mount("disk0", "/", "ext4", NULL) == 0);
	disk_requests = 0;
	UK_EXPECT_EQ(replace(6), 6);
	/* The blocks that are reserved for root are for us. */
	UK_EXPECT_EQ(uk_vfs_statfs(NULL, "/", &stat), 0);
	UK_EXPECT_EQ(stat.blocks_available, 0);
	UK_EXPECT(stat.blocks_free < stat.blocks / 40);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	UK_EXPECT_EQ(disk_judge(JUDGE), 0);
	last = disk_requests;
	for (unsigned int i = 0; i < 15; i++) {
		disk_restore(fresh);
		disk_hold_writes(true);
		UK_REQUIRE(uk_vfs_mount("disk0", "/", "ext4", NULL) == 0);
		disk_requests = 0;
		disk_cut_after = 1 + last * i / 15;
		replace(6);
		uk_vfs_unmount("/");
		disk_cut_power(i);
		UK_REQUIRE(uk_vfs_mount("disk0", "/", "ext4", NULL) == 0);
		UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
		UK_EXPECT_EQ(disk_judge(JUDGE), 0);
	}
	free(fresh);
}
