/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files that the host of these tests shares: a small tree in memory.
 */
#ifndef P9_TREE_H
#define P9_TREE_H

#include <uk/essentials.h>

#define TREE_FILES 256
#define TREE_ENTRIES 512
#define TREE_SIZE_MOST (1u << 20)

struct tree_file {
	uint32_t mode, uid, gid, links;
	uint64_t device;
	uint8_t *data; /* a link's target too */
	size_t size;
	int64_t times[4]; /* accessed and modified, seconds and nanoseconds */
	unsigned int held; /* by how many fids */
	bool synced;
};

struct tree_entry {
	struct tree_file *dir, *file; /* NULL: free */
	size_t length;
	char name[256];
};

extern struct tree_file tree_files[TREE_FILES];
extern struct tree_entry tree_entries[TREE_ENTRIES];
#define TREE_ROOT (&tree_files[0])

void tree_reset(void);
uint64_t tree_inode(const struct tree_file *file);
struct tree_entry *tree_find(const struct tree_file *dir, const char *name,
			     size_t length);
struct tree_file *tree_lookup(const char *name); /* in the root */
/* NULL: there is no room. Nobody has it until tree_enter(). */
struct tree_file *tree_make(uint32_t mode);
/* 0 or -ENOSPC */
int tree_enter(struct tree_file *dir, const char *name, size_t length,
	       struct tree_file *file);
void tree_remove(struct tree_entry *entry);
/* Frees it if nobody has it. */
void tree_drop(struct tree_file *file);
/* 0 or -ENOSPC */
int tree_resize(struct tree_file *file, uint64_t size);
bool tree_is_empty(const struct tree_file *dir);

#endif /* P9_TREE_H */
