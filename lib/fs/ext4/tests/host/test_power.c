/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The power goes at any request to the disk; of what was written since the last flush,
 * sectors are there or not at random. After the next mount all that fsync()
 * acknowledged is there, and e2fsck finds nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/test.h>
#include <uk/vfs.h>

#include "disk.h"

#define RECORD 700u
#define JUDGE "e2fsck -fn %s >/dev/null 2>&1 || e2fsck -fn %s"

UK_TESTSUITE(ext4_power, "power cuts at any moment");

static unsigned int acknowledged;

static void make_record(char *to, unsigned int number)
{
	memset(to, 'a' + (int)(number % 26), RECORD);
	snprintf(to, RECORD, "%u", number);
}

static int append(struct uk_file *file)
{
	char record[RECORD];
	struct uk_iovec piece = { record, RECORD };
	long done;

	make_record(record, acknowledged);
	done = uk_file_write(file, &piece, 1, (int64_t)acknowledged * RECORD);
	if (done == RECORD &&
	    uk_vfs_fsync(uk_vfs_file(file), acknowledged % 2) == 0) {
		acknowledged++;
		return 0;
	}
	return -1;
}

/* What goes on beside: names come and go, files grow and shrink. */
static void stir(unsigned int round)
{
	static char bytes[9000];
	struct uk_iovec piece = { bytes, sizeof(bytes) };
	struct uk_attributes cut = { .which = UK_ATTRIBUTE_SIZE,
				     .size = (int64_t)(round * 997 % 60000) };
	struct uk_file *file;
	char path[32], other[32];

	snprintf(path, sizeof(path), "/d/f%u", round * 7 % 50);
	snprintf(other, sizeof(other), "/d/g%u", round * 5 % 30);
	if (round % 3 == 0) {
		uk_vfs_set(NULL, path, 0, &cut);
		uk_vfs_rename(NULL, path, NULL, other, 0);
	}
	if (round % 4 == 0)
		uk_vfs_unlink(NULL, other);
	if (uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_RDWR, 0644, &file))
		return;
	memset(bytes, (int)round | 1, sizeof(bytes));
	uk_file_write(file, &piece, 1, round * 4000 % 90000);
	/* Without a name, but open when the power goes */
	if (round % 5 == 0)
		uk_vfs_unlink(NULL, path);
	uk_file_put(file);
}

static void work(unsigned int rounds)
{
	struct uk_file *file;

	acknowledged = 0;
	uk_vfs_mkdir(NULL, "/d", 0755);
	if (uk_vfs_open(NULL, "/records", UK_O_CREAT | UK_O_RDWR, 0644, &file))
		return;
	for (unsigned int i = 0; i < rounds; i++) {
		if (append(file))
			break;
		stir(i);
	}
	uk_file_put(file);
}

/* How many records there are, whole and in order; those behind may be anything. */
static unsigned int count_records(void)
{
	char record[RECORD], expected[RECORD];
	struct uk_iovec piece = { record, RECORD };
	struct uk_file *file;
	unsigned int count = 0;

	if (uk_vfs_open(NULL, "/records", UK_O_RDONLY, 0, &file))
		return 0;
	for (;; count++) {
		make_record(expected, count);
		if (uk_file_read(file, &piece, 1, (int64_t)count * RECORD) !=
			    RECORD ||
		    memcmp(record, expected, RECORD))
			break;
	}
	uk_file_put(file);
	return count;
}

static bool survives(const char *options, const void *fresh, unsigned long cut)
{
	unsigned int count;

	disk_restore(fresh);
	disk_hold_writes(true);
	if (uk_vfs_mount("disk0", "/", "ext4", options))
		return false;
	disk_requests = 0;
	disk_cut_after = cut;
	work(60);
	uk_vfs_unmount("/");
	disk_cut_power((uint32_t)cut * 2654435761u);
	if (uk_vfs_mount("disk0", "/", "ext4", NULL)) {
		fprintf(stderr, "cut after %lu: cannot be mounted\n", cut);
		return false;
	}
	count = count_records();
	if (count < acknowledged)
		fprintf(stderr, "cut after %lu: %u records of %u\n", cut,
			count, acknowledged);
	return uk_vfs_unmount("/") == 0 && count >= acknowledged &&
	       disk_judge(JUDGE) == 0;
}

static void cut_everywhere(const char *options, const char *command,
			   unsigned int cuts)
{
	unsigned long last;
	void *fresh;

	disk_make(4 << 20, command);
	fresh = disk_snapshot();
	UK_REQUIRE(uk_vfs_mount("disk0", "/", "ext4", options) == 0);
	disk_requests = 0;
	work(60);
	UK_EXPECT_EQ(acknowledged, 60);
	UK_EXPECT_EQ(uk_vfs_unmount("/"), 0);
	last = disk_requests;
	for (unsigned int i = 0; i < cuts; i++) {
		unsigned long at = 1 + last * i / cuts;

		UK_EXPECT(survives(options, fresh, at));
	}
	free(fresh);
}

UK_TEST(ext4_power, ext4)
{
	cut_everywhere(NULL, "mkfs.ext4 -q %s", 30);
}

UK_TEST(ext4_power, ext3)
{
	cut_everywhere(NULL, "mkfs.ext3 -q %s", 15);
}

/* The disk forgets at once what it is told to: none of it was needed. */
UK_TEST(ext4_power, discard)
{
	cut_everywhere("discard", "mkfs.ext4 -q %s", 15);
	UK_EXPECT(disk_discarded > 0);
}
