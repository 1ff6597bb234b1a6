/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names: what makes, moves and removes them, lists of them, and files without any.
 */
#include <stdio.h>
#include <string.h>

#include "mounted.h"

UK_TESTSUITE(p9_names, "names on a host that keeps the rules");

static void make(const char *name)
{
	struct uk_vnode *made;

	UK_REQUIRE(kernel_create(root, name, UK_S_IFREG | 0644, &made) == 0);
	uk_vnode_put(made);
}

UK_TEST(p9_names, directories)
{
	struct uk_name name = kernel_name("d");
	struct uk_vnode *dir, *file;

	begin();
	UK_REQUIRE(root->ops->mkdir(root, &name, 0700, &dir) == 0);
	UK_EXPECT(uk_vnode_is_directory(dir));
	UK_EXPECT_EQ(root->ops->mkdir(root, &name, 0700, &file), -EEXIST);
	UK_REQUIRE(kernel_create(dir, "f", UK_S_IFREG | 0644, &file) == 0);
	UK_EXPECT_EQ(kernel_create(dir, "f", UK_S_IFREG, &file), -EEXIST);
	uk_vnode_put(file);
	UK_EXPECT_EQ(kernel_unlink(root, "d"), -ENOTEMPTY);
	UK_EXPECT_EQ(kernel_unlink(dir, "f"), 0);
	UK_EXPECT_EQ(kernel_lookup(dir, "f", &file), -ENOENT);
	UK_EXPECT_EQ(kernel_unlink(root, "d"), 0);
	uk_vnode_put(dir);
	end();
}

UK_TEST(p9_names, one_vnode_for_all_names)
{
	struct uk_name name = kernel_name("b");
	struct uk_vnode *a, *b;
	struct uk_stat stat;

	begin();
	make("a");
	UK_REQUIRE(kernel_lookup(root, "a", &a) == 0);
	UK_EXPECT_EQ(root->ops->link(root, &name, a), 0);
	UK_REQUIRE(kernel_lookup(root, "b", &b) == 0);
	UK_EXPECT(a == b);
	UK_EXPECT_EQ(kernel_unlink(root, "a"), 0);
	UK_EXPECT_EQ(kernel_stat(b, &stat), 0);
	UK_EXPECT_EQ(stat.links, 1);
	uk_vnode_put(a);
	uk_vnode_put(b);
	end();
}

UK_TEST(p9_names, symbolic_links)
{
	char target[4096], got[4096];
	struct uk_name name = kernel_name("l"), text = { target, 0 };
	struct uk_vnode *link;

	memset(target, 'x', sizeof(target));
	begin();
	for (text.length = 1; text.length < 4096; text.length *= 3) {
		UK_REQUIRE(root->ops->symlink(root, &name, &text, &link) == 0);
		UK_EXPECT_EQ(link->mode & UK_S_IFMT, UK_S_IFLNK);
		memset(got, 0, sizeof(got));
		UK_EXPECT_EQ(link->ops->readlink(link, got, sizeof(got)),
			     text.length);
		UK_EXPECT(!memcmp(got, target, text.length));
		/* less room than text */
		memset(got, 0, sizeof(got));
		UK_EXPECT_EQ(link->ops->readlink(link, got, 1), text.length);
		UK_EXPECT(got[0] == 'x' && got[1] == 0);
		uk_vnode_put(link);
		UK_EXPECT_EQ(kernel_unlink(root, "l"), 0);
	}
	end();
}

UK_TEST(p9_names, rename)
{
	struct uk_name name = kernel_name("a");
	struct uk_vnode *found;

	begin();
	make("a");
	make("b");
	UK_EXPECT_EQ(kernel_rename(root, "a", "c"), 0);
	UK_EXPECT_EQ(kernel_lookup(root, "a", &found), -ENOENT);
	UK_EXPECT_EQ(kernel_rename(root, "c", "b"), 0);
	UK_EXPECT(tree_lookup("b") && !tree_lookup("c"));
	/* a host without Trenameat */
	server.refused = 74;
	server.refusal = EOPNOTSUPP;
	UK_EXPECT_EQ(kernel_rename(root, "b", "a"), 0);
	UK_EXPECT(tree_lookup("a") && !tree_lookup("b"));
	/* flags, which 9P has not */
	UK_REQUIRE(kernel_lookup(root, "a", &found) == 0);
	UK_EXPECT_EQ(root->ops->rename(root, &name, found, root, &name, NULL,
				       UK_RENAME_NOREPLACE), -EINVAL);
	uk_vnode_put(found);
	end();
}

/* ---- lists */

struct list {
	unsigned int count, most;
	int64_t next;
	bool seen[400];
	bool dots[2];
};

static bool emit(void *context, const struct uk_name *name, uint64_t inode,
		 uint32_t mode, int64_t next)
{
	struct list *list = context;
	unsigned int number;
	char text[256] = "";

	if (list->count == list->most)
		return false;
	list->count++;
	list->next = next;
	memcpy(text, name->text, name->length);
	if (text[0] == '.' && name->length <= 2) {
		UK_EXPECT(!list->dots[name->length - 1]);
		list->dots[name->length - 1] = true;
	} else if (sscanf(text, "file%u", &number) == 1 && number < 400) {
		UK_EXPECT(!list->seen[number]);
		UK_EXPECT_EQ(mode, UK_S_IFREG);
		UK_EXPECT(inode > 1000);
		list->seen[number] = true;
	} else {
		uk_test_failed(text, __FILE__, __LINE__);
	}
	return true;
}

static unsigned int list_all(unsigned int most)
{
	struct list list = { .most = most };
	struct uk_vfs_file file;
	unsigned int total = 0;

	if (kernel_open(root, UK_O_RDONLY, &file))
		return 0;
	do {
		list.count = 0;
		UK_EXPECT_EQ(root->ops->readdir(&file, list.next, emit, &list),
			     0);
		total += list.count;
	} while (list.count);
	UK_EXPECT(list.dots[0] && list.dots[1]);
	/* from the start again, and from the middle */
	list = (struct list){ .most = 7 };
	UK_EXPECT_EQ(root->ops->readdir(&file, 0, emit, &list), 0);
	UK_EXPECT_EQ(list.count, UK_MIN(total, 7u));
	kernel_close(&file);
	return total;
}

UK_TEST(p9_names, lists)
{
	begin();
	UK_EXPECT_EQ(list_all(100), 2);
	for (unsigned int i = 0; i < 250; i++) {
		char name[200];

		snprintf(name, sizeof(name), "file%u-%0150u", i, 0);
		make(name);
	}
	UK_EXPECT_EQ(list_all(1), 252);
	server.types[40] = 0;
	UK_EXPECT_EQ(list_all(1000), 252);
	UK_EXPECT(server.types[40] < 8);
	end();
}

/* ---- files without a name */

static void lose_name(bool by_rename)
{
	struct list list = { .most = 10 };
	struct uk_vnode *vnode, *other;
	struct uk_attributes change = { .which = UK_ATTRIBUTE_SIZE, .size = 2 };
	struct uk_vfs_file file, dir;
	struct uk_stat stat;
	char text[8];

	begin();
	server.by_name = true;
	make("file1");
	make("file2");
	UK_REQUIRE(kernel_lookup(root, "file1", &vnode) == 0);
	UK_REQUIRE(kernel_open(vnode, UK_O_RDWR, &file) == 0);
	UK_EXPECT_EQ(kernel_write(&file, "12345", 5, 0), 5);
	UK_EXPECT_EQ(by_rename ? kernel_rename(root, "file2", "file1") :
				 kernel_unlink(root, "file1"), 0);
	/* it works as before */
	UK_EXPECT_EQ(kernel_stat(vnode, &stat), 0);
	UK_EXPECT_EQ(stat.links, 0);
	UK_EXPECT_EQ(stat.size, 5);
	UK_EXPECT_EQ(vnode->ops->set(vnode, &change), 0);
	UK_EXPECT_EQ(kernel_read(&file, text, 8, 0), 2);
	/* nobody sees its name */
	UK_REQUIRE(kernel_open(root, UK_O_RDONLY, &dir) == 0);
	UK_EXPECT_EQ(root->ops->readdir(&dir, 0, emit, &list), 0);
	UK_EXPECT_EQ(list.count, 3);
	kernel_close(&dir);
	if (by_rename) {
		UK_EXPECT_EQ(kernel_lookup(root, "file1", &other), 0);
		UK_EXPECT(other != vnode);
		uk_vnode_put(other);
	}
	kernel_close(&file);
	uk_vnode_put(vnode);
	/* and it is gone */
	list = (struct list){ .most = 10 };
	UK_REQUIRE(kernel_open(root, UK_O_RDONLY, &dir) == 0);
	UK_EXPECT_EQ(root->ops->readdir(&dir, 0, emit, &list), 0);
	UK_EXPECT_EQ(list.count, 3);
	kernel_close(&dir);
	end();
}

UK_TEST(p9_names, unlink_while_open)
{
	lose_name(false);
}

UK_TEST(p9_names, rename_over_open)
{
	lose_name(true);
}

/* The name stays if the host refuses; and a host without links has none to give. */
UK_TEST(p9_names, refused_unlink)
{
	struct uk_vnode *vnode;
	struct uk_vfs_file file;
	struct uk_stat stat;

	begin();
	make("file1");
	UK_REQUIRE(kernel_lookup(root, "file1", &vnode) == 0);
	UK_REQUIRE(kernel_open(vnode, UK_O_RDWR, &file) == 0);
	server.refused = 76;
	server.refusal = EACCES;
	UK_EXPECT_EQ(kernel_unlink(root, "file1"), -EACCES);
	server.refused = 0;
	UK_EXPECT_EQ(kernel_stat(vnode, &stat), 0);
	UK_EXPECT(tree_lookup("file1"));
	server.refused = 70;
	UK_EXPECT_EQ(kernel_unlink(root, "file1"), 0);
	UK_EXPECT(!tree_lookup("file1"));
	kernel_close(&file);
	uk_vnode_put(vnode);
	end();
}
