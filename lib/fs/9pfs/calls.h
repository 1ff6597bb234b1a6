/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The messages of 9P2000.L as functions, but those that carry data (transfer.c, readdir.c).
 * 0, the host's error or -EIO.
 */
#ifndef P9_CALLS_H
#define P9_CALLS_H

#include "node.h"
#include "session.h"

/* Agrees on the version; *answer is the host's limit. -EPROTONOSUPPORT */
int p9_version(struct p9_session *session, uint32_t message_most,
	       uint32_t *answer);
/* The root, as `fid` */
int p9_attach(struct p9_session *session, const char *tree, uint32_t fid);
/* `fid` is a new one; what the host says is as good as that it is gone. */
int p9_clunk_wait(struct p9_session *session, uint32_t fid);

/* `fid` becomes the file of that name. */
int p9_walk(struct p9_node *dir, const struct uk_name *name, uint32_t fid,
	    struct p9_qid *qid);
/* `fid` becomes the same file as the node's. */
int p9_clone(struct p9_node *node, uint32_t fid);
/* opened->fid is opened; the rest is learnt. */
int p9_lopen(struct p9_session *session, struct p9_opened *opened,
	     uint32_t flags);
/* opened->fid, a directory, becomes the new file, open. */
int p9_lcreate(struct p9_session *session, struct p9_opened *opened,
	       const struct uk_name *name, uint32_t flags, uint32_t mode);
int p9_mknod(struct p9_node *dir, const struct uk_name *name, uint32_t mode,
	     uint64_t device_number);
int p9_mkdir(struct p9_node *dir, const struct uk_name *name, uint32_t mode);
int p9_symlink(struct p9_node *dir, const struct uk_name *name,
	       const struct uk_name *target);
int p9_link(struct p9_node *dir, const struct uk_name *name,
	    struct p9_node *node);
int p9_unlinkat(struct p9_node *dir, const struct uk_name *name,
		uint32_t flags);
int p9_renameat(struct p9_node *dir, const struct uk_name *name,
		struct p9_node *to_dir, const struct uk_name *to_name);
/* As renameat, for hosts that have not got that */
int p9_rename(struct p9_node *node, struct p9_node *to_dir,
	      const struct uk_name *to_name);
/* Removes the file, and the fid, whatever comes. */
int p9_remove(struct p9_session *session, uint32_t fid);
int p9_getattr(struct p9_node *node, struct uk_stat *stat);
int p9_setattr(struct p9_node *node, const struct uk_attributes *attributes);
/* `to` has room for any target. The target's length, or an error. */
uk_ssize_t p9_readlink(struct p9_node *node, char to[UK_PATH_MOST]);
int p9_statfs(struct p9_node *node, struct uk_statfs *stat);
/* `fid` is open. */
int p9_fsync(struct p9_session *session, uint32_t fid, bool data_only);

#endif /* P9_CALLS_H */
