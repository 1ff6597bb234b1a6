/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A host that is exchanged for another one, which has the same files and knows nothing of what
 * the last one was told.
 */
#include <limits.h>
#include <string.h>

#include "../../../../mem/ukalloc/tests/host_heap.h"
#include "mounted.h"

UK_TESTSUITE(p9_reconnect, "another host in the place of the first");

#define DEEP 20 /* more names than one message has */

struct opened {
	struct uk_vnode *vnode;
	struct uk_vfs_file file;
};

static void open_in(struct uk_vnode *dir, const char *name, uint32_t flags,
		    struct opened *opened)
{
	int error = kernel_lookup(dir, name, &opened->vnode);

	if (error == -ENOENT)
		error = kernel_create(dir, name, UK_S_IFREG | 0644,
				      &opened->vnode);
	UK_REQUIRE(error == 0);
	UK_REQUIRE(kernel_open(opened->vnode, flags, &opened->file) == 0);
}

static void close(struct opened *opened)
{
	kernel_close(&opened->file);
	uk_vnode_put(opened->vnode);
}

static void expect(struct opened *opened, const char *text)
{
	char got[64] = "";
	struct uk_stat stat;

	UK_EXPECT_EQ(kernel_read(&opened->file, got, sizeof(got), 0),
		     (uk_ssize_t)strlen(text));
	UK_EXPECT_EQ(strcmp(got, text), 0);
	UK_EXPECT_EQ(kernel_stat(opened->vnode, &stat), 0);
	UK_EXPECT_EQ(stat.size, (int64_t)strlen(text));
}

UK_TEST(p9_reconnect, files_go_on)
{
	struct opened made, plain, appends;

	begin();
	open_in(root, "made", UK_O_RDWR, &made);
	open_in(root, "plain", UK_O_RDWR, &plain);
	close(&plain);
	open_in(root, "plain", UK_O_RDWR, &plain);
	open_in(root, "appends", UK_O_RDWR | UK_O_APPEND, &appends);
	for (unsigned int i = 0; i < 3; i++) {
		const char *text = i == 0 ? "a" : i == 1 ? "aa" : "aaa";

		UK_EXPECT_EQ(kernel_write(&made.file, "a", 1, i), 1);
		UK_EXPECT_EQ(kernel_write(&plain.file, "a", 1, i), 1);
		UK_EXPECT_EQ(kernel_write(&appends.file, "a", 1, UK_VFS_END), 1);
		server_move();
		expect(&made, text);
		expect(&plain, text);
		expect(&appends, text);
	}
	UK_EXPECT_EQ(server.starts, 4);
	close(&made);
	close(&plain);
	close(&appends);
	end();
}

/* Names that changed, and one that is gone but for its file's secret one */
UK_TEST(p9_reconnect, paths_as_they_are_now)
{
	struct uk_name name = kernel_name("dir"), other = kernel_name("other"),
		       link = kernel_name("link");
	struct opened inside, moved, unlinked, linked, replaced;
	struct uk_vnode *dir;

	begin();
	UK_REQUIRE(root->ops->mkdir(root, &name, 0700, &dir) == 0);
	open_in(dir, "inside", UK_O_RDWR, &inside);
	open_in(root, "dir2", UK_O_RDWR, &moved); /* begins alike */
	open_in(root, "unlinked", UK_O_RDWR, &unlinked);
	open_in(root, "linked", UK_O_RDWR, &linked);
	open_in(root, "replaced", UK_O_RDWR, &replaced);
	UK_EXPECT_EQ(kernel_write(&inside.file, "inside", 6, 0), 6);
	UK_EXPECT_EQ(kernel_write(&moved.file, "moved", 5, 0), 5);
	UK_EXPECT_EQ(kernel_write(&unlinked.file, "unlinked", 8, 0), 8);
	UK_EXPECT_EQ(kernel_write(&linked.file, "linked", 6, 0), 6);
	UK_EXPECT_EQ(kernel_write(&replaced.file, "replaced", 8, 0), 8);
	UK_EXPECT_EQ(kernel_rename(root, "dir", "other"), 0);
	UK_EXPECT_EQ(kernel_rename(root, "dir2", "replaced"), 0);
	UK_EXPECT_EQ(kernel_unlink(root, "unlinked"), 0);
	UK_EXPECT_EQ(root->ops->link(root, &link, linked.vnode), 0);
	server_move();
	expect(&inside, "inside");
	expect(&moved, "moved");
	expect(&unlinked, "unlinked");
	expect(&linked, "linked");
	expect(&replaced, "replaced");
	/* without renameat */
	server.refused = 74;
	server.refusal = 95;
	UK_EXPECT_EQ(kernel_rename(root, "other", "third"), 0);
	server.refused = 0;
	server_move();
	expect(&inside, "inside");
	close(&inside);
	close(&moved);
	close(&unlinked);
	close(&linked);
	close(&replaced);
	uk_vnode_put(dir);
	UK_EXPECT_EQ(kernel_lookup(root, "unlinked", &dir), -ENOENT);
	UK_EXPECT_EQ(kernel_lookup(root, other.text, &dir), -ENOENT);
	end();
}

UK_TEST(p9_reconnect, deep_folders)
{
	struct uk_name name = kernel_name("d");
	struct uk_vnode *dirs[DEEP + 1] = { root };
	struct opened file;

	begin();
	dirs[0] = root;
	for (unsigned int i = 0; i < DEEP; i++)
		UK_REQUIRE(root->ops->mkdir(dirs[i], &name, 0700,
					    &dirs[i + 1]) == 0);
	open_in(dirs[DEEP], "file", UK_O_RDWR, &file);
	UK_EXPECT_EQ(kernel_write(&file.file, "x", 1, 0), 1);
	server_move();
	expect(&file, "x");
	close(&file);
	for (unsigned int i = DEEP; i; i--)
		uk_vnode_put(dirs[i]);
	end();
}

/* Another file has the name, or none: that one is lost, and said once; the others go on. */
UK_TEST(p9_reconnect, lost_files)
{
	struct opened lost, kept, swapped;
	char byte;

	begin();
	open_in(root, "lost", UK_O_RDWR, &lost);
	open_in(root, "kept", UK_O_RDWR, &kept);
	open_in(root, "swapped", UK_O_RDWR, &swapped);
	UK_EXPECT_EQ(kernel_write(&kept.file, "kept", 4, 0), 4);
	tree_remove(tree_find(TREE_ROOT, "lost", 4));
	tree_remove(tree_find(TREE_ROOT, "swapped", 7));
	UK_EXPECT_EQ(tree_enter(TREE_ROOT, "swapped", 7,
				tree_make(UK_S_IFREG | 0644)), 0);
	server_move();
	expect(&kept, "kept");
	UK_EXPECT_EQ(kernel_messages, 1);
	UK_EXPECT(!server.fault);
	/* which it does not know */
	kernel_read(&lost.file, &byte, 1, 0);
	UK_EXPECT(server.fault);
	server.fault = NULL;
	kernel_write(&swapped.file, "x", 1, 0);
	UK_EXPECT(server.fault);
	UK_EXPECT_EQ(tree_lookup("swapped")->size, 0);
	close(&lost);
	close(&swapped);
	server.fault = NULL;
	close(&kept);
	end_with(1);
}

/* One that can do less, and then one that can do as much */
UK_TEST(p9_reconnect, a_host_that_does_not_do)
{
	struct opened file;
	char byte;

	begin();
	open_in(root, "file", UK_O_RDWR, &file);
	UK_EXPECT_EQ(kernel_write(&file.file, "f", 1, 0), 1);
	server_move();
	server.message_most = 8192;
	UK_EXPECT_EQ(kernel_read(&file.file, &byte, 1, 0), -EIO);
	UK_EXPECT_EQ(kernel_messages, 1);
	server_move();
	server.message_most = 1u << 19;
	expect(&file, "f");
	close(&file);
	end_with(1);
}

/* Closed while there is no host */
UK_TEST(p9_reconnect, the_end_amid)
{
	struct opened file;

	begin();
	open_in(root, "file", UK_O_RDWR, &file);
	server_move();
	close(&file);
	UK_EXPECT_EQ(kernel_unmount(&mount), 0);
	UK_EXPECT_EQ(kernel_messages, 0);
	UK_EXPECT_EQ(server.starts, 1);
	UK_EXPECT(!server.fault);
}

/* Any allocation may fail: then files may be lost, and nothing else. */
UK_TEST(p9_reconnect, no_memory)
{
	struct opened file;
	char byte;

	for (unsigned int left = 0; left < 12; left++) {
		begin();
		open_in(root, "file", UK_O_RDWR, &file);
		host_heap_allocations = left;
		kernel_rename(root, "file", "other");
		server_move();
		kernel_read(&file.file, &byte, 1, 0);
		host_heap_allocations = UINT_MAX;
		kernel_read(&file.file, &byte, 1, 0);
		close(&file);
		server.fault = NULL;
		end_with(kernel_messages);
	}
}
