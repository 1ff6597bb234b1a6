/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See tree.h.
 */
#include "tree.h"

#include <stdlib.h>
#include <string.h>
#include <uk/errno.h>
#include <uk/stat.h>

struct tree_file tree_files[TREE_FILES];
struct tree_entry tree_entries[TREE_ENTRIES];

void tree_reset(void)
{
	for (unsigned int i = 0; i < TREE_FILES; i++)
		free(tree_files[i].data);
	memset(tree_files, 0, sizeof(tree_files));
	memset(tree_entries, 0, sizeof(tree_entries));
	TREE_ROOT->mode = UK_S_IFDIR | 0755;
	TREE_ROOT->links = 2;
}

uint64_t tree_inode(const struct tree_file *file)
{
	return 1000 + (uint64_t)(file - tree_files);
}

struct tree_entry *tree_find(const struct tree_file *dir, const char *name,
			     size_t length)
{
	for (unsigned int i = 0; i < TREE_ENTRIES; i++) {
		struct tree_entry *entry = &tree_entries[i];

		if (entry->file && entry->dir == dir &&
		    entry->length == length &&
		    !memcmp(entry->name, name, length))
			return entry;
	}
	return NULL;
}

struct tree_file *tree_lookup(const char *name)
{
	struct tree_entry *entry = tree_find(TREE_ROOT, name, strlen(name));

	return entry ? entry->file : NULL;
}

struct tree_file *tree_make(uint32_t mode)
{
	for (unsigned int i = 1; i < TREE_FILES; i++)
		if (!tree_files[i].mode) {
			tree_files[i].mode = mode;
			return &tree_files[i];
		}
	return NULL;
}

int tree_enter(struct tree_file *dir, const char *name, size_t length,
	       struct tree_file *file)
{
	for (unsigned int i = 0; i < TREE_ENTRIES; i++) {
		struct tree_entry *entry = &tree_entries[i];

		if (entry->file)
			continue;
		*entry = (struct tree_entry){ .dir = dir,
					      .file = file,
					      .length = length };
		memcpy(entry->name, name, length);
		file->links++;
		return 0;
	}
	return -ENOSPC;
}

void tree_drop(struct tree_file *file)
{
	if (file->links || file->held)
		return;
	free(file->data);
	memset(file, 0, sizeof(*file));
}

void tree_remove(struct tree_entry *entry)
{
	struct tree_file *file = entry->file;

	entry->file = NULL;
	file->links--;
	tree_drop(file);
}

int tree_resize(struct tree_file *file, uint64_t size)
{
	uint8_t *data;

	if (size > TREE_SIZE_MOST)
		return -ENOSPC;
	data = realloc(file->data, size ? size : 1);
	if (!data)
		return -ENOSPC;
	if (size > file->size)
		memset(data + file->size, 0, size - file->size);
	file->data = data;
	file->size = size;
	return 0;
}

bool tree_is_empty(const struct tree_file *dir)
{
	for (unsigned int i = 0; i < TREE_ENTRIES; i++)
		if (tree_entries[i].file && tree_entries[i].dir == dir)
			return false;
	return true;
}
