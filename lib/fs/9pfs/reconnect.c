/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Another host has taken the place of the one that was there: the domain was saved, and goes on
 * elsewhere or later. Whoever calls first makes all fids known to it, before his own call; others
 * wait for that. What was on its way had been answered.
 */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/time.h>

#include "calls.h"
#include "session.h"

/* Names of one Twalk: as many as have room in a call's answer (walk(5) allows 16). */
#define NAMES_MOST 8u
#define WALK_ANSWER(names) (P9_ERROR + (names) * P9_QID)

_Static_assert(WALK_ANSWER(NAMES_MOST) <= P9_GETATTR_BYTES,
	       "the answer has no place");

/* ---- one at a time */

#ifdef CONFIG_LIBVFS_THREADS
#include <uk/thread.h>

bool p9_reconnects_here(struct p9_session *session)
{
	return session->reconnects &&
	       uk_mutex_owner(&session->reconnecting) == uk_thread_current();
}

static void lock(struct p9_session *session)
{
	uk_mutex_lock(&session->reconnecting);
}

static void unlock(struct p9_session *session)
{
	uk_mutex_unlock(&session->reconnecting);
}
#else
bool p9_reconnects_here(struct p9_session *session)
{
	return session->reconnects;
}

static void lock(struct p9_session *session __uk_unused)
{
}

static void unlock(struct p9_session *session __uk_unused)
{
}
#endif

/* ---- fids */

/* `to` is what `count` names from `from` on lead to; *inode, unless there are none. */
static int step(struct p9_session *session, uint32_t from, uint32_t to,
		const uint8_t *names, size_t length, uint16_t count,
		uint64_t *inode)
{
	struct p9_qid qid = { .path = *inode };
	struct p9_call call;
	uint16_t walked;
	int error;

	p9_call(&call, session, P9_TWALK);
	p9_put32(&call.out, from);
	p9_put32(&call.out, to);
	p9_put16(&call.out, count);
	if (count)
		p9_put_data(&call.out, names, length);
	error = p9_do(&call, WALK_ANSWER(count));
	if (error)
		return error;
	walked = p9_get16(&call.in);
	if (walked > count)
		call.in.bad = true;
	for (uint16_t i = 0; i < walked && !call.in.bad; i++)
		p9_get_qid(&call.in, &qid);
	*inode = qid.path;
	error = p9_end(&call);
	return !error && walked != count ? -ENOENT : error;
}

/* How long the next names are, at most NAMES_MOST; *count of them. */
static size_t next_names(const uint8_t *names, size_t left, uint16_t *count)
{
	size_t at = 0;

	for (*count = 0; at < left && *count < NAMES_MOST; ++*count) {
		uint16_t length;

		memcpy(&length, names + at, 2);
		at += 2 + length;
	}
	return at;
}

static int walk(struct p9_session *session, uint32_t root,
		const struct p9_known *known)
{
	uint64_t inode = session->root;
	uint32_t from = root;
	size_t at = 0;
	int error;

	do {
		uint16_t count;
		size_t length = next_names(known->path + at,
					   known->length - at, &count);
		uint32_t to = known->fid;

		if (at + length < known->length) {
			error = p9_fid_new(session, &to);
			if (error)
				break;
		}
		error = step(session, from, to, known->path + at, length, count,
			     &inode);
		if (error && to != known->fid)
			p9_fid_free(session, to);
		if (from != root)
			p9_clunk(session, from);
		from = error ? root : to;
		at += length;
	} while (!error && at < known->length);
	if (from != root && from != known->fid)
		p9_clunk(session, from);
	if (error || inode == known->inode)
		return error;
	p9_clunk_wait(session, known->fid); /* another file has the name now */
	return -ESTALE;
}

/* It has lost that name: by another one of the same file, which is not open. */
static int walk_from_other(struct p9_session *session,
			   const struct p9_known *lost)
{
	for (unsigned int i = 0; i < P9_CHAINS; i++)
		for (const struct p9_known *known = session->known[i]; known;
		     known = known->next) {
			uint64_t inode = known->inode;

			if (known->found && inode == lost->inode &&
			    known->flags == P9_NOT_OPEN)
				return step(session, known->fid, lost->fid,
					    NULL, 0, 0, &inode);
		}
	return -ESTALE;
}

static int open_again(struct p9_session *session, const struct p9_known *known)
{
	struct p9_opened opened = { .fid = known->fid };
	int error = p9_lopen(session, &opened, known->flags);

	if (error)
		p9_clunk_wait(session, known->fid);
	return error;
}

/* Those that are open come last: they may need others. How many are lost. */
static unsigned int find_all(struct p9_session *session, uint32_t root,
			     bool open)
{
	unsigned int lost = 0;

	for (unsigned int i = 0; i < P9_CHAINS; i++)
		for (struct p9_known *known = session->known[i]; known;
		     known = known->next) {
			int error;

			if (known->gone || open != (known->flags != P9_NOT_OPEN))
				continue;
			error = walk(session, root, known);
			if (error && error != -EIO)
				error = walk_from_other(session, known);
			if (!error && open)
				error = open_again(session, known);
			known->found = !error;
			if (known->gone && known->found)
				p9_clunk_wait(session, known->fid);
			lost += error && !known->gone;
		}
	return lost;
}

/* ---- the session */

static int begin(struct p9_session *session, uint32_t root)
{
	uint64_t former = session->root;
	uint32_t answer;
	int error = p9_version(session, session->message_most, &answer);

	if (!error && answer < session->message_most)
		error = -EPROTONOSUPPORT;
	if (!error)
		error = p9_attach(session, session->tree, root);
	if (!error && session->root != former)
		error = -ESTALE; /* another folder */
	session->root = former;
	return error;
}

/* Until those whose calls were answered have taken note of that. */
static void let_others_run(const struct p9_session *session)
{
	struct uk_ready_waiter nobody = { 0 };

	while (session->sent)
		uk_ready_sleep(&nobody, uk_time_deadline(UK_TIME_MILLISECOND));
}

static int again(struct p9_session *session)
{
	struct uk_9p_channel *channel = session->channel;
	unsigned int moves = channel->moves, lost;
	uint32_t root;
	int error = p9_fid_new(session, &root);

	if (error)
		return error;
	error = channel->ops->start(channel);
	if (!error)
		error = begin(session, root);
	if (error) {
		uk_pr_err("'%s' has another host, which does not go on with it "
			  "(error %d): is it the same folder?\n",
			  channel->tag, -error);
		p9_fid_free(session, root);
		return error;
	}
	for (unsigned int i = 0; i < P9_CHAINS; i++)
		for (struct p9_known *known = session->known[i]; known;
		     known = known->next)
			known->found = false;
	lost = find_all(session, root, false) + find_all(session, root, true);
	if (lost)
		uk_pr_err("'%s' has another host, on which %u files in use are "
			  "not: they give errors\n", channel->tag, lost);
	p9_clunk_wait(session, root);
	p9_fid_free(session, root);
	session->moves = moves;
	return 0;
}

int p9_reconnect(struct p9_session *session)
{
	int error = 0;

	if (p9_reconnects_here(session))
		return 0;
	lock(session);
	if (session->moves != session->channel->moves) {
		let_others_run(session);
		session->reconnects = true;
		error = again(session);
		session->reconnects = false;
		p9_known_free(session, false);
	}
	unlock(session);
	return error ? -EIO : 0;
}
