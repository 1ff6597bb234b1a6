/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages about names.
 */
#include "wire.h"

#include <string.h>
#include <uk/errno.h>
#include <uk/stat.h>

static int enter(struct tree_file *dir, struct text called, uint32_t mode,
		 struct tree_file **made)
{
	if ((dir->mode & UK_S_IFMT) != UK_S_IFDIR)
		return -ENOTDIR;
	if (tree_find(dir, called.text, called.length))
		return -EEXIST;
	*made = tree_make(mode);
	if (!*made || tree_enter(dir, called.text, called.length, *made)) {
		if (*made)
			(*made)->mode = 0;
		return -ENOSPC;
	}
	return 0;
}

int answer_lcreate(void)
{
	struct answers_fid *fid = wire_fid();
	struct text called = wire_name();
	uint64_t flags = wire_number(4);
	struct tree_file *made;
	int error = enter(fid->file, called,
			  UK_S_IFREG | ((uint32_t)wire_number(4) & 07777), &made);

	wire_number(4);
	if (error)
		return error;
	wire_hold(fid, made, tree_find(fid->file, called.text, called.length));
	return answer_open(fid, flags);
}

int answer_mkdir(void)
{
	struct tree_file *dir = wire_directory(), *made;
	struct text called = wire_name();
	int error = enter(dir, called, UK_S_IFDIR | (uint32_t)wire_number(4), &made);

	wire_number(4);
	if (!error)
		wire_put_qid(made);
	return error;
}

int answer_mknod(void)
{
	struct tree_file *dir = wire_directory(), *made;
	struct text called = wire_name();
	int error = enter(dir, called, (uint32_t)wire_number(4), &made);
	uint64_t major = wire_number(4), minor = wire_number(4);

	wire_number(4);
	if (error)
		return error;
	made->device = (minor & 0xff) | (major & 0xfff) << 8 |
		       (minor & ~0xffull) << 12 | (major & ~0xfffull) << 32;
	wire_put_qid(made);
	return 0;
}

int answer_symlink(void)
{
	struct tree_file *dir = wire_directory(), *made;
	struct text called = wire_name(), target = wire_text();
	int error = enter(dir, called, UK_S_IFLNK | 0777, &made);

	wire_number(4);
	if (error)
		return error;
	tree_resize(made, target.length);
	memcpy(made->data, target.text, target.length);
	wire_put_qid(made);
	return 0;
}

int answer_readlink(void)
{
	struct tree_file *file = wire_fid()->file;

	if ((file->mode & UK_S_IFMT) != UK_S_IFLNK)
		return -EINVAL;
	wire_put(file->size, 2);
	memcpy(wire.to, file->data, file->size);
	wire.to += file->size;
	return 0;
}

int answer_link(void)
{
	struct tree_file *dir = wire_directory();
	struct tree_file *file = wire_fid()->file;
	struct text called = wire_name();

	if (tree_find(dir, called.text, called.length))
		return -EEXIST;
	return tree_enter(dir, called.text, called.length, file);
}

int answer_unlinkat(void)
{
	struct tree_file *dir = wire_directory();
	struct text called = wire_name();
	bool wants_directory = wire_number(4) & 0x200;
	struct tree_entry *entry = tree_find(dir, called.text, called.length);

	if (!entry)
		return -ENOENT;
	if (((entry->file->mode & UK_S_IFMT) == UK_S_IFDIR) != wants_directory)
		return wants_directory ? -ENOTDIR : -EISDIR;
	if (wants_directory && !tree_is_empty(entry->file))
		return -ENOTEMPTY;
	tree_remove(entry);
	return 0;
}

static int move(struct tree_entry *entry, struct tree_file *dir,
		struct text called)
{
	struct tree_entry *other = tree_find(dir, called.text, called.length);

	if (!entry)
		return -ENOENT;
	if (other == entry)
		return 0;
	if (other && (other->file->mode & UK_S_IFMT) == UK_S_IFDIR &&
	    !tree_is_empty(other->file))
		return -ENOTEMPTY;
	if (other)
		tree_remove(other);
	entry->dir = dir;
	entry->length = called.length;
	memcpy(entry->name, called.text, called.length);
	return 0;
}

int answer_renameat(void)
{
	struct tree_file *dir = wire_directory();
	struct text called = wire_name();
	struct tree_file *to_dir = wire_directory();

	return move(tree_find(dir, called.text, called.length), to_dir, wire_name());
}

int answer_rename(void)
{
	struct answers_fid *fid = wire_fid();
	struct tree_file *dir = wire_directory();

	return move(fid->entry, dir, wire_name());
}
