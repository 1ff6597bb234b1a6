/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What each fid is, for a host that comes to know none: another one has taken its place. Fids are
 * the client's numbers, so they can all be made known again, and nobody else need notice.
 */
#ifndef P9_KNOWN_H
#define P9_KNOWN_H

#include <uk/vnode.h>

struct p9_session;

#define P9_CHAINS 64u
#define P9_NOT_OPEN 0xffffffffu
/* Of the messages that make them known: others may have all the tags. */
#define P9_OWN_TAG 0xfffeu

struct p9_known {
	struct p9_known *next;
	uint64_t inode;
	uint32_t fid;
	uint32_t flags; /* with which it was opened, or P9_NOT_OPEN */
	uint32_t length; /* of the path */
	bool gone;  /* given up meanwhile */
	bool found; /* the new host knows it */
	uint8_t path[]; /* from the root, as Twalk has it: names with their lengths */
};

#ifdef CONFIG_LIB9PFS_RECONNECT

/* Without memory for it a fid is not known, and lost when the host is exchanged. */

void p9_known_root(struct p9_session *session, uint32_t fid);
/* `fid` is what `name` in `from` is, or with NULL the same as `from`. */
void p9_known_walked(struct p9_session *session, uint32_t from,
		     const struct uk_name *name, uint32_t fid, uint64_t inode);
void p9_known_opened(struct p9_session *session, uint32_t fid, uint32_t flags);
/* The directory `fid` has become a file in it, open. */
void p9_known_created(struct p9_session *session, uint32_t fid,
		      const struct uk_name *name, uint64_t inode,
		      uint32_t flags);
/* `name` in `from`, or with NULL what `from` is itself, has another name now. */
void p9_known_moved(struct p9_session *session, uint32_t from,
		    const struct uk_name *name, uint32_t to,
		    const struct uk_name *to_name);
void p9_known_forget(struct p9_session *session, uint32_t fid);
/* Those that were given up meanwhile, or all. */
void p9_known_free(struct p9_session *session, bool all);

#else

static inline void p9_known_root(struct p9_session *session __uk_unused,
				 uint32_t fid __uk_unused)
{
}

static inline void p9_known_walked(struct p9_session *session __uk_unused,
				   uint32_t from __uk_unused,
				   const struct uk_name *name __uk_unused,
				   uint32_t fid __uk_unused,
				   uint64_t inode __uk_unused)
{
}

static inline void p9_known_opened(struct p9_session *session __uk_unused,
				   uint32_t fid __uk_unused,
				   uint32_t flags __uk_unused)
{
}

static inline void p9_known_created(struct p9_session *session __uk_unused,
				    uint32_t fid __uk_unused,
				    const struct uk_name *name __uk_unused,
				    uint64_t inode __uk_unused,
				    uint32_t flags __uk_unused)
{
}

static inline void p9_known_moved(struct p9_session *session __uk_unused,
				  uint32_t from __uk_unused,
				  const struct uk_name *name __uk_unused,
				  uint32_t to __uk_unused,
				  const struct uk_name *to_name __uk_unused)
{
}

static inline void p9_known_forget(struct p9_session *session __uk_unused,
				   uint32_t fid __uk_unused)
{
}

static inline void p9_known_free(struct p9_session *session __uk_unused,
				 bool all __uk_unused)
{
}

#endif

#endif /* P9_KNOWN_H */
