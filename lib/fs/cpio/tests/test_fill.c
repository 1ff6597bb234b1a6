/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files made from archives, on a ramfs that is not mounted anywhere.
 */
#include <uk/errno.h>
#include <uk/ramfs.h>
#include <uk/test.h>

#include "../fill.h"
#include "builder.h"

UK_TESTSUITE(cpio, "files from an archive");

static struct builder builder;
static struct uk_mount mount;

static void begin(void)
{
	memset(&builder, 0, sizeof(builder));
}

static int fill_with(uint64_t size)
{
	build_end(&builder);
	mount = (struct uk_mount){ .source = "test", .target = "/test" };
	UK_EXPECT_EQ(uk_ramfs_mount(&mount, size), 0);
	return cpio_fill(mount.root, "test", builder.bytes, builder.length);
}

static int fill(void)
{
	return fill_with(1 << 20);
}

static void end(void)
{
	uk_vnode_put(mount.root);
	mount.ops->unmount(&mount);
}

/* What is at a path of plain names; NULL: nothing. No share. */
static struct uk_vnode *at(const char *path)
{
	struct uk_vnode *vnode = mount.root;

	while (*path) {
		struct uk_name name = { path, 0 };
		struct uk_vnode *below;

		while (*path && *path != '/')
			path++;
		name.length = (size_t)(path - name.text);
		if (*path)
			path++;
		if (!uk_vnode_is_directory(vnode) ||
		    vnode->ops->lookup(vnode, &name, &below))
			return NULL;
		uk_vnode_put(below); /* its name keeps it */
		vnode = below;
	}
	return vnode;
}

static struct uk_stat stat_of(struct uk_vnode *vnode)
{
	struct uk_stat stat = { 0 };

	UK_EXPECT_EQ(vnode->ops->stat(vnode, &stat), 0);
	return stat;
}

static bool has(struct uk_vnode *vnode, int64_t offset, const char *text)
{
	struct uk_vfs_file file = { .vnode = vnode };
	char buffer[100];
	struct uk_iovec piece = { buffer, sizeof(buffer) };
	uk_ssize_t length = vnode->ops->read(&file, &piece, 1, offset);

	return length == (uk_ssize_t)strlen(text) &&
	       !memcmp(buffer, text, strlen(text));
}

UK_TEST(cpio, all_kinds)
{
	struct cpio_entry device = { .mode = 020600,
				     .links = 1,
				     .number = { 5, 1 } };
	char target[8];

	begin();
	build_file(&builder, 040700, ".", "");
	build_file(&builder, 0104751, "./a/b/file", "content");
	build_file(&builder, 041777, "//tmp/", "");
	build_file(&builder, 0120777, "link", "a/b");
	build_file(&builder, 010644, "fifo", "");
	build(&builder, &device, "console", "");
	UK_EXPECT_EQ(fill(), 0);
	UK_EXPECT_EQ(mount.root->mode, 040700);
	UK_REQUIRE(at("a/b/file") && at("tmp") && at("link") && at("fifo") &&
		   at("console"));
	UK_EXPECT_EQ(at("a")->mode, 040755);
	UK_EXPECT_EQ(at("a/b/file")->mode, 0104751);
	UK_EXPECT(has(at("a/b/file"), 0, "content"));
	UK_EXPECT(has(at("a/b/file"), 3, "tent"));
	UK_EXPECT_EQ(at("tmp")->mode, 041777);
	UK_EXPECT_EQ(at("link")->ops->readlink(at("link"), target, 8), 3);
	UK_EXPECT(!memcmp(target, "a/b", 3));
	UK_EXPECT_EQ(at("fifo")->mode, 010644);
	UK_EXPECT_EQ(stat_of(at("console")).device_number, 0x501);
	UK_EXPECT_EQ(stat_of(at("a/b/file")).modified.seconds, 1000000000);
	/* although files were made in it afterwards */
	UK_EXPECT_EQ(stat_of(mount.root).modified.seconds, 1000000000);
	end();
}

UK_TEST(cpio, hard_links)
{
	struct cpio_entry file = { .mode = 0100644, .links = 3, .inode = 9 };

	begin();
	build(&builder, &file, "one", "");
	build(&builder, &file, "two", "");
	build(&builder, &file, "d/three", "bytes");
	file.device[1] = 1; /* another file */
	build(&builder, &file, "four", "");
	build_end(&builder);
	file.device[1] = 0; /* of another archive */
	build(&builder, &file, "five", "other");
	UK_EXPECT_EQ(fill(), 0);
	UK_REQUIRE(at("one") && at("four") && at("five"));
	UK_EXPECT(at("one") == at("two") && at("one") == at("d/three"));
	UK_EXPECT(at("one") != at("four") && at("one") != at("five"));
	UK_EXPECT(has(at("one"), 0, "bytes") && has(at("five"), 0, "other"));
	UK_EXPECT_EQ(stat_of(at("one")).links, 3);
	end();
}

UK_TEST(cpio, later_entries_replace)
{
	struct cpio_entry linked = { .mode = 0100644, .links = 2, .inode = 9 };

	begin();
	build_file(&builder, 0100644, "a", "old");
	build_file(&builder, 0100600, "a", "new");
	build_file(&builder, 0100644, "b", "file");
	build_file(&builder, 040711, "b", "");
	build_file(&builder, 0100644, "b/c", "below");
	build_file(&builder, 040700, "b", ""); /* keeps what is in it */
	build_file(&builder, 040700, "d", "");
	build_file(&builder, 0100644, "d", "was empty");
	build(&builder, &linked, "e", "x");
	build_file(&builder, 0100644, "e", "alone");
	build(&builder, &linked, "f", "y"); /* of which no name is left */
	build(&builder, &linked, "f", "z");
	UK_EXPECT_EQ(fill(), 0);
	UK_REQUIRE(at("a") && at("b/c") && at("d") && at("e") && at("f"));
	UK_EXPECT(has(at("a"), 0, "new"));
	UK_EXPECT_EQ(at("b")->mode, 040700);
	UK_EXPECT(has(at("d"), 0, "was empty") && has(at("e"), 0, "alone"));
	UK_EXPECT(has(at("f"), 0, "z"));
	end();
}

/* An archive of this one file, or of it after another. */
static int fill_trick(uint32_t mode, const char *first, const char *data,
		      const char *name)
{
	int error;

	begin();
	if (first)
		build_file(&builder, mode, first, data);
	build_file(&builder, 0100644, name, "x");
	error = fill();
	end();
	return error;
}

UK_TEST(cpio, tricks_are_refused)
{
	static char name[300];

	UK_EXPECT_EQ(fill_trick(0, NULL, "", ".."), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0, NULL, "", "../etc/passwd"), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0, NULL, "", "a/../../b"), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0120777, "l", "/", "l/b"), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0120777, "l", ".", "a/../l/b"), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0100644, "f", "", "f/b"), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(040755, "d/e", "", "d"), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0120777, "l", "", "x"), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0170644, "k", "", "x"), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0, NULL, "", ""), -EUCLEAN);
	UK_EXPECT_EQ(fill_trick(0, NULL, "", "/./"), -EUCLEAN);
	memset(name, 'n', 256);
	UK_EXPECT_EQ(fill_trick(0, NULL, "", name), -EUCLEAN);
	name[255] = 0;
	UK_EXPECT_EQ(fill_trick(0, NULL, "", name), 0);
	UK_EXPECT_EQ(fill_trick(0, NULL, "", "/...//.x"), 0);
}

UK_TEST(cpio, writing_leaves_the_archive)
{
	struct uk_vfs_file file = { 0 };
	struct uk_iovec piece = { "XY", 2 };
	static struct builder before;
	struct uk_attributes cut = { .which = UK_ATTRIBUTE_SIZE, .size = 9 };
	int64_t offset = 3;

	begin();
	build_file(&builder, 0100644, "f", "content");
	UK_EXPECT_EQ(fill(), 0);
	before = builder;
	UK_REQUIRE(at("f"));
	file.vnode = at("f");
	UK_EXPECT_EQ(at("f")->ops->write(&file, &piece, 1, &offset), 2);
	UK_EXPECT(has(at("f"), 0, "conXYnt"));
	UK_EXPECT_EQ(at("f")->ops->set(at("f"), &cut), 0);
	UK_EXPECT_EQ(at("f")->size, 9);
	UK_EXPECT(!memcmp(&before, &builder, sizeof(before)));
	end();
}

UK_TEST(cpio, does_not_fit)
{
	char name[] = "0";

	begin();
	for (unsigned int i = 0; i < 20; i++, name[0]++)
		build_file(&builder, 0100644, name, "content");
	UK_EXPECT_EQ(fill_with(2000), -ENOSPC);
	end();
}
