/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzzes calls on names. One by one, each must do what the reference does. Or calls happen in
 * the midst of others, wherever the file system would sleep: then what the vfs remembers
 * must in the end be what the file system has.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/assert.h>
#include <uk/errno.h>

#include "modelfs.h"
#include "reference.h"
#include "../../ukfile/tests/host/machine.h"

#define PLACES 3
#define FILES 3
#define DEPTH 2
#define INPUT_MOST 1024 /* the reference has no more nodes */

static const uint8_t *input;
static size_t left;
static int depth;
static bool compares;

static struct uk_dentry *places[PLACES];
static struct ref *ref_places[PLACES];
static struct uk_file *files[FILES];

static uint8_t next(void)
{
	if (!left)
		return 0;
	left--;
	return *input++;
}

/* A path of up to four names, in `to` of 16 bytes */
static const char *make_path(char *to)
{
	static const char *const names[] = { "a", "b",	"c", "d",
					     "a", "b", ".", ".." };
	uint8_t how = next();
	char *at = to;

	if (how & 0x80)
		*at++ = '/';
	for (int i = 0; i <= (how >> 4 & 3); i++) {
		const char *name = names[i ? next() % 8 : how % 8];

		if (i)
			*at++ = '/';
		strcpy(at, name);
		at += strlen(name);
	}
	if (how & 0x08)
		*at++ = '/';
	*at = 0;
	return to;
}

/* With FUZZ_TRACE=1 in the environment, what led to a crash can be read. */
static void trace(const char *call, uint8_t how, const char *path,
		  const char *to, int is)
{
	static int wanted = -1;

	if (wanted < 0)
		wanted = getenv("FUZZ_TRACE") != NULL;
	if (wanted)
		fprintf(stderr, "%*s%s %u %s %s: %d\n", 2 * depth, "", call, how,
			path, to, is);
}

static void expect(int is, int should_be)
{
	if (compares)
		UK_ASSERT(is == should_be);
}

static void walk(int place, bool follow)
{
	struct uk_dentry *dentry = NULL;
	struct ref *node = NULL;
	char path[16];
	int error, expected = 0;

	make_path(path);
	error = uk_vfs_walk(places[place], path, follow ? 0 : UK_VFS_NO_FOLLOW,
			    &dentry);
	trace("walk", follow, path, "", error);
	if (compares)
		expected = ref_walk(ref_places[place], path, follow, &node);
	expect(error, expected);
	if (error)
		return;
	if (compares) {
		if (!node->vnode)
			node->vnode = uk_dentry_vnode(dentry);
		UK_ASSERT(node->vnode == uk_dentry_vnode(dentry));
	}
	if (next() % 4 == 0 && uk_vnode_is_directory(uk_dentry_vnode(dentry))) {
		struct uk_dentry *old = places[place];

		places[place] = dentry;
		ref_places[place] = node;
		dentry = old;
	}
	uk_dentry_put(dentry);
}

static void check_path(int place)
{
	char is[256], should_be[256];
	uk_ssize_t length = uk_vfs_path(places[place], is, sizeof(is));

	trace("path", (uint8_t)place, length > 0 ? is : "?", "", (int)length);
	if (!compares)
		return;
	if (!ref_path(ref_places[place], should_be, sizeof(should_be))) {
		UK_ASSERT(length == -ENOENT);
		return;
	}
	UK_ASSERT(length == (uk_ssize_t)strlen(should_be));
	UK_ASSERT(!strcmp(is, should_be));
}

static void open_file(int place, uint8_t how)
{
	bool creates = how & 1, exclusive = how & 2, follow = !(how & 4);
	struct uk_file **file = &files[how / 8 % FILES];
	struct uk_file *opened, *old;
	char path[16];
	int error;

	make_path(path);
	error = uk_vfs_open(places[place], path,
			    (creates ? UK_O_CREAT : 0) |
				    (exclusive ? UK_O_EXCL : 0) |
				    (follow ? 0 : UK_O_NOFOLLOW),
			    0644, &opened);
	trace("open", how, path, "", error);
	if (compares)
		expect(error, ref_open(ref_places[place], path, creates,
				       exclusive, follow));
	if (error)
		return;
	old = *file;
	*file = opened;
	if (old)
		uk_file_put(old);
}

static void make(int place, uint8_t how)
{
	static const char *const targets[] = { "a",  "b/",  "../a", "/c/d",
					       "..", "c/./b", "d",   "/" };
	const char *target = targets[how / 4 % 8];
	enum ref_kind kind = REF_FILE;
	char path[16];
	int error;

	make_path(path);
	switch (how % 4) {
	case 0:
		error = uk_vfs_make(places[place], path, 0644, 0);
		break;
	case 1:
		error = uk_vfs_symlink(target, places[place], path);
		kind = REF_LINK;
		break;
	default:
		error = uk_vfs_mkdir(places[place], path, 0755);
		kind = REF_DIRECTORY;
		break;
	}
	trace("make", how, path, "", error);
	if (compares)
		expect(error, ref_make(ref_places[place], path, kind, target));
}

static void move(int place, uint8_t how)
{
	static const uint32_t flags[] = { 0, 0, UK_RENAME_NOREPLACE,
					  UK_RENAME_EXCHANGE };
	char path[16], to[16];
	int error;

	make_path(path);
	make_path(to);
	error = uk_vfs_rename(places[place], path, places[place], to,
			      flags[how % 4]);
	trace("rename", how, path, to, error);
	if (compares)
		expect(error, ref_rename(ref_places[place], path, to,
					 flags[how % 4]));
}

static void link_or_remove(int place, uint8_t how)
{
	char path[16], to[16];
	int error;

	make_path(path);
	if (how % 4 == 0) {
		make_path(to);
		error = uk_vfs_link(places[place], path, UK_VFS_NO_FOLLOW,
				    places[place], to);
		trace("link", how, path, to, error);
		if (compares)
			expect(error, ref_link(ref_places[place], path, to));
		return;
	}
	error = how % 4 == 1 ? uk_vfs_unlink(places[place], path) :
			       uk_vfs_rmdir(places[place], path);
	trace("remove", how, path, "", error);
	if (compares)
		expect(error, ref_remove(ref_places[place], path,
					 how % 4 != 1));
}

static void act(void)
{
	uint8_t what = next(), how = next();
	int place = what / 8 % PLACES;

	/* A place is not changed while it is in use. */
	if (depth > 1)
		place = 0;
	switch (what % 8) {
	case 0:
		if (depth > 1)
			break;
		walk(place, how & 1);
		break;
	case 1:
		check_path(place);
		break;
	case 2:
		open_file(place, how);
		break;
	case 3:
	case 4:
		make(place, how);
		break;
	case 5:
		move(place, how);
		break;
	default:
		link_or_remove(place, how);
		break;
	}
}

/* Where an operation of the file system would sleep */
static void pause(void)
{
	if (depth > DEPTH || !left || next() % 4)
		return;
	depth++;
	act();
	depth--;
}

/* What the vfs says of all names that there are, or are not, below a directory. */
static void check_tree(struct uk_dentry *at, struct model_node *dir, int deep)
{
	UK_ASSERT(deep < 100);
	for (char letter = 'a'; letter <= 'd'; letter++) {
		char name[] = { letter, 0 };
		struct model_node *node = model_find(dir, name);
		struct uk_dentry *dentry;
		int error = uk_vfs_walk(at, name, UK_VFS_NO_FOLLOW, &dentry);

		UK_ASSERT(error == (node ? 0 : -ENOENT));
		if (error)
			continue;
		UK_ASSERT(uk_dentry_vnode(dentry) == &node->vnode);
		if (uk_vnode_is_directory(&node->vnode))
			check_tree(dentry, node, deep + 1);
		uk_dentry_put(dentry);
	}
}

static void check_all(struct model_node *root)
{
	struct uk_dentry *at;

	UK_ASSERT(!uk_vfs_walk(NULL, "/", 0, &at));
	check_tree(at, root, 0);
	uk_dentry_put(at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static long steady = -1;
	uint8_t how;

	input = data;
	left = UK_MIN(length, (size_t)INPUT_MOST);
	how = next();
	compares = how & 1;
	model.asks_again = how & 2;
	ref_reset();
	UK_ASSERT(!uk_vfs_mount("none", "/", "model", NULL));
	for (int i = 0; i < PLACES; i++) {
		UK_ASSERT(!uk_vfs_walk(NULL, "/", 0, &places[i]));
		ref_places[i] = &ref_root;
	}
	model.pause = compares ? NULL : pause;
	depth = 1;
	while (left)
		act();
	model.pause = NULL;
	check_all(model.root);
	for (int i = 0; i < PLACES; i++)
		uk_dentry_put(places[i]);
	for (int i = 0; i < FILES; i++)
		if (files[i])
			uk_file_put(files[i]);
	memset(files, 0, sizeof(files));
	check_all(model.root);
	UK_ASSERT(!uk_vfs_unmount("/"));
	UK_ASSERT(!model.nodes && !model.opened);
	/* All but the table of names and some open files is given back. */
	if (steady < 0)
		steady = machine_blocks + 5;
	UK_ASSERT(machine_blocks <= steady);
	return 0;
}
