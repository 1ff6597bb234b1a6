/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random operations on disks as mkfs makes them, against a model; e2fsck judges.
 */
#include <stdlib.h>
#include <uk/test.h>
#include <uk/vfs.h>

#include "disk.h"
#include "machine.h"
#include "model.h"

#define STEPS 1200u
#define JUDGE "e2fsck -fn %s >/dev/null 2>&1 || e2fsck -fn %s"

UK_TESTSUITE(ext4_random, "random operations, judged by a model and e2fsck");

static bool run_with(const char *options, const char *command, size_t bytes,
		     uint32_t seed)
{
	bool right = true;

	disk_make(bytes, command);
	if (uk_vfs_mount("disk0", "/", "ext4", options))
		return false;
	model_start(seed);
	for (unsigned int i = 0; right && i < STEPS; i++) {
		right = model_step();
		if (right && i % (STEPS / 3) == STEPS / 3 - 1)
			right = model_is_right() && uk_vfs_unmount("/") == 0 &&
				disk_judge(JUDGE) == 0 &&
				uk_vfs_mount("disk0", "/", "ext4", options) ==
					0 &&
				model_is_right();
	}
	right &= uk_vfs_unmount("/") == 0 && disk_judge(JUDGE) == 0;
	model_end();
	return right;
}

static bool run(const char *command, size_t bytes, uint32_t seed)
{
	return run_with(NULL, command, bytes, seed);
}

UK_TEST(ext4_random, ext4)
{
	UK_EXPECT(run("mkfs.ext4 -q %s", 64 << 20, 1));
}

/* The disk is full most of the time. */
UK_TEST(ext4_random, full)
{
	UK_EXPECT(run("mkfs.ext4 -q -N 256 %s", 8 << 20, 2));
}

/* What the disk is told to forget is in use no more. */
UK_TEST(ext4_random, discarded)
{
	UK_EXPECT(run_with("discard", "mkfs.ext4 -q %s", 16 << 20, 10));
	UK_EXPECT(disk_discarded > 1000);
}

UK_TEST(ext4_random, small_blocks)
{
	UK_EXPECT(run("mkfs.ext4 -q -b 1024 -g 1024 %s", 24 << 20, 3));
}

UK_TEST(ext4_random, large_blocks)
{
	UK_EXPECT(run("mkfs.ext4 -q -F -b 65536 %s 2>/dev/null", 128 << 20, 4));
}

UK_TEST(ext4_random, ext3)
{
	UK_EXPECT(run("mkfs.ext3 -q %s", 32 << 20, 5));
}

UK_TEST(ext4_random, ext2)
{
	UK_EXPECT(run("mkfs.ext2 -q -b 1024 %s", 48 << 20, 6));
}

UK_TEST(ext4_random, no_checksums)
{
	UK_EXPECT(run("mkfs.ext4 -q -O ^metadata_csum,^64bit,uninit_bg %s",
		      40 << 20, 7));
}

UK_TEST(ext4_random, trixie)
{
	UK_EXPECT(run("mkfs.ext4 -q -O metadata_csum_seed,orphan_file,meta_bg,"
		      "^resize_inode,large_dir %s",
		      40 << 20, 8));
}

UK_TEST(ext4_random, plain)
{
	UK_EXPECT(run("mkfs.ext4 -q -O ^dir_index,^filetype,^flex_bg,^has_journal"
		      " -I 128 %s",
		      40 << 20, 9));
}
