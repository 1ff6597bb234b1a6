/* SPDX-License-Identifier: BSD-3-Clause */
#include "fixture.h"

UK_TESTSUITE(vfs_names, "opening, making, removing and renaming");

UK_TEST(vfs_names, opening)
{
	static const struct {
		const char *path;
		uint32_t flags;
		int error;
	} cases[] = {
		{ "none", 0, -ENOENT },
		{ "f", UK_O_ACCMODE, -EINVAL },
		{ "f", 0, 0 },
		{ "f/", 0, -ENOTDIR },
		{ "f", UK_O_CREAT, 0 },
		{ "f", UK_O_CREAT | UK_O_EXCL, -EEXIST },
		{ "f/", UK_O_CREAT, -EISDIR },
		{ "f", UK_O_DIRECTORY, -ENOTDIR },
		{ "f", UK_O_NOFOLLOW | UK_O_RDWR, 0 },
		{ "new/", UK_O_CREAT, -EISDIR },
		{ "d", 0, 0 },
		{ "d/", UK_O_DIRECTORY, 0 },
		{ "d", UK_O_WRONLY, -EISDIR },
		{ "d", UK_O_RDWR, -EISDIR },
		{ "d", UK_O_TRUNC, -EISDIR },
		{ "d", UK_O_CREAT, -EISDIR },
		{ "d", UK_O_CREAT | UK_O_EXCL, -EEXIST },
		{ ".", UK_O_CREAT, -EISDIR },
		{ "..", UK_O_CREAT | UK_O_EXCL, -EEXIST },
		{ "/", UK_O_CREAT, -EISDIR },
		{ "d", UK_O_CREAT | UK_O_DIRECTORY, -EINVAL },
		{ "to_f", 0, 0 },
		{ "to_f", UK_O_NOFOLLOW, -ELOOP },
		{ "to_f", UK_O_NOFOLLOW | UK_O_CREAT, -ELOOP },
		{ "to_f", UK_O_NOFOLLOW | UK_O_PATH, 0 },
		{ "to_f", UK_O_NOFOLLOW | UK_O_DIRECTORY, -ENOTDIR },
		{ "to_f", UK_O_CREAT | UK_O_EXCL, -EEXIST },
		{ "to_d", UK_O_CREAT, -EISDIR },
		{ "to_d/", UK_O_NOFOLLOW, 0 },
		{ "dangling", 0, -ENOENT },
		{ "dangling", UK_O_CREAT | UK_O_EXCL, -EEXIST },
		{ "dangling", UK_O_CREAT | UK_O_NOFOLLOW, -ELOOP },
		{ "dangling", UK_O_CREAT, 0 }, /* the target is made */
		{ "made", UK_O_EXCL, 0 },
		{ "d/none/x", UK_O_CREAT, -ENOENT },
		{ "f/x", UK_O_CREAT, -ENOTDIR },
		{ "f", UK_O_PATH | UK_O_WRONLY | UK_O_TRUNC, 0 },
	};

	begin();
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_EXPECT_EQ(symlink("f", "to_f"), 0);
	UK_EXPECT_EQ(symlink("d", "to_d"), 0);
	UK_EXPECT_EQ(symlink("made", "dangling"), 0);
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++)
		UK_EXPECT_EQ(try_open(cases[i].path, cases[i].flags),
			     cases[i].error);
	end();
}

UK_TEST(vfs_names, making)
{
	begin();
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_EXPECT_EQ(mkdir("d"), -EEXIST);
	UK_EXPECT_EQ(mkdir("."), -EEXIST);
	UK_EXPECT_EQ(mkdir("d/.."), -EEXIST);
	UK_EXPECT_EQ(mkdir("/"), -EEXIST);
	UK_EXPECT_EQ(mkdir("none/d"), -ENOENT);
	UK_EXPECT_EQ(make_file("f/"), -ENOENT);
	UK_EXPECT_EQ(make_file("d/"), -EEXIST);
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(make_file("f"), -EEXIST);
	UK_EXPECT_EQ(uk_vfs_make(here, "x", UK_S_IFDIR | 0755, 0), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_make(here, "x", UK_S_IFLNK | 0755, 0), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_make(here, "fifo", UK_S_IFIFO | 0644, 0), 0);
	UK_EXPECT_EQ(uk_vfs_make(here, "plain", 0644, 0), 0);
	UK_EXPECT_EQ(symlink("none", "l"), 0);
	UK_EXPECT_EQ(symlink("none", "l"), -EEXIST);
	UK_EXPECT_EQ(mkdir("l"), -EEXIST);
	UK_EXPECT_EQ(mkdir("l/"), -EEXIST);
	model.next_error = -ENOSPC;
	UK_EXPECT_EQ(mkdir("e"), -ENOSPC);
	UK_EXPECT_EQ(is_there("e"), -ENOENT);
	end();
}

UK_TEST(vfs_names, linking)
{
	begin();
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_EXPECT_EQ(symlink("f", "l"), 0);
	UK_EXPECT_EQ(link("f", "g"), 0);
	UK_EXPECT_EQ(inode_of("f"), inode_of("g"));
	UK_EXPECT_EQ(link("f", "g"), -EEXIST);
	UK_EXPECT_EQ(link("none", "h"), -ENOENT);
	UK_EXPECT_EQ(link("d", "e"), -EPERM);
	UK_EXPECT_EQ(link("f", "d/"), -EEXIST);
	UK_EXPECT_EQ(link("f", "h/"), -ENOENT);
	UK_EXPECT_EQ(link("l", "m"), 0);
	UK_EXPECT_EQ(inode_of("l"), inode_of("m"));
	UK_EXPECT_EQ(uk_vfs_link(here, "l", 0, here, "h"), 0);
	UK_EXPECT_EQ(inode_of("h"), inode_of("f"));
	UK_EXPECT_EQ(link("f", "../elsewhere"), -EXDEV);
	UK_EXPECT_EQ(unlink("f"), 0);
	UK_EXPECT_EQ(is_there("g"), 0);
	end();
}

UK_TEST(vfs_names, removing)
{
	struct uk_file *file;

	begin();
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_EXPECT_EQ(mkdir("d/e"), 0);
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(symlink("d", "l"), 0);
	UK_EXPECT_EQ(unlink("d"), -EISDIR);
	UK_EXPECT_EQ(unlink("."), -EISDIR);
	UK_EXPECT_EQ(unlink("/"), -EISDIR);
	UK_EXPECT_EQ(unlink("none"), -ENOENT);
	UK_EXPECT_EQ(unlink("none/"), -ENOENT);
	UK_EXPECT_EQ(unlink("f/"), -ENOTDIR);
	UK_EXPECT_EQ(unlink("l/"), -ENOTDIR);
	UK_EXPECT_EQ(rmdir("f"), -ENOTDIR);
	UK_EXPECT_EQ(rmdir("l"), -ENOTDIR);
	UK_EXPECT_EQ(rmdir("l/"), -ENOTDIR);
	UK_EXPECT_EQ(rmdir("none"), -ENOENT);
	UK_EXPECT_EQ(rmdir("d"), -ENOTEMPTY);
	UK_EXPECT_EQ(rmdir("d/e/.."), -ENOTEMPTY);
	UK_EXPECT_EQ(rmdir("d/e/."), -EINVAL);
	UK_EXPECT_EQ(rmdir("/"), -EBUSY);
	UK_EXPECT_EQ(rmdir("/t"), -EBUSY);
	UK_EXPECT_EQ(rmdir("d/e/"), 0);
	UK_EXPECT_EQ(rmdir("d"), 0);
	UK_EXPECT_EQ(is_there("l"), -ENOENT);
	UK_EXPECT_EQ(unlink("l"), 0);
	/* A file stays as long as it is open. */
	UK_REQUIRE(!open_flags("f", UK_O_RDWR, &file));
	UK_EXPECT_EQ(write_text(file, "kept", 0), 4);
	UK_EXPECT_EQ(unlink("f"), 0);
	UK_EXPECT(path_is(uk_vfs_file(file)->dentry, NULL));
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(uk_vfs_file(file)->vnode->size, 4);
	uk_file_put(file);
	end();
}

static void plant(void)
{
	UK_EXPECT_EQ(mkdir("a"), 0);
	UK_EXPECT_EQ(mkdir("a/b"), 0);
	UK_EXPECT_EQ(mkdir("empty"), 0);
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(make_file("g"), 0);
	UK_EXPECT_EQ(link("f", "same"), 0);
	UK_EXPECT_EQ(symlink("a", "l"), 0);
}

UK_TEST(vfs_names, renaming_refused)
{
	static const struct {
		const char *from, *to;
		int error;
	} cases[] = {
		{ "none", "x", -ENOENT },   { "f", "none/x", -ENOENT },
		{ "f", "g/x", -ENOTDIR },   { "a", "a/b/x", -EINVAL },
		{ "a", "a/x", -EINVAL },    { "a/b", "a", -ENOTEMPTY },
		{ "empty", "a", -ENOTEMPTY }, { "empty", "f", -ENOTDIR },
		{ "f", "empty", -EISDIR },  { "f/", "x", -ENOTDIR },
		{ "f", "x/", -ENOTDIR },    { "l/", "x", -ENOTDIR },
		{ ".", "x", -EBUSY },	    { "a/..", "x", -EBUSY },
		{ "f", ".", -EBUSY },	    { "f", "a/..", -EBUSY },
		{ "/", "x", -EXDEV },	    { "f", "/x", -EXDEV },
		{ "/t", "/u", -EBUSY },	    { "f", "", -ENOENT },
		{ "", "f", -ENOENT },
	};

	begin();
	plant();
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++)
		UK_EXPECT_EQ(rename_to(cases[i].from, cases[i].to),
			     cases[i].error);
	model.next_error = -EIO;
	UK_EXPECT_EQ(rename_to("f", "x"), -EIO);
	UK_EXPECT_EQ(is_there("f"), 0);
	UK_EXPECT_EQ(is_there("x"), -ENOENT);
	end();
}

UK_TEST(vfs_names, renaming)
{
	uint64_t f, g, b;

	begin();
	plant();
	f = inode_of("f");
	g = inode_of("g");
	b = inode_of("a/b");
	UK_EXPECT_EQ(rename_to("f", "f"), 0);
	UK_EXPECT_EQ(rename_to("f", "same"), 0); /* two names of one file */
	UK_EXPECT_EQ(inode_of("f"), f);
	UK_EXPECT_EQ(rename_to("g", "f"), 0);
	UK_EXPECT_EQ(inode_of("f"), g);
	UK_EXPECT_EQ(is_there("g"), -ENOENT);
	UK_EXPECT_EQ(inode_of("same"), f);
	UK_EXPECT_EQ(rename_to("l", "a/l"), 0);
	UK_EXPECT_EQ(is_there("l"), -ENOENT);
	UK_EXPECT_EQ(rename_to("a/", "empty/"), 0);
	UK_EXPECT_EQ(inode_of("empty/b"), b);
	UK_EXPECT_EQ(is_there("a/b"), -ENOENT);
	UK_EXPECT_EQ(inode_of("empty/b/../../same"), f);
	UK_EXPECT_EQ(rename_to("empty/b", "b"), 0);
	UK_EXPECT_EQ(inode_of("b/.."), uk_dentry_vnode(here)->inode);
	end();
}

static int rename_flags(const char *from, const char *to, uint32_t flags)
{
	return uk_vfs_rename(here, from, here, to, flags);
}

UK_TEST(vfs_names, renaming_with_flags)
{
	struct uk_dentry *place;
	uint64_t f, a;

	begin();
	plant();
	f = inode_of("f");
	a = inode_of("a");
	UK_EXPECT_EQ(rename_flags("f", "x", 4), -EINVAL);
	UK_EXPECT_EQ(rename_flags("f", "x", 3), -EINVAL);
	UK_EXPECT_EQ(rename_flags("f", "g", UK_RENAME_NOREPLACE), -EEXIST);
	UK_EXPECT_EQ(rename_flags("f", ".", UK_RENAME_NOREPLACE), -EEXIST);
	UK_EXPECT_EQ(rename_flags("f", "x", UK_RENAME_NOREPLACE), 0);
	UK_EXPECT_EQ(rename_flags("x", "none", UK_RENAME_EXCHANGE), -ENOENT);
	UK_EXPECT_EQ(rename_flags("a", "a/b", UK_RENAME_EXCHANGE), -EINVAL);
	UK_EXPECT_EQ(rename_flags("a/b", "a", UK_RENAME_EXCHANGE), -EINVAL);
	UK_REQUIRE(!uk_vfs_walk(here, "a/b", 0, &place));
	UK_EXPECT_EQ(rename_flags("x", "a", UK_RENAME_EXCHANGE), 0);
	UK_EXPECT_EQ(inode_of("a"), f);
	UK_EXPECT_EQ(inode_of("x"), a);
	UK_EXPECT(path_is(place, "/t/x/b"));
	uk_dentry_put(place);
	end();
}
