/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files and directories of an honest host.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mounted.h"

UK_TESTSUITE(p9_files, "files of a host that keeps the rules");

static struct uk_vnode *create(const char *name)
{
	struct uk_vnode *made = NULL;

	UK_EXPECT_EQ(kernel_create(root, name, UK_S_IFREG | 0640, &made), 0);
	return made;
}

UK_TEST(p9_files, write_and_read)
{
	struct uk_vfs_file file;
	struct uk_vnode *made;
	char text[16] = "";

	begin();
	made = create("a");
	UK_EXPECT_EQ(made->mode, UK_S_IFREG | 0640);
	UK_REQUIRE(kernel_open(made, UK_O_RDWR, &file) == 0);
	UK_EXPECT_EQ(kernel_write(&file, "hello", 5, 0), 5);
	UK_EXPECT_EQ(made->size, 5);
	UK_EXPECT_EQ(kernel_read(&file, text, sizeof(text), 1), 4);
	UK_EXPECT(!memcmp(text, "ello", 4));
	UK_EXPECT_EQ(kernel_read(&file, text, sizeof(text), 5), 0);
	UK_EXPECT_EQ(kernel_write(&file, "!", 1, 9), 1);
	UK_EXPECT_EQ(kernel_read(&file, text, sizeof(text), 0), 10);
	UK_EXPECT(!memcmp(text, "hello\0\0\0\0!", 10));
	kernel_close(&file);
	uk_vnode_put(made);
	end();
}

/* Opening what was just made takes what making it left. */
UK_TEST(p9_files, created_is_open)
{
	struct uk_vfs_file file, again;
	struct uk_vnode *made;

	begin();
	made = create("a");
	UK_EXPECT_EQ(server.types[12], 0);
	UK_REQUIRE(kernel_open(made, UK_O_WRONLY, &file) == 0);
	UK_EXPECT_EQ(server.types[12], 0);
	UK_REQUIRE(kernel_open(made, UK_O_WRONLY, &again) == 0);
	UK_EXPECT_EQ(server.types[12], 1);
	kernel_close(&again);
	kernel_close(&file);
	uk_vnode_put(made);
	/* one that nobody opens */
	uk_vnode_put(create("b"));
	end();
}

UK_TEST(p9_files, large_transfers_are_cut)
{
	enum { SIZE = 700000 };
	char *from = malloc(SIZE), *to = malloc(SIZE);
	struct uk_vfs_file file;
	struct uk_vnode *made;
	struct uk_iovec pieces[40];
	int64_t offset = 3;

	for (int i = 0; i < SIZE; i++)
		from[i] = (char)(i * 7 + i / 1000);
	for (int i = 0; i < 40; i++)
		pieces[i] = (struct uk_iovec){ from + i * 10000,
					       i % 5 ? 10000 : 0 };
	begin();
	server.iounit = 65536;
	made = create("a");
	UK_REQUIRE(kernel_open(made, UK_O_RDWR, &file) == 0);
	UK_EXPECT_EQ(kernel_write(&file, from, SIZE, 0), SIZE);
	UK_EXPECT_EQ(server.types[118], (SIZE + 65535) / 65536);
	UK_EXPECT_EQ(kernel_read(&file, to, SIZE, 0), SIZE);
	UK_EXPECT(!memcmp(from, to, SIZE));
	/* many pieces, some of them empty */
	UK_EXPECT_EQ(made->ops->write(&file, pieces, 40, &offset), 320000);
	UK_EXPECT_EQ(made->ops->read(&file, pieces, 40, 3), 320000);
	kernel_close(&file);
	/* larger than the host's memory: what fits was written */
	UK_REQUIRE(kernel_open(made, UK_O_RDWR, &file) == 0);
	UK_EXPECT_EQ(kernel_write(&file, from, SIZE, TREE_SIZE_MOST - 100000),
		     65536);
	UK_EXPECT_EQ(kernel_write(&file, from, SIZE, TREE_SIZE_MOST + 1),
		     -ENOSPC);
	kernel_close(&file);
	uk_vnode_put(made);
	end();
	free(from);
	free(to);
}

UK_TEST(p9_files, append)
{
	struct uk_vfs_file file;
	struct uk_vnode *made;
	struct uk_iovec piece = { "xy", 2 };
	int64_t offset;
	char text[16];

	begin();
	made = create("a");
	UK_REQUIRE(kernel_open(made, UK_O_WRONLY, &file) == 0);
	UK_EXPECT_EQ(kernel_write(&file, "abc", 3, 0), 3);
	/* O_APPEND was set later: the host does not know */
	tree_resize(tree_lookup("a"), 5);
	offset = UK_VFS_END;
	UK_EXPECT_EQ(made->ops->write(&file, &piece, 1, &offset), 2);
	UK_EXPECT_EQ(offset, 5);
	kernel_close(&file);
	/* the host does */
	UK_REQUIRE(kernel_open(made, UK_O_RDWR | UK_O_APPEND, &file) == 0);
	tree_resize(tree_lookup("a"), 8);
	offset = UK_VFS_END;
	UK_EXPECT_EQ(made->ops->write(&file, &piece, 1, &offset), 2);
	UK_EXPECT_EQ(tree_lookup("a")->size, 10);
	/* and now it must not */
	UK_EXPECT_EQ(kernel_write(&file, "AB", 2, 0), 2);
	UK_EXPECT_EQ(kernel_read(&file, text, sizeof(text), 0), 10);
	UK_EXPECT(!memcmp(text, "ABc\0\0xy\0xy", 10));
	kernel_close(&file);
	uk_vnode_put(made);
	end();
}

UK_TEST(p9_files, attributes)
{
	struct uk_attributes change = {
		.which = UK_ATTRIBUTE_MODE | UK_ATTRIBUTE_SIZE |
			 UK_ATTRIBUTE_UID | UK_ATTRIBUTE_GID |
			 UK_ATTRIBUTE_ACCESSED | UK_ATTRIBUTE_MODIFIED,
		.mode = 0600,
		.uid = 5,
		.gid = 6,
		.size = 77,
		.accessed = { -1, 5 },
		.modified = { 1000000000000, 999999999 },
	};
	struct uk_vnode *made;
	struct uk_stat stat;

	begin();
	made = create("a");
	UK_EXPECT_EQ(made->ops->set(made, &change), 0);
	UK_EXPECT_EQ(made->size, 77);
	UK_EXPECT_EQ(kernel_stat(made, &stat), 0);
	UK_EXPECT_EQ(stat.mode, UK_S_IFREG | 0600);
	UK_EXPECT_EQ(stat.uid, 5);
	UK_EXPECT_EQ(stat.gid, 6);
	UK_EXPECT_EQ(stat.size, 77);
	UK_EXPECT_EQ(stat.links, 1);
	UK_EXPECT_EQ(stat.accessed.seconds, -1);
	UK_EXPECT_EQ(stat.modified.nanoseconds, 999999999);
	/* what the host changes is seen */
	tree_lookup("a")->mode = UK_S_IFREG | 0444;
	tree_resize(tree_lookup("a"), 99);
	UK_EXPECT_EQ(kernel_stat(made, &stat), 0);
	UK_EXPECT_EQ(stat.mode, UK_S_IFREG | 0444);
	UK_EXPECT_EQ(made->size, 99);
	/* another file in its place: nobody is told of that one's attributes */
	tree_lookup("a")->mode = UK_S_IFDIR | 0444;
	UK_EXPECT_EQ(kernel_stat(made, &stat), -ESTALE);
	tree_lookup("a")->mode = UK_S_IFREG | 0444;
	uk_vnode_put(made);
	end();
}

/* A walk's answer serves one stat(), and nothing after that. */
UK_TEST(p9_files, fresh_attributes)
{
	struct uk_vnode *found;
	struct uk_stat stat;

	begin();
	uk_vnode_put(create("a"));
	server.types[24] = 0;
	UK_REQUIRE(kernel_lookup(root, "a", &found) == 0);
	UK_EXPECT_EQ(kernel_stat(found, &stat), 0);
	UK_EXPECT_EQ(server.types[24], 1);
	tree_lookup("a")->uid = 6;
	UK_EXPECT_EQ(kernel_stat(found, &stat), 0);
	UK_EXPECT_EQ(stat.uid, 6);
	uk_vnode_put(found);
	UK_REQUIRE(kernel_lookup(root, "a", &found) == 0);
	UK_EXPECT_EQ(kernel_lookup(root, "b", &found), -ENOENT);
	tree_lookup("a")->uid = 7;
	UK_EXPECT_EQ(kernel_stat(found, &stat), 0);
	UK_EXPECT_EQ(stat.uid, 7);
	uk_vnode_put(found);
	end();
}

/* cache=loose: the guest's own changes are seen, the host's are not. */
UK_TEST(p9_files, loose)
{
	struct uk_name name = kernel_name("b");
	struct uk_vfs_file file;
	struct uk_vnode *made;
	struct uk_stat stat;

	server_reset();
	kernel_messages = 0;
	UK_REQUIRE(kernel_mount(&mount, SERVER_TAG, "cache=loose") == 0);
	UK_EXPECT(!(mount.flags & UK_MOUNT_NO_NAMES));
	root = mount.root;
	made = create("a");
	server.types[24] = 0;
	tree_lookup("a")->uid = 6;
	UK_EXPECT_EQ(kernel_stat(made, &stat), 0);
	UK_EXPECT_EQ(stat.uid, 0);
	UK_EXPECT_EQ(server.types[24], 0);
	UK_REQUIRE(kernel_open(made, UK_O_WRONLY, &file) == 0);
	UK_EXPECT_EQ(kernel_write(&file, "abc", 3, 0), 3);
	UK_EXPECT_EQ(kernel_stat(made, &stat), 0);
	UK_EXPECT_EQ(stat.size, 3);
	UK_EXPECT_EQ(stat.uid, 6);
	UK_EXPECT_EQ(made->ops->link(root, &name, made), 0);
	UK_EXPECT_EQ(kernel_stat(made, &stat), 0);
	UK_EXPECT_EQ(stat.links, 2);
	UK_EXPECT_EQ(kernel_unlink(root, "b"), 0);
	UK_EXPECT_EQ(kernel_stat(made, &stat), 0);
	UK_EXPECT_EQ(stat.links, 1);
	server.types[24] = 0;
	UK_EXPECT_EQ(kernel_stat(made, &stat), 0);
	UK_EXPECT_EQ(server.types[24], 0);
	kernel_close(&file);
	uk_vnode_put(made);
	end();
}

UK_TEST(p9_files, special_files)
{
	struct uk_name name = kernel_name("null");
	uint64_t device = 0x12300045678ull;
	struct uk_vfs_file file;
	struct uk_vnode *made;
	struct uk_stat stat;

	begin();
	UK_REQUIRE(root->ops->create(root, &name, UK_S_IFCHR | 0666, device,
				     &made) == 0);
	UK_EXPECT_EQ(kernel_stat(made, &stat), 0);
	UK_EXPECT_EQ(stat.device_number, device);
	UK_EXPECT_EQ(kernel_open(made, UK_O_RDONLY, &file), -ENXIO);
	uk_vnode_put(made);
	end();
}

UK_TEST(p9_files, sync)
{
	struct uk_vfs_file file;
	struct uk_vnode *made;

	begin();
	made = create("a");
	UK_REQUIRE(kernel_open(made, UK_O_WRONLY, &file) == 0);
	UK_EXPECT_EQ(kernel_write(&file, "1", 1, 0), 1);
	UK_EXPECT_EQ(made->ops->sync(made, true), 0);
	UK_EXPECT(tree_lookup("a")->synced);
	UK_EXPECT_EQ(kernel_write(&file, "2", 1, 1), 1);
	kernel_close(&file);
	/* nobody has it open */
	UK_EXPECT_EQ(mount.ops->sync(&mount), 0);
	UK_EXPECT(tree_lookup("a")->synced);
	UK_EXPECT_EQ(server.types[50], 2);
	UK_EXPECT_EQ(mount.ops->sync(&mount), 0);
	UK_EXPECT_EQ(server.types[50], 2);
	/* a failure is told, and tried again */
	UK_REQUIRE(kernel_open(made, UK_O_WRONLY, &file) == 0);
	UK_EXPECT_EQ(kernel_write(&file, "3", 1, 1), 1);
	server.refused = 50;
	server.refusal = EIO;
	UK_EXPECT_EQ(mount.ops->sync(&mount), -EIO);
	server.refused = 0;
	UK_EXPECT_EQ(mount.ops->sync(&mount), 0);
	UK_EXPECT(tree_lookup("a")->synced);
	kernel_close(&file);
	uk_vnode_put(made);
	end();
}

UK_TEST(p9_files, statfs)
{
	struct uk_statfs stat = { .name_most = 255 };

	begin();
	UK_EXPECT_EQ(mount.ops->statfs(&mount, &stat), 0);
	UK_EXPECT_EQ(stat.block_size, 4096);
	UK_EXPECT_EQ(stat.blocks, 100);
	UK_EXPECT_EQ(stat.files_free, 500);
	UK_EXPECT_EQ(stat.name_most, 255);
	UK_EXPECT_EQ(stat.type, 0x01021997);
	end();
}
