/* SPDX-License-Identifier: BSD-3-Clause */
#include "fixture.h"

UK_TESTSUITE(vfs_mounts, "mounting, crossing, unmounting");

UK_TEST(vfs_mounts, crossing)
{
	struct uk_dentry *below;
	uint64_t covered;

	begin();
	UK_EXPECT_EQ(mkdir("m"), 0);
	UK_EXPECT_EQ(make_file("m/hidden"), 0);
	covered = inode_of("m");
	UK_REQUIRE(!uk_vfs_walk(here, "m", 0, &below));
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/m", "model", NULL), 0);
	UK_EXPECT(inode_of("m") != covered);
	UK_EXPECT_EQ(is_there("m/hidden"), -ENOENT);
	UK_EXPECT_EQ(uk_vfs_access(below, "hidden", 0, 0), 0);
	UK_EXPECT_EQ(mkdir("m/d"), 0);
	UK_EXPECT_EQ(inode_of("m/d/../.."), inode_of("."));
	UK_EXPECT_EQ(inode_of("m/.."), inode_of("."));
	UK_EXPECT_EQ(rename_to("m/d", "d"), -EXDEV);
	UK_EXPECT_EQ(rename_to("m", "n"), -EBUSY);
	UK_EXPECT_EQ(rmdir("m"), -EBUSY);
	UK_EXPECT_EQ(mkdir("n"), 0);
	UK_EXPECT_EQ(rename_to("n", "m"), -EBUSY);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/m", "model", NULL), -EBUSY);
	uk_dentry_put(below);
	UK_EXPECT_EQ(uk_vfs_walk(here, "m/d", 0, &below), 0);
	UK_EXPECT(path_is(below, "/t/m/d"));
	UK_EXPECT_EQ(uk_vfs_unmount("/t/m"), -EBUSY);
	uk_dentry_put(below);
	UK_EXPECT_EQ(uk_vfs_unmount("/t/m"), 0);
	UK_EXPECT_EQ(inode_of("m"), covered);
	UK_EXPECT_EQ(is_there("m/hidden"), 0);
	end();
}

UK_TEST(vfs_mounts, refused)
{
	begin();
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(mkdir("m"), 0);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/m", "unknown", NULL), -ENODEV);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/none", "model", NULL), -ENOENT);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/f", "model", NULL), -ENOTDIR);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/", "model", NULL), -EBUSY);
	UK_EXPECT_EQ(uk_vfs_mount("absent", "/t/m", "model", NULL), -ENXIO);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/m", "model", "bad"), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/m", "model", "known=2"), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/m", "model",
				  ",noatime,known=1,,rw,known=1,"),
		     0);
	UK_EXPECT_EQ(uk_vfs_unmount("/t/f"), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_unmount("/t/none"), -ENOENT);
	UK_EXPECT_EQ(uk_vfs_unmount("/t/m"), 0);
	UK_EXPECT_EQ(uk_vfs_unmount("/t/m"), -EINVAL);
	end();
}

static void expect_read_only(void)
{
	struct uk_attributes mode = { .which = UK_ATTRIBUTE_MODE };

	UK_EXPECT_EQ(mkdir("m/new"), -EROFS);
	UK_EXPECT_EQ(mkdir("m/d"), -EEXIST);
	UK_EXPECT_EQ(make_file("m/new"), -EROFS);
	UK_EXPECT_EQ(symlink("x", "m/new"), -EROFS);
	UK_EXPECT_EQ(link("m/f", "m/new"), -EROFS);
	UK_EXPECT_EQ(unlink("m/f"), -EROFS);
	UK_EXPECT_EQ(unlink("m/none"), -ENOENT);
	UK_EXPECT_EQ(rmdir("m/d"), -EROFS);
	UK_EXPECT_EQ(rename_to("m/f", "m/g"), -EROFS);
	UK_EXPECT_EQ(try_open("m/f", 0), 0);
	UK_EXPECT_EQ(try_open("m/f", UK_O_CREAT), 0);
	UK_EXPECT_EQ(try_open("m/f", UK_O_WRONLY), -EROFS);
	UK_EXPECT_EQ(try_open("m/f", UK_O_TRUNC), -EROFS);
	UK_EXPECT_EQ(try_open("m/new", UK_O_CREAT), -EROFS);
	UK_EXPECT_EQ(uk_vfs_set(here, "m/f", 0, &mode), -EROFS);
	UK_EXPECT_EQ(uk_vfs_access(here, "m/f", 0, 2), -EROFS);
	UK_EXPECT_EQ(uk_vfs_access(here, "m/f", 0, 4), 0);
}

UK_TEST(vfs_mounts, read_only)
{
	struct uk_mount *mount;

	begin();
	UK_EXPECT_EQ(mkdir("m"), 0);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/m", "model", "ro"), 0);
	mount = uk_mount_first;
	UK_EXPECT_EQ(mount->flags, UK_MOUNT_READ_ONLY);
	UK_EXPECT_EQ(mkdir("m/d"), -EROFS);
	mount->flags = 0;
	UK_EXPECT_EQ(mkdir("m/d"), 0);
	UK_EXPECT_EQ(make_file("m/f"), 0);
	mount->flags = UK_MOUNT_READ_ONLY;
	expect_read_only();
	UK_EXPECT_EQ(uk_vfs_unmount("/t/m"), 0);
	end();
}

UK_TEST(vfs_mounts, all_at_once)
{
	struct uk_statfs stat;
	struct uk_file *file;

	begin();
	model.syncs = 0;
	model.next_error = -EIO; /* of the first, and the others are synced */
	UK_EXPECT_EQ(uk_vfs_sync(), -EIO);
	UK_EXPECT(model.syncs >= 1);
	UK_EXPECT_EQ(uk_vfs_sync(), 0);
	UK_EXPECT_EQ(uk_vfs_statfs(here, ".", &stat), 0);
	UK_EXPECT_EQ(stat.name_most, 255);
	UK_EXPECT_EQ(stat.id, uk_mount_first->device);
	UK_REQUIRE(!open_flags("f", UK_O_CREAT, &file));
	UK_EXPECT_EQ(uk_vfs_fsync(uk_vfs_file(file), false), 0);
	uk_file_put(file);
	end();
}

UK_TEST(vfs_mounts, an_error_as_it_goes)
{
	begin();
	UK_EXPECT_EQ(mkdir("m"), 0);
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t/m", "model", NULL), 0);
	model.next_error = -EIO;
	UK_EXPECT_EQ(uk_vfs_unmount("/t/m"), -EIO);
	UK_EXPECT_EQ(uk_vfs_unmount("/t/m"), -EINVAL); /* gone all the same */
	end();
}

/* More vnodes than the table has places at first */
UK_TEST(vfs_mounts, many_vnodes)
{
	char name[] = "n00";
	struct uk_vnode *vnode;

	begin();
	for (int i = 0; i < 100; i++) {
		name[1] = (char)('0' + i / 10);
		name[2] = (char)('0' + i % 10);
		UK_EXPECT_EQ(make_file(name), 0);
		UK_EXPECT_EQ(is_there(name), 0);
	}
	UK_EXPECT_EQ(uk_mount_first->vnode_count, 101);
	vnode = uk_vnode_find(uk_mount_first, inode_of("n42"));
	UK_REQUIRE(vnode != NULL);
	UK_EXPECT_EQ(unlink("n42"), 0);
	UK_EXPECT_EQ(uk_mount_first->vnode_count, 101);
	uk_vnode_put(vnode);
	UK_EXPECT_EQ(uk_mount_first->vnode_count, 100);
	UK_EXPECT(!uk_vnode_find(uk_mount_first, ~0ull));
	end();
}
