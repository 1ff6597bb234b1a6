/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What happens in the midst of a call of the file system: before it has done its work, or
 * after that and before the vfs knows.
 */
#include "../internal.h"
#include "fixture.h"

UK_TESTSUITE(vfs_races, "names that change while others are at them");

static void (*action)(void);
static int pauses_before;

static void pause(void)
{
	if (pauses_before-- == 0)
		action();
}

/* `what` happens in the n-th pause from now on: 0 before, 1 after the first operation. */
static void at_pause(int n, void (*what)(void))
{
	pauses_before = n;
	action = what;
	model.pause = pause;
}

static void no_more(void)
{
	UK_EXPECT(pauses_before < 0); /* it happened */
	model.pause = NULL;
}

static void create_x(void)
{
	UK_EXPECT_EQ(make_file("x"), 0);
}

static void unlink_x(void)
{
	UK_EXPECT_EQ(unlink("x"), 0);
}

static void rename_y_to_x(void)
{
	UK_EXPECT_EQ(rename_to("y", "x"), 0);
}

static void make_directory_x(void)
{
	UK_EXPECT_EQ(mkdir("x"), 0);
}

UK_TEST(vfs_races, looked_for_and_created)
{
	for (int n = 0; n < 2; n++) {
		begin();
		at_pause(n, create_x);
		UK_EXPECT_EQ(is_there("x"), 0);
		no_more();
		UK_EXPECT_EQ(is_there("x"), 0);
		end();
	}
}

/* A file that the vfs does not remember */
static void begin_with(const char *name)
{
	begin();
	UK_EXPECT_EQ(make_file(name), 0);
	vfs_dentry_drop_unused(uk_mount_first, NULL);
}

UK_TEST(vfs_races, looked_for_and_removed)
{
	for (int n = 0; n < 2; n++) {
		begin_with("x");
		at_pause(n, unlink_x);
		UK_EXPECT_EQ(is_there("x"), -ENOENT);
		no_more();
		UK_EXPECT_EQ(is_there("x"), -ENOENT);
		UK_EXPECT_EQ(make_file("x"), 0);
		end();
	}
}

UK_TEST(vfs_races, looked_for_and_replaced)
{
	uint64_t y;

	for (int n = 0; n < 2; n++) {
		begin_with("x");
		UK_EXPECT_EQ(make_file("y"), 0);
		y = inode_of("y");
		vfs_dentry_drop_unused(uk_mount_first, NULL);
		at_pause(n, rename_y_to_x);
		UK_EXPECT_EQ(inode_of("x"), y);
		no_more();
		UK_EXPECT_EQ(inode_of("x"), y);
		UK_EXPECT_EQ(is_there("y"), -ENOENT);
		end();
	}
}

UK_TEST(vfs_races, created_by_two)
{
	/* In two pauses of the look-up, and one before it is made */
	for (int n = 0; n < 3; n++) {
		begin();
		at_pause(n, create_x);
		UK_EXPECT_EQ(try_open("x", UK_O_CREAT), 0);
		no_more();
		UK_EXPECT_EQ(unlink("x"), 0);
		end();
	}
}

UK_TEST(vfs_races, created_alone)
{
	begin();
	at_pause(0, create_x); /* while the name is looked for */
	UK_EXPECT_EQ(try_open("x", UK_O_CREAT | UK_O_EXCL), -EEXIST);
	no_more();
	UK_EXPECT_EQ(unlink("x"), 0);
	at_pause(0, create_x); /* the name is known: while it is made */
	UK_EXPECT_EQ(try_open("x", UK_O_CREAT | UK_O_EXCL), -EEXIST);
	no_more();
	UK_EXPECT_EQ(is_there("x"), 0);
	UK_EXPECT_EQ(mkdir("x"), -EEXIST);
	end();
}

/* What is remembered is as things were before such a call; so here nothing is. */
static void begin_asking(void)
{
	model.asks_again = true;
	begin();
	model.asks_again = false;
}

UK_TEST(vfs_races, created_and_removed)
{
	struct uk_file *file;

	begin_asking();
	UK_EXPECT_EQ(is_there("x"), -ENOENT);
	at_pause(3, unlink_x); /* it is made, but nobody knows yet */
	UK_EXPECT_EQ(open_flags("x", UK_O_CREAT | UK_O_RDWR, &file), 0);
	no_more();
	UK_EXPECT_EQ(is_there("x"), -ENOENT);
	UK_EXPECT_EQ(write_text(file, "x", 0), 1);
	uk_file_put(file);
	end();
}

UK_TEST(vfs_races, removed_and_created)
{
	begin_asking();
	UK_EXPECT_EQ(make_file("x"), 0);
	at_pause(3, make_directory_x); /* it is gone, but nobody knows yet */
	UK_EXPECT_EQ(unlink("x"), 0);
	no_more();
	UK_EXPECT_EQ(is_there("x/."), 0);
	UK_EXPECT_EQ(mkdir("x/y"), 0);
	UK_EXPECT_EQ(is_there("x/y"), 0);
	end();
}

UK_TEST(vfs_races, renamed_and_created)
{
	uint64_t y;

	begin_asking();
	UK_EXPECT_EQ(make_file("y"), 0);
	y = inode_of("y");
	UK_EXPECT_EQ(is_there("x"), -ENOENT);
	at_pause(5, unlink_x); /* y is x already */
	UK_EXPECT_EQ(rename_to("y", "x"), 0);
	no_more();
	UK_EXPECT_EQ(is_there("x"), -ENOENT);
	UK_EXPECT_EQ(is_there("y"), -ENOENT);
	UK_EXPECT_EQ(make_file("y"), 0);
	UK_EXPECT(inode_of("y") != y);
	end();
}
