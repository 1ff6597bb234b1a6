/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names that walks have found, or not found, kept in a hash table. Those that nobody uses
 * wait in a list, the longest unused at its end, and leave when there are too many.
 *
 * A dentry keeps its parent, so only those without children are ever unused.
 */
#include <uk/alloc.h>
#include <uk/bitops.h>
#include <uk/param.h>

#include "internal.h"

/* Names of files are 12 bytes long, most of them; with this a dentry is 96. */
#define TEXT_LEAST 16u

#define LEAST 16

static int names_most = CONFIG_LIBVFS_NAMES;
UK_PARAM(INT, vfs, names, names_most, "names to remember after their use");

static struct uk_dentry **table;
static uint32_t table_shift;
static unsigned int known_count;
static struct uk_list_head unused = UK_LIST_HEAD_INIT(unused);

int vfs_dentry_start(void)
{
	unsigned long buckets;

	if (table)
		return 0;
	if (names_most < LEAST)
		names_most = LEAST;
	buckets = uk_round_up_power_of_2((unsigned long)names_most);
	table = uk_calloc(uk_alloc_default(), buckets, sizeof(*table));
	if (!table)
		return -ENOMEM;
	table_shift = 64 - uk_fls(buckets);
	return 0;
}

static inline struct uk_dentry **bucket_of(const struct uk_dentry *parent,
					   uint32_t hash)
{
	/* Fibonacci hashing: the upper bits are the best mixed ones. */
	uint64_t key = (uintptr_t)parent + hash;

	return &table[key * 0x9e3779b97f4a7c15u >> table_shift];
}

static __uk_always_inline struct uk_dentry *search(struct uk_dentry *dir,
				       const struct uk_name *name,
				       uint32_t hash)
{
	struct uk_dentry *dentry = *bucket_of(dir, hash);

	for (; dentry; dentry = dentry->chain)
		if (dentry->hash == hash && dentry->parent == dir &&
		    dentry->length == name->length &&
		    !memcmp(dentry->name, name->text, name->length))
			break;
	return dentry;
}

/* Names that must be asked for again are kept where the first search misses them. */
static uint32_t hash_in(const struct uk_dentry *dir,
			const struct vfs_name *name)
{
	return vfs_asks_again(dir) ? ~name->hash : name->hash;
}

struct uk_dentry *vfs_known_for_sure(struct uk_dentry *dir,
				     const struct vfs_name *name)
{
	return search(dir, &name->name, name->hash);
}

struct uk_dentry *vfs_known(struct uk_dentry *dir, const struct vfs_name *name)
{
	return search(dir, &name->name, hash_in(dir, name));
}

void vfs_dentry_remember(struct uk_dentry *dentry)
{
	struct uk_dentry **bucket = bucket_of(dentry->parent, dentry->hash);

	dentry->chain = *bucket;
	*bucket = dentry;
	dentry->is_known = true;
	known_count++;
}

void vfs_dentry_forget(struct uk_dentry *dentry)
{
	struct uk_dentry **place;

	if (!dentry->is_known)
		return;
	place = bucket_of(dentry->parent, dentry->hash);
	while (*place != dentry)
		place = &(*place)->chain;
	*place = dentry->chain;
	dentry->is_known = false;
	known_count--;
}

/* Its owners are gone, and walks do not find it. */
static void end(struct uk_dentry *dentry)
{
	while (dentry) {
		struct uk_dentry *parent = dentry->parent;
		struct uk_vnode *vnode = dentry->vnode;

		if (dentry->name != dentry->text)
			uk_free(uk_alloc_default(), dentry->name);
		uk_free(uk_alloc_default(), dentry);
		if (vnode)
			uk_vnode_put(vnode);
		if (!parent || --parent->owners)
			return;
		if (parent->is_known && !vfs_asks_again(parent)) {
			uk_list_add(&parent->unused, &unused);
			return;
		}
		vfs_dentry_forget(parent);
		dentry = parent;
	}
}

/* Takes one that is unused away. May sleep, so the list may be another after it. */
static void evict(struct uk_dentry *dentry)
{
	uk_list_del(&dentry->unused);
	vfs_dentry_forget(dentry);
	end(dentry);
}

static void __uk_noinline trim(void)
{
	while (known_count > (unsigned int)names_most &&
	       !uk_list_empty(&unused))
		evict(uk_list_entry(unused.prev, struct uk_dentry, unused));
}

void uk_dentry_get(struct uk_dentry *dentry)
{
	if (!dentry->owners++)
		uk_list_del(&dentry->unused);
}

void uk_dentry_put(struct uk_dentry *dentry)
{
	if (--dentry->owners)
		return;
	if (UK_LIKELY(dentry->is_known && !vfs_asks_again(dentry))) {
		uk_list_add(&dentry->unused, &unused);
		if (known_count > (unsigned int)names_most)
			trim();
		return;
	}
	vfs_dentry_forget(dentry);
	end(dentry);
}

struct uk_vnode *uk_dentry_vnode(struct uk_dentry *dentry)
{
	return dentry->vnode;
}

/* Memory that others can have again is no reason to fail. */
static void *allocate(size_t size)
{
	void *block = uk_malloc(uk_alloc_default(), size);

	while (!block && !uk_list_empty(&unused)) {
		evict(uk_list_entry(unused.prev, struct uk_dentry, unused));
		block = uk_malloc(uk_alloc_default(), size);
	}
	return block;
}

struct uk_dentry *vfs_dentry_new(struct uk_dentry *parent,
				 const struct vfs_name *name,
				 struct uk_vnode *vnode, struct uk_mount *mount)
{
	size_t room = UK_MAX(name->name.length, (size_t)TEXT_LEAST);
	struct uk_dentry *dentry = allocate(sizeof(*dentry) + room);

	if (!dentry)
		return NULL;
	*dentry = (struct uk_dentry){
		.parent = parent,
		.vnode = vnode,
		.mount = mount,
		.owners = 1,
		.hash = parent ? hash_in(parent, name) : 0,
		.length = (uint8_t)name->name.length,
		.name = dentry->text,
	};
	uk_list_init(&dentry->unused);
	memcpy(dentry->text, name->name.text, name->name.length);
	if (parent)
		uk_dentry_get(parent);
	return dentry;
}

void vfs_dentry_remove(struct uk_dentry *dentry, bool is_sure)
{
	struct uk_vnode *vnode = dentry->vnode;

	if (dentry->owners > 1 || !dentry->is_known || !is_sure) {
		dentry->is_removed = true;
		vfs_dentry_forget(dentry);
		/* Its children are names that were not found. */
		if (dentry->owners > 1 && vfs_dentry_is_directory(dentry))
			vfs_dentry_drop_unused(dentry->mount, dentry);
		return;
	}
	/* Who creates it anew, or looks for it, need not ask. */
	dentry->vnode = NULL;
	if (vnode)
		uk_vnode_put(vnode);
}

void vfs_dentry_drop_unused(struct uk_mount *mount, struct uk_dentry *dir)
{
	struct uk_list_head *link, *following;
	struct uk_list_head leaving;

	uk_list_init(&leaving);
	do {
		uk_list_for_each_safe(link, following, &unused) {
			struct uk_dentry *dentry = uk_list_entry(
				link, struct uk_dentry, unused);

			if (dentry->mount == mount &&
			    (!dir || dentry->parent == dir)) {
				uk_list_del(link);
				uk_list_add(link, &leaving);
			}
		}
		if (uk_list_empty(&leaving))
			return;
		/* This may sleep, and leave parents that are unused now. */
		while (!uk_list_empty(&leaving))
			evict(uk_list_entry(leaving.next, struct uk_dentry,
					    unused));
	} while (!dir);
}

int vfs_dentry_reserve(const struct uk_dentry *dentry,
		       const struct vfs_name *name, char **memory)
{
	size_t room = UK_MAX((size_t)dentry->length, (size_t)TEXT_LEAST);

	*memory = NULL;
	if (name->name.length <= room)
		return 0;
	*memory = allocate(name->name.length);
	return *memory ? 0 : -ENOMEM;
}

void vfs_dentry_move(struct uk_dentry *dentry, struct uk_dentry *parent,
		     const struct vfs_name *name, char *memory)
{
	struct uk_dentry *old = dentry->parent;
	bool is_known = dentry->is_known;

	vfs_dentry_forget(dentry);
	if (memory) {
		if (dentry->name != dentry->text)
			uk_free(uk_alloc_default(), dentry->name);
		dentry->name = memory;
	}
	memcpy(dentry->name, name->name.text, name->name.length);
	dentry->length = (uint8_t)name->name.length;
	dentry->hash = hash_in(parent, name);
	uk_dentry_get(parent);
	dentry->parent = parent;
	if (is_known)
		vfs_dentry_remember(dentry);
	uk_dentry_put(old);
}
