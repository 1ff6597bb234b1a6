/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a tree of names should do, without caches, shares or anything else that can go wrong:
 * the fuzzer compares the vfs with it. Names are one letter, a to d.
 */
#ifndef VFS_TESTS_REFERENCE_H
#define VFS_TESTS_REFERENCE_H

#include <uk/essentials.h>

#define REF_NAMES 4
#define REF_NODES 512 /* directories that were removed count, too */

enum ref_kind { REF_FREE, REF_FILE, REF_DIRECTORY, REF_LINK };

struct ref {
	enum ref_kind kind;
	struct ref *entries[REF_NAMES]; /* of a directory */
	struct ref *parent;
	const char *target;
	unsigned int names; /* how many it has */
	const void *vnode;  /* which the vfs has for it, once seen */
};

extern struct ref ref_root;

void ref_reset(void);

/* As the calls of these names: 0 and *found, or an error. */
int ref_walk(struct ref *from, const char *path, bool follow,
	     struct ref **found);
int ref_make(struct ref *from, const char *path, enum ref_kind kind,
	     const char *target);
int ref_open(struct ref *from, const char *path, bool creates, bool exclusive,
	     bool follow);
int ref_link(struct ref *from, const char *path, const char *to);
int ref_remove(struct ref *from, const char *path, bool directory);
int ref_rename(struct ref *from, const char *path, const char *to,
	       uint32_t flags);
/* False: it was removed. */
bool ref_path(struct ref *dir, char *to, size_t size);

#endif /* VFS_TESTS_REFERENCE_H */
