/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The start and end of a session (version(5), attach(5)), and its fids: the numbers by
 * which the host knows files. Who gives a fid up need not wait for
 * the host: a few such requests are on their way at a time.
 */
#include <uk/alloc.h>
#include <uk/atomic.h>
#include <uk/print.h>
#include <uk/time.h>

#include "calls.h"
#include "session.h"

/* Less is no use: a link's target must fit, and so must entries of a directory. */
#define MESSAGE_LEAST 8192u

/* ---- fids */

int p9_fid_new(struct p9_session *session, uint32_t *fid)
{
	size_t found = uk_bitmap_find(session->free_fids, P9_FIDS,
				      session->fid_low);

	if (found == P9_FIDS)
		return -ENFILE;
	uk_bitmap_clear(session->free_fids, found);
	session->fid_low = found + 1;
	*fid = (uint32_t)found;
	return 0;
}

void p9_fid_free(struct p9_session *session, uint32_t fid)
{
	p9_known_forget(session, fid);
	uk_bitmap_set(session->free_fids, fid);
	session->fid_low = UK_MIN(session->fid_low, (size_t)fid);
}

/* After nonsense nobody knows whether the host knows it; to clunk it does no harm. */
void p9_fid_unwalked(struct p9_session *session, uint32_t fid, int error)
{
	if (error == -EIO)
		p9_clunk(session, fid);
	else
		p9_fid_free(session, fid);
}

/* In an interrupt; the slot is looked at when one is needed. */
static void clunk_done(struct uk_9p_request *request)
{
	struct p9_clunk *clunk = UK_CONTAINER_OF(request, struct p9_clunk,
						 request);

	uk_store_release(&clunk->done, true);
}

/* A slot that is free; those whose fid the host has forgotten become so. Whatever it
 * answers, the fid is gone (clunk(5)).
 */
static struct p9_clunk *find_slot(struct p9_session *session)
{
	struct p9_clunk *found = NULL;

	for (unsigned int i = 0; i < P9_CLUNKS; i++) {
		struct p9_clunk *clunk = &session->clunks[i];

		if (clunk->sent && uk_load_acquire(&clunk->done)) {
			p9_fid_free(session, clunk->fid);
			clunk->sent = false;
		}
		if (!clunk->sent && clunk->request.segments)
			found = clunk;
	}
	return found;
}

void p9_clunk(struct p9_session *session, uint32_t fid)
{
	struct p9_clunk *clunk = find_slot(session);

	p9_known_forget(session, fid);
	if (!clunk) {
		p9_clunk_wait(session, fid);
		p9_fid_free(session, fid);
		return;
	}
	clunk->fid = fid;
	clunk->done = false;
	memcpy(clunk->out + P9_HEADER, &fid, sizeof(fid));
	clunk->sent = true;
	if (session->channel->ops->submit(session->channel, &clunk->request))
		clunk->done = true; /* a broken channel */
}

/* Slots have tags of their own, above those of calls; as many as the channel can
 * hold besides at least one call.
 */
static void make_slots(struct p9_session *session)
{
	unsigned int depth = session->channel->depth;
	unsigned int slots = UK_MIN(P9_CLUNKS, depth / 2);
	unsigned int tags = UK_MIN(P9_TAGS_MOST - P9_CLUNKS, depth - slots);

	session->free_tags = UK_BIT(tags) - 1;
	for (unsigned int i = 0; i < slots; i++) {
		struct p9_clunk *clunk = &session->clunks[i];
		uint32_t length = sizeof(clunk->out);
		uint16_t tag = (uint16_t)(tags + i);

		memcpy(clunk->out, &length, sizeof(length));
		clunk->out[4] = P9_TCLUNK;
		memcpy(clunk->out + 5, &tag, sizeof(tag));
		clunk->segments[0] = (struct uk_sgsegment){ clunk->out, length };
		clunk->segments[1] =
			(struct uk_sgsegment){ clunk->in, sizeof(clunk->in) };
		clunk->request = (struct uk_9p_request){
			.segments = clunk->segments,
			.out = 1,
			.in = 1,
			.done = clunk_done,
		};
	}
}

/* ---- start and end */

static int agree(struct p9_session *session, uint32_t message_most)
{
	uint32_t answer;
	int error = p9_version(session, message_most, &answer);

	if (error)
		return error;
	if (answer < MESSAGE_LEAST || answer > message_most) {
		uk_pr_err("the host of '%s' wants messages of %u bytes; between "
			  "%u and %u are possible\n",
			  session->channel->tag, answer, MESSAGE_LEAST,
			  message_most);
		return -EPROTONOSUPPORT;
	}
	session->message_most = answer;
	session->data_most = answer - P9_DATA_HEADER;
	return 0;
}

#ifdef CONFIG_LIB9PFS_RECONNECT
static int prepare_reconnect(struct p9_session *session, const char *tree)
{
	session->tree = uk_malloc(uk_alloc_default(), strlen(tree) + 1);
	if (!session->tree)
		return -ENOMEM;
	memcpy(session->tree, tree, strlen(tree) + 1);
	p9_known_root(session, P9_ROOT_FID);
	return 0;
}

static void end_reconnect(struct p9_session *session)
{
	p9_known_free(session, true);
	uk_free(uk_alloc_default(), session->tree);
}
#else
static int prepare_reconnect(struct p9_session *session __uk_unused,
			     const char *tree __uk_unused)
{
	return 0;
}

static void end_reconnect(struct p9_session *session __uk_unused)
{
}
#endif

int p9_session_open(struct p9_session *session, const char *tag,
		    uint32_t message_most, const char *tree)
{
	int error;

	if (message_most < MESSAGE_LEAST)
		return -EINVAL;
	error = uk_9p_channel_open(tag, &session->channel);
	if (error)
		return error;
	if (session->channel->message_most)
		message_most = UK_MIN(message_most,
				      session->channel->message_most);
	p9_is_found(session);
	uk_list_init(&session->tag_waiters);
	memset(session->free_fids, 0xff, sizeof(session->free_fids));
	uk_bitmap_clear(session->free_fids, P9_ROOT_FID);
	make_slots(session);
	session->check_at = uk_time_monotonic();
	error = agree(session, message_most);
	if (!error)
		error = p9_attach(session, tree, P9_ROOT_FID);
	if (!error)
		error = prepare_reconnect(session, tree);
	if (error)
		p9_session_close(session);
	return error;
}

bool p9_session_close(struct p9_session *session)
{
	bool idle = true;

	end_reconnect(session);
	if (!uk_9p_channel_close(session->channel))
		return true;
	for (unsigned int i = 0; i < P9_CLUNKS; i++)
		idle &= !session->clunks[i].sent || session->clunks[i].done;
	return idle;
}
