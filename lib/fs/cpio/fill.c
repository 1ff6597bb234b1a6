/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From entries to files. A name begins at the root whatever it says, never
 * leads through "..", a link or a file; a later entry replaces an earlier
 * one of that name, as when Linux unpacks an archive.
 */
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/ramfs.h>

#include "fill.h"

struct fill {
	struct uk_vnode *root;
	struct cpio_archive archive;
	struct cpio_links links;
	const char *complaint;
};

static int complain(struct fill *fill, const char *text)
{
	fill->complaint = text;
	return -EINVAL;
}

static bool has_kind(uint32_t mode, uint32_t kind)
{
	return (mode & UK_S_IFMT) == kind;
}

/* Cuts the next name off a path; false at its end. */
static bool next_name(const char **path, struct uk_name *name)
{
	do {
		while (**path == '/')
			(*path)++;
		name->text = *path;
		while (**path && **path != '/')
			(*path)++;
		name->length = (size_t)(*path - name->text);
	} while (name->length == 1 && *name->text == '.');
	return name->length != 0;
}

/* `*dir`, a share, becomes the directory of that name in it, made if need be. */
static int go_down(struct fill *fill, struct uk_vnode **dir,
		   const struct uk_name *name)
{
	struct uk_vnode *below;
	int error = (*dir)->ops->lookup(*dir, name, &below);

	if (error == -ENOENT)
		error = (*dir)->ops->mkdir(*dir, name, 0755, &below);
	if (error)
		return error;
	if (!uk_vnode_is_directory(below)) {
		uk_vnode_put(below);
		return complain(fill, "its name leads through what is no "
				      "directory");
	}
	uk_vnode_put(*dir);
	*dir = below;
	return 0;
}

/* A share of the directory for that path, and its last name: of no length for the
 * root itself.
 */
static int find_place(struct fill *fill, const char *path,
		      struct uk_vnode **dir, struct uk_name *last)
{
	struct uk_name name;
	int error = 0;

	*last = (struct uk_name){ path, 0 };
	*dir = fill->root;
	uk_vnode_get(*dir);
	while (!error && next_name(&path, &name)) {
		if (name.length > UK_NAME_MOST)
			error = complain(fill, "its name is too long");
		else if (name.length == 2 && name.text[0] == '.' &&
			 name.text[1] == '.')
			error = complain(fill, "its name has '..' in it");
		else if (last->length)
			error = go_down(fill, dir, last);
		*last = name;
	}
	if (error)
		uk_vnode_put(*dir);
	return error;
}

/* Takes away what has the name now, unless `keep` or a directory shall be there: then
 * *kept is a share of it.
 */
static int clear_place(struct fill *fill, struct uk_vnode *dir,
		       const struct uk_name *name, uint32_t mode,
		       const struct uk_vnode *keep, struct uk_vnode **kept)
{
	struct uk_vnode *old;
	int error = dir->ops->lookup(dir, name, &old);

	*kept = NULL;
	if (error)
		return error == -ENOENT ? 0 : error;
	if (old == keep || (uk_vnode_is_directory(old) &&
			    has_kind(mode, UK_S_IFDIR))) {
		*kept = old;
		return 0;
	}
	error = uk_vnode_is_directory(old) ? dir->ops->rmdir(dir, name, old) :
					     dir->ops->unlink(dir, name, old);
	uk_vnode_put(old);
	return error == -ENOTEMPTY ?
		       complain(fill, "a directory has that name already") :
		       error;
}

static int make(struct fill *fill, struct uk_vnode *dir,
		const struct uk_name *name, const struct cpio_entry *entry,
		struct uk_vnode **made)
{
	struct uk_name target = { entry->data, entry->size };

	switch (entry->mode & UK_S_IFMT) {
	case UK_S_IFDIR:
		return dir->ops->mkdir(dir, name, entry->mode & 07777, made);
	case UK_S_IFLNK:
		if (!entry->size || entry->size >= UK_PATH_MOST)
			return complain(fill, "a symbolic link's length");
		return dir->ops->symlink(dir, name, &target, made);
	case UK_S_IFREG:
	case UK_S_IFCHR:
	case UK_S_IFBLK:
	case UK_S_IFIFO:
	case UK_S_IFSOCK:
		return dir->ops->create(
			dir, name, entry->mode & (UK_S_IFMT | 07777),
			(uint64_t)(entry->number[0] & 0xfff) << 8 |
				(entry->number[1] & 0xff) |
				(uint64_t)(entry->number[1] & 0xfff00) << 12,
			made);
	}
	return complain(fill, "its kind is none");
}

static int set_attributes(struct uk_vnode *vnode,
			  const struct cpio_entry *entry)
{
	struct uk_timespec modified = { .seconds = entry->modified };
	struct uk_attributes attributes = {
		.which = UK_ATTRIBUTE_UID | UK_ATTRIBUTE_GID |
			 UK_ATTRIBUTE_ACCESSED | UK_ATTRIBUTE_MODIFIED |
			 (has_kind(entry->mode, UK_S_IFLNK) ?
				  0 :
				  UK_ATTRIBUTE_MODE),
		.mode = entry->mode,
		.uid = entry->uid,
		.gid = entry->gid,
		.accessed = modified,
		.modified = modified,
	};

	return vnode->ops->set(vnode, &attributes);
}

/* The file of an entry in its place: found, linked, or made. */
static int make_or_link(struct fill *fill, struct uk_vnode *dir,
			const struct uk_name *name,
			const struct cpio_entry *entry,
			struct uk_vnode **vnode)
{
	bool has_links = entry->links > 1 && has_kind(entry->mode, UK_S_IFREG);
	unsigned int archive = fill->archive.ended;
	struct uk_vnode *other =
		has_links ? cpio_links_find(&fill->links, archive, entry) :
			    NULL;
	int error = clear_place(fill, dir, name, entry->mode, other, vnode);

	if (error || *vnode)
		return error;
	/* one whose names were all replaced since cannot be linked */
	if (other && !dir->ops->link(dir, name, other)) {
		uk_vnode_get(other);
		*vnode = other;
		return 0;
	}
	error = make(fill, dir, name, entry, vnode);
	if (error || !has_links)
		return error;
	error = cpio_links_set(&fill->links, archive, entry, *vnode);
	if (error)
		uk_vnode_put(*vnode);
	return error;
}

/* A share of the file for an entry, made if need be. */
static int make_entry(struct fill *fill, const struct cpio_entry *entry,
		      struct uk_vnode **vnode)
{
	struct uk_vnode *dir;
	struct uk_name name;
	int error = find_place(fill, entry->name, &dir, &name);

	if (error)
		return error;
	*vnode = dir;
	if (!name.length && has_kind(entry->mode, UK_S_IFDIR))
		return 0;
	error = name.length ? make_or_link(fill, dir, &name, entry, vnode) :
			      complain(fill, "it has no name");
	uk_vnode_put(dir);
	return error;
}

static int place(struct fill *fill, const struct cpio_entry *entry)
{
	struct uk_vnode *vnode;
	int error = make_entry(fill, entry, &vnode);

	if (error)
		return error;
	/* of several names one has the bytes */
	if (has_kind(entry->mode, UK_S_IFREG) && entry->size)
		uk_ramfs_borrow(vnode, entry->data, entry->size);
	error = set_attributes(vnode, entry);
	uk_vnode_put(vnode);
	return error;
}

/* Sets a directory's times again, which making files in it has changed. */
static int finish(struct fill *fill, const struct cpio_entry *entry)
{
	struct uk_vnode *dir, *vnode;
	struct uk_name name;
	int error;

	if (!has_kind(entry->mode, UK_S_IFDIR))
		return 0;
	error = find_place(fill, entry->name, &dir, &name);
	if (error)
		return error;
	if (!name.length)
		error = set_attributes(dir, entry);
	else if (!dir->ops->lookup(dir, &name, &vnode)) {
		if (uk_vnode_is_directory(vnode))
			error = set_attributes(vnode, entry);
		uk_vnode_put(vnode);
	}
	uk_vnode_put(dir);
	return error;
}

static int each(struct fill *fill, const char *source, const void *base,
		size_t length,
		int (*act)(struct fill *fill, const struct cpio_entry *entry))
{
	struct cpio_entry entry;
	int result;

	fill->archive = (struct cpio_archive){ .base = base,
					       .length = length };
	while ((result = cpio_next(&fill->archive, &entry)) > 0) {
		int error = act(fill, &entry);

		if (!error)
			continue;
		if (error == -ENOSPC || error == -ENOMEM)
			uk_pr_err("%s: no memory for '%s': give the machine "
				  "more, or the mount (size=)\n",
				  source, entry.name);
		else
			uk_pr_err("%s: '%s': %s\n", source, entry.name,
				  fill->complaint);
		return error == -EINVAL ? -EUCLEAN : error;
	}
	if (!result)
		return 0;
	uk_pr_err("%s: %s (at byte %zu of %zu)\n", source,
		  fill->archive.complaint, fill->archive.at, length);
	return -EUCLEAN;
}

int cpio_fill(struct uk_vnode *root, const char *source, const void *base,
	      size_t length)
{
	struct fill fill = { .root = root, .complaint = "it cannot be made" };
	int error = each(&fill, source, base, length, place);

	cpio_links_end(&fill.links);
	return error ? error : each(&fill, source, base, length, finish);
}
