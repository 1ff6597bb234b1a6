/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A session with a host, and calls: a request, and waiting for its answer. Any
 * number of threads call at a time; switches of threads happen only where a call waits,
 * so what does not wait needs no lock.
 */
#ifndef P9_SESSION_H
#define P9_SESSION_H

#include <uk/9p_transport.h>
#include <uk/bitops.h>
#include <uk/list.h>
#include <uk/ready.h>

#ifdef CONFIG_LIB9PFS_RECONNECT
#ifdef CONFIG_LIBVFS_THREADS
#include <uk/mutex.h>
#endif
#endif

#include "known.h"
#include "message.h"

struct p9_node;

#define P9_FIDS 8192u  /* that are in use at a time; -ENFILE */
#define P9_CLUNKS 8u   /* that nobody waits for */
#define P9_TAGS_MOST 64u
#define P9_ROOT_FID 0u

/* A Tclunk on its way */
struct p9_clunk {
	struct uk_9p_request request;
	struct uk_sgsegment segments[2];
	uint8_t out[P9_HEADER + 4];
	uint8_t in[P9_ERROR];
	uint32_t fid;
	bool sent; /* the channel had it */
	bool done; /* and has no more */
};

struct p9_session {
	struct uk_9p_channel *channel;
	uint32_t message_most; /* bytes, what both sides agreed on */
	uint32_t data_most;    /* of one transfer */
	uint64_t root;	       /* its inode */
	uint64_t free_tags;
	struct uk_list_head tag_waiters;
	uint64_t check_at; /* when who waits looks after the channel */
	bool reported;	   /* nonsense that the host sent */
	size_t fid_low;	   /* none below is free */
	unsigned long free_fids[UK_BITMAP_WORDS(P9_FIDS)];
	/* The attributes that the newest answer brought, and whose they are: see
	 * attributes.c
	 */
	const struct p9_node *fresh;
	uint64_t fresh_until;
	struct uk_stat fresh_stat;
	struct p9_clunk clunks[P9_CLUNKS];
#ifdef CONFIG_LIB9PFS_RECONNECT
	unsigned int moves; /* of the channel that the host knows of: reconnect.c */
	bool reconnects;
	unsigned int sent; /* calls, whose callers have not seen the answer */
	char *tree; /* that was mounted */
	struct p9_known *known[P9_CHAINS];
#ifdef CONFIG_LIBVFS_THREADS
	struct uk_mutex reconnecting;
#endif
#endif
};

struct p9_call {
	struct uk_9p_request request;
	struct p9_session *session;
	struct p9_node *nodes[2]; /* whose fids it names */
	unsigned int node_count;
	enum p9_type type;
	uint16_t tag;
	bool done;
	struct uk_ready_waiter waiter;
	struct p9_writer out;
	struct p9_reader in; /* the answer, behind its header */
	uint32_t length;     /* of all of it */
	uint8_t head[P9_GETATTR_BYTES];
};

/* ---- session.c */

/* Opens the channel `tag` and agrees with the host on messages of at most
 * `message_most` bytes. 0 or an error, which was printed.
 */
int p9_session_open(struct p9_session *session, const char *tag,
		    uint32_t message_most, const char *tree);
/* False: the device still has memory of the session, which must stay. */
bool p9_session_close(struct p9_session *session);

/* A number of nobody, or -ENFILE. */
int p9_fid_new(struct p9_session *session, uint32_t *fid);
/* Of one that the host does not know (any more) */
void p9_fid_free(struct p9_session *session, uint32_t fid);
/* Of one that was to be made known by a walk, which failed with `error` */
void p9_fid_unwalked(struct p9_session *session, uint32_t fid, int error);
/* Has the host forget it, without waiting for that. */
void p9_clunk(struct p9_session *session, uint32_t fid);

/* ---- reconnect.c */

#ifdef CONFIG_LIB9PFS_RECONNECT

/* Whether the caller is who makes fids known again. */
bool p9_reconnects_here(struct p9_session *session);
/* Has the channel's new host know all fids. 0, or -EIO: the next one tries it again. */
int p9_reconnect(struct p9_session *session);

static inline bool p9_is_lost(const struct p9_session *session)
{
	return session->moves != session->channel->moves;
}

static inline void p9_is_found(struct p9_session *session)
{
	session->moves = session->channel->moves;
}

static inline void p9_count_sent(struct p9_session *session, int more)
{
	session->sent += (unsigned int)more;
}

#else

static inline void p9_is_found(struct p9_session *session __uk_unused)
{
}

static inline void p9_count_sent(struct p9_session *session __uk_unused,
				 int more __uk_unused)
{
}

static inline bool p9_reconnects_here(struct p9_session *session __uk_unused)
{
	return false;
}

static inline int p9_reconnect(struct p9_session *session __uk_unused)
{
	return 0;
}

static inline bool p9_is_lost(const struct p9_session *session __uk_unused)
{
	return false;
}

#endif

/* ---- call.c */

/* Begins a message; may wait for others to end. Nothing may sleep before p9_do(). */
void p9_call(struct p9_call *call, struct p9_session *session,
	     enum p9_type type);
/* The node's fid, which stays the node's until the answer */
void p9_put_node(struct p9_call *call, struct p9_node *node);

/*
 * Sends it, and waits. Of the answer the first `head` bytes (P9_ERROR to
 * P9_GETATTR_BYTES) go to call->head, the others to `count` segments `data`. 0 with
 * call->in behind its header; the host's error; -EIO.
 */
int p9_do_data(struct p9_call *call, uint32_t head,
	       const struct uk_sgsegment *data, unsigned int count);

static inline int p9_do(struct p9_call *call, uint32_t head)
{
	return p9_do_data(call, head, NULL, 0);
}

/* `result` of looking into an answer: what is nonsense becomes -EIO, once said. */
int p9_judge(struct p9_call *call, int result);

/* Of an answer that must end here */
static inline int p9_end(struct p9_call *call)
{
	return p9_judge(call, p9_close_answer(&call->in));
}

#endif /* P9_SESSION_H */
