/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Operations on names.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fsx.h"

static int depth_of(const struct node *dir)
{
	int depth = 0;

	for (; dir != &root; dir = dir->parent)
		depth++;
	return depth;
}

static int deepest(const struct node *node)
{
	int most = 0;

	for (int i = 0; node->is_directory && i < NAMES; i++)
		if (node->entries[i]) {
			int below = 1 + deepest(node->entries[i]);

			most = below > most ? below : most;
		}
	return most;
}

static void do_create(void)
{
	struct place place;
	struct node *node;
	int fd;

	choose_place(&place, false);
	note("create %s", place.path);
	fd = open(place.path, O_RDWR | O_CREAT | O_EXCL, 0644);
	expect(fd, place.node ? EEXIST : 0);
	if (fd < 0)
		return;
	node = node_new(false);
	enter(&place, node);
	close(fd);
}

static void do_mkdir(void)
{
	struct place place;
	int result;

	choose_place(&place, false);
	if (depth_of(place.dir) >= DEPTH_MOST - 1)
		return;
	note("mkdir %s", place.path);
	result = mkdir(place.path, 0755);
	expect(result, place.node ? EEXIST : 0);
	if (!result)
		enter(&place, node_new(true));
}

static void do_unlink(void)
{
	struct place place;
	int result;

	choose_place(&place, true);
	note("unlink %s", place.path);
	result = unlink(place.path);
	expect(result, !place.node		? ENOENT :
		       place.node->is_directory ? EISDIR :
						  0);
	if (!result)
		leave(&place);
}

static void do_rmdir(void)
{
	struct place place;
	int result;

	choose_place(&place, true);
	note("rmdir %s", place.path);
	result = rmdir(place.path);
	expect(result, !place.node		 ? ENOENT :
		       !place.node->is_directory ? ENOTDIR :
		       !is_empty(place.node)	 ? ENOTEMPTY :
						   0);
	if (!result)
		leave(&place);
}

static void do_link(void)
{
	struct place from, to;
	int result;

	choose_place(&from, true);
	choose_place(&to, false);
	note("link %s %s", from.path, to.path);
	result = link(from.path, to.path);
	if (!from.node)
		expect(result, ENOENT);
	else if (to.node) /* which of two errors comes first is open */
		expect(result, from.node->is_directory && errno == EPERM ?
				       EPERM :
				       EEXIST);
	else
		expect(result, from.node->is_directory ? EPERM : 0);
	if (!result)
		enter(&to, from.node);
}

static int error_of_rename(const struct place *from, const struct place *to)
{
	if (!from->node)
		return ENOENT;
	if (from->node->is_directory && is_below(to->dir, from->node))
		return EINVAL;
	if (!to->node || from->node == to->node)
		return 0;
	if (to->node->is_directory && is_below(from->dir, to->node))
		return ENOTEMPTY;
	if (from->node->is_directory && !to->node->is_directory)
		return ENOTDIR;
	if (!from->node->is_directory && to->node->is_directory)
		return EISDIR;
	if (to->node->is_directory && !is_empty(to->node))
		return ENOTEMPTY;
	return 0;
}

static void do_rename(void)
{
	struct place from, to;
	struct node *node;
	int result;

	choose_place(&from, true);
	choose_place(&to, any(2));
	if (from.node && from.node->is_directory &&
	    depth_of(to.dir) + deepest(from.node) >= DEPTH_MOST)
		return;
	note("rename %s %s", from.path, to.path);
	result = rename(from.path, to.path);
	expect(result, error_of_rename(&from, &to));
	if (result || from.node == to.node)
		return;
	node = from.node;
	if (to.node)
		leave(&to);
	enter(&to, node);
	leave(&from);
	node->parent = to.dir;
}

void do_names(void)
{
	switch (any(12)) {
	case 0:
	case 1:
	case 2:
	case 3:
		do_create();
		break;
	case 4:
	case 5:
		do_mkdir();
		break;
	case 6:
		do_unlink();
		break;
	case 7:
		do_rmdir();
		break;
	case 8:
		do_link();
		break;
	default:
		do_rename();
		break;
	}
}

static void remove_in(struct node *dir, const char *path)
{
	for (int i = 0; i < NAMES; i++) {
		struct place place = { .dir = dir, .name = i };
		struct node *node = dir->entries[i];

		if (!node)
			continue;
		snprintf(place.path, PATH_SIZE, "%s/%s", path, names[i]);
		if (node->is_directory)
			remove_in(node, place.path);
		note("remove %s", place.path);
		expect(node->is_directory ? rmdir(place.path) :
					    unlink(place.path),
		       0);
		leave(&place);
	}
}

extern const char *fsx_directory;

void remove_all(void)
{
	remove_in(&root, fsx_directory);
}
