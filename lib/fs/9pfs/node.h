/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file of the host as a vnode, and an open one.
 */
#ifndef P9_NODE_H
#define P9_NODE_H

#include <uk/list.h>
#include <uk/vnode.h>

#include "session.h"

struct uk_alloc;

struct p9_mount {
	struct p9_session session;
	struct uk_mount *mount;
	struct uk_alloc *allocator;
	bool loose; /* names and attributes are kept: the host changes nothing */
	struct uk_list_head unsynced; /* nodes that were written to */
	uint32_t hidden_count;	      /* for their names: see hide.c */
};

/* A fid that the host has opened */
struct p9_opened {
	uint64_t inode;
	uint32_t fid;
	uint32_t most; /* bytes of one transfer */
};

struct p9_node {
	struct uk_vnode vnode;
	uint32_t fid;	    /* walked, never opened */
	struct p9_opened created; /* what creating it left, or NO_FID */
	unsigned int calls; /* under way that name its fid */
	unsigned int opened; /* in how many open files, not counting `created` */
	uint32_t retired;   /* a former fid that calls still name, or NO_FID */
	uint32_t hidden;    /* of its secret name, as it lost its own; 0: none */
	bool is_kept;	    /* what `kept` says, if the mount is loose */
	uint32_t changes;   /* by this guest: an answer may be of before */
	struct uk_list_head files; /* those that can be asked to sync */
	struct uk_list_head unsynced;
#ifdef CONFIG_LIBVFS_THREADS
	struct uk_mutex append; /* around finding the end and writing there */
#endif
	struct uk_stat kept[]; /* one, if the mount is loose */
};

struct p9_file {
	struct uk_list_head link; /* in node->files */
	unsigned int users;	  /* calls, and the open file itself */
	struct p9_opened host;
	bool appends;	/* the host puts what is written at the end */
	/* Of a directory: entries that came together; see readdir.c */
	uint8_t *entries;
	uint32_t entries_at, entries_end;
	int64_t entries_next; /* the place of the next one */
};

static inline struct p9_mount *p9_mount_of(const struct uk_mount *mount)
{
	return mount->data;
}

static inline struct p9_node *p9_node_of(struct uk_vnode *vnode)
{
	return UK_CONTAINER_OF(vnode, struct p9_node, vnode);
}

static inline struct p9_mount *p9_node_mount(const struct p9_node *node)
{
	return p9_mount_of(node->vnode.mount);
}

static inline struct p9_session *p9_node_session(const struct p9_node *node)
{
	return &p9_node_mount(node)->session;
}

static inline struct p9_file *p9_file_of(const struct uk_vfs_file *file)
{
	return file->data;
}

extern const struct uk_vnode_ops p9_vnode_ops;

/* node.c: a vnode for what `fid` is, which becomes its, or is given up. */
int p9_node_get(struct uk_mount *mount, uint32_t fid, const struct p9_qid *qid,
		struct uk_vnode **found);
/* Another fid for it; the former one is given up when no call names it. -EBUSY: one
 * is waiting for that already, and `fid` was given up.
 */
int p9_node_renew(struct p9_node *node, uint32_t fid);
/* A call that named the node's fid is over. */
void p9_node_called(struct p9_node *node);
int p9_lookup(struct uk_vnode *dir, const struct uk_name *name,
	      struct uk_vnode **found);
void p9_release(struct uk_vnode *vnode);

/* attributes.c */
/* This guest has changed the file, or may have: after the host's answer. */
static inline void p9_changed(struct p9_node *node)
{
	node->changes++;
	node->is_kept = false;
}

/* The attributes that the newest answer brought */
void p9_keep(struct p9_node *node, const struct uk_stat *stat);
/* Asks for them. */
int p9_refresh(struct p9_node *node);
int p9_stat(struct uk_vnode *vnode, struct uk_stat *stat);
int p9_set(struct uk_vnode *vnode, const struct uk_attributes *attributes);

/* names.c */
int p9_create(struct uk_vnode *dir, const struct uk_name *name, uint32_t mode,
	      uint64_t device_number, struct uk_vnode **made);
int p9_make_directory(struct uk_vnode *dir, const struct uk_name *name,
		      uint32_t mode, struct uk_vnode **made);
int p9_make_symlink(struct uk_vnode *dir, const struct uk_name *name,
		    const struct uk_name *target, struct uk_vnode **made);
int p9_make_link(struct uk_vnode *dir, const struct uk_name *name,
		 struct uk_vnode *vnode);
int p9_move(struct uk_vnode *dir, const struct uk_name *name,
	    struct uk_vnode *vnode, struct uk_vnode *to_dir,
	    const struct uk_name *to_name, struct uk_vnode *target,
	    uint32_t flags);
int p9_unlink(struct uk_vnode *dir, const struct uk_name *name,
	      struct uk_vnode *vnode);
int p9_rmdir(struct uk_vnode *dir, const struct uk_name *name,
	     struct uk_vnode *vnode);
uk_ssize_t p9_target(struct uk_vnode *vnode, char *to, size_t size);

/* hide.c: before a file loses its name; and if then it did not */
void p9_hide(struct p9_node *dir, struct p9_node *node);
void p9_unhide(struct p9_node *dir, const struct uk_name *name,
	       struct p9_node *node);
bool p9_is_hidden(struct uk_mount *mount, const struct p9_entry *entry);

/* open.c */
int p9_open(struct uk_vfs_file *file, struct uk_file **instead);
void p9_close(struct uk_vfs_file *file);
/* Has file->data be open without O_APPEND. */
int p9_reopen(struct uk_vfs_file *file);
void p9_file_put(struct p9_node *node, struct p9_file *file);
int p9_sync(struct uk_vnode *vnode, bool data_only);
int p9_sync_all(struct uk_mount *mount);
/* It was changed since. */
void p9_unsynced(struct p9_node *node);

/* transfer.c */
uk_ssize_t p9_read(struct uk_vfs_file *file, const struct uk_iovec *pieces,
		   unsigned int count, int64_t offset);
uk_ssize_t p9_write(struct uk_vfs_file *file, const struct uk_iovec *pieces,
		    unsigned int count, int64_t *offset);

/* readdir.c */
int p9_readdir(struct uk_vfs_file *file, int64_t position, uk_vfs_emit emit,
	       void *context);

#endif /* P9_NODE_H */
