/* SPDX-License-Identifier: BSD-3-Clause */
#include "reference.h"

#include <string.h>
#include <uk/errno.h>
#include <uk/vnode.h>

#define LINKS_MOST 40

struct ref ref_root;

static struct ref nodes[REF_NODES];

/* Where a path ends: the directory, the last name there, and what has it. */
struct end {
	struct ref *dir;
	int name; /* -1: "." or "", -2: ".." */
	bool slash;
	struct ref *node;
};

void ref_reset(void)
{
	memset(nodes, 0, sizeof(nodes));
	memset(&ref_root, 0, sizeof(ref_root));
	ref_root.kind = REF_DIRECTORY;
	ref_root.parent = &ref_root;
	ref_root.names = 1;
}

static struct ref *new_node(enum ref_kind kind)
{
	for (int i = 0; i < REF_NODES; i++)
		if (nodes[i].kind == REF_FREE) {
			nodes[i] = (struct ref){ .kind = kind };
			return &nodes[i];
		}
	return NULL;
}

static int resolve(struct ref *from, const char *path, bool follow,
		   bool wants_parent, int *links, struct end *end);

/* Goes on from `dir` with the target of a link. */
static int follow_link(struct ref *dir, const struct ref *link, bool slash,
		       int *links, bool wants_parent, struct end *end)
{
	char path[64];

	if (++*links > LINKS_MOST)
		return -ELOOP;
	strcpy(path, link->target);
	if (slash)
		strcat(path, "/");
	return resolve(dir, path, true, wants_parent, links, end);
}

/* `wants_parent`: the last name need not be there, and is not followed unless `follow`. */
static int resolve(struct ref *from, const char *path, bool follow,
		   bool wants_parent, int *links, struct end *end)
{
	struct ref *at = *path == '/' ? &ref_root : from;

	if (!*path)
		return -ENOENT;
	for (;;) {
		const char *name;
		size_t length;
		bool last;

		path += strspn(path, "/");
		name = path;
		length = strcspn(path, "/");
		path += length;
		*end = (struct end){ .dir = at, .slash = *path == '/' };
		path += strspn(path, "/");
		last = !*path;
		if (at->kind != REF_DIRECTORY)
			return -ENOTDIR;
		if (!length || (length == 1 && *name == '.')) {
			end->name = -1;
			end->node = at;
		} else if (length == 2 && !memcmp(name, "..", 2)) {
			end->name = -2;
			end->node = at->parent;
		} else {
			end->name = *name - 'a';
			end->node = at->names ? at->entries[end->name] : NULL;
		}
		if (!end->node)
			return last && wants_parent ? 0 : -ENOENT;
		if (end->node->kind == REF_LINK &&
		    (!last || (wants_parent ? follow && !end->slash :
					      follow || end->slash))) {
			int error = follow_link(at, end->node, end->slash,
						links, last && wants_parent,
						end);

			if (error || last)
				return error;
			if (!end->node)
				return -ENOENT;
		}
		if (last)
			return 0;
		at = end->node;
	}
}

int ref_walk(struct ref *from, const char *path, bool follow,
	     struct ref **found)
{
	struct end end;
	int links = 0;
	int error = resolve(from, path, follow, false, &links, &end);

	if (error)
		return error;
	if (end.slash && end.node->kind != REF_DIRECTORY)
		return -ENOTDIR;
	*found = end.node;
	return 0;
}

static int parent_of(struct ref *from, const char *path, struct end *end)
{
	int links = 0;

	return resolve(from, path, false, true, &links, end);
}

static void enter(const struct end *end, struct ref *node)
{
	end->dir->entries[end->name] = node;
	node->names++;
	if (node->kind == REF_DIRECTORY)
		node->parent = end->dir;
}

static void leave(struct ref *node)
{
	/* A directory stays for those that are in it. */
	if (!--node->names && node->kind != REF_DIRECTORY)
		node->kind = REF_FREE;
}

int ref_make(struct ref *from, const char *path, enum ref_kind kind,
	     const char *target)
{
	struct end end;
	int error = parent_of(from, path, &end);
	struct ref *node;

	if (error)
		return error;
	if (end.node)
		return -EEXIST;
	if ((end.slash && kind != REF_DIRECTORY) || !end.dir->names)
		return -ENOENT;
	node = new_node(kind);
	if (!node)
		return -ENOSPC;
	node->target = target;
	enter(&end, node);
	return 0;
}

int ref_open(struct ref *from, const char *path, bool creates, bool exclusive,
	     bool follow)
{
	struct end end;
	struct ref *node;
	int links = 0, error;

	if (!creates) {
		error = ref_walk(from, path, follow, &node);
		if (error)
			return error;
		return node->kind == REF_LINK ? -ELOOP : 0;
	}
	error = resolve(from, path, follow && !exclusive, true, &links, &end);
	if (error)
		return error;
	if (end.name < 0)
		return exclusive ? -EEXIST : -EISDIR;
	if (end.slash)
		return -EISDIR;
	if (!end.node) {
		if (!end.dir->names)
			return -ENOENT;
		node = new_node(REF_FILE);
		if (!node)
			return -ENOSPC;
		enter(&end, node);
		return 0;
	}
	if (exclusive)
		return -EEXIST;
	if (end.node->kind == REF_LINK)
		return -ELOOP;
	return end.node->kind == REF_DIRECTORY ? -EISDIR : 0;
}

int ref_link(struct ref *from, const char *path, const char *to)
{
	struct ref *node;
	struct end end;
	int error = ref_walk(from, path, false, &node);

	if (error)
		return error;
	if (node->kind == REF_DIRECTORY)
		return -EPERM;
	error = parent_of(from, to, &end);
	if (error)
		return error;
	if (end.node)
		return -EEXIST;
	if (end.slash || !end.dir->names)
		return -ENOENT;
	enter(&end, node);
	return 0;
}

static bool is_empty(const struct ref *dir)
{
	for (int i = 0; i < REF_NAMES; i++)
		if (dir->entries[i])
			return false;
	return true;
}

int ref_remove(struct ref *from, const char *path, bool directory)
{
	struct end end;
	int error = parent_of(from, path, &end);

	if (error)
		return error;
	if (end.name < 0) {
		if (!directory)
			return -EISDIR;
		if (end.name == -2)
			return -ENOTEMPTY;
		/* "/" has no name at all. */
		return path[strspn(path, "/")] ? -EINVAL : -EBUSY;
	}
	if (!end.node)
		return -ENOENT;
	if (directory) {
		if (end.node->kind != REF_DIRECTORY)
			return -ENOTDIR;
		if (!is_empty(end.node))
			return -ENOTEMPTY;
	} else {
		if (end.node->kind == REF_DIRECTORY)
			return -EISDIR;
		if (end.slash)
			return -ENOTDIR;
	}
	end.dir->entries[end.name] = NULL;
	leave(end.node);
	return 0;
}

static bool is_below(const struct ref *dir, const struct ref *above)
{
	for (; dir != above; dir = dir->parent)
		if (dir == &ref_root)
			return false;
	return true;
}

static int check_rename(const struct end *old, const struct end *new,
			uint32_t flags)
{
	bool exchange = flags & UK_RENAME_EXCHANGE;
	bool directory, to_directory;

	if (!old->node || !new->dir->names)
		return -ENOENT;
	if (flags & UK_RENAME_NOREPLACE && new->node)
		return -EEXIST;
	if (exchange && !new->node)
		return -ENOENT;
	if (old->node->kind == REF_DIRECTORY && is_below(new->dir, old->node))
		return -EINVAL;
	if (new->node && new->node->kind == REF_DIRECTORY &&
	    is_below(old->dir, new->node))
		return exchange ? -EINVAL : -ENOTEMPTY;
	directory = old->node->kind == REF_DIRECTORY;
	to_directory = new->node && new->node->kind == REF_DIRECTORY;
	if (!directory && old->slash)
		return -ENOTDIR;
	if (exchange ? !to_directory && new->slash : !directory && new->slash)
		return -ENOTDIR;
	if (!exchange && new->node && directory != to_directory)
		return directory ? -ENOTDIR : -EISDIR;
	return 0;
}

int ref_rename(struct ref *from, const char *path, const char *to,
	       uint32_t flags)
{
	struct end old, new;
	int error = parent_of(from, path, &old);

	if (!error)
		error = parent_of(from, to, &new);
	if (error)
		return error;
	if (old.name < 0)
		return -EBUSY;
	if (new.name < 0)
		return flags & UK_RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	error = check_rename(&old, &new, flags);
	if (error || old.node == new.node)
		return error;
	if (flags & UK_RENAME_EXCHANGE) {
		old.dir->entries[old.name] = new.node;
		new.dir->entries[new.name] = old.node;
		new.node->parent = old.dir;
		old.node->parent = new.dir;
		return 0;
	}
	if (new.node && new.node->kind == REF_DIRECTORY && !is_empty(new.node))
		return -ENOTEMPTY;
	if (new.node)
		leave(new.node);
	old.dir->entries[old.name] = NULL;
	new.dir->entries[new.name] = old.node;
	old.node->parent = new.dir;
	return 0;
}

bool ref_path(struct ref *dir, char *to, size_t size)
{
	char text[256], *start = text + sizeof(text) - 1;

	*start = 0;
	for (; dir != &ref_root; dir = dir->parent) {
		int name = 0;

		if (!dir->names)
			return false;
		while (dir->parent->entries[name] != dir)
			name++;
		*--start = (char)('a' + name);
		*--start = '/';
	}
	if (!*start)
		*--start = '/';
	if (strlen(start) >= size)
		return false;
	strcpy(to, start);
	return true;
}
