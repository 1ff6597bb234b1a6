/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One request and its answer. The message and the small part of the answer lie on the
 * caller's stack; the host has that memory until it answers, so nobody leaves before.
 * A host that keeps silent is reported once; where the device itself fails, or is
 * unmounted, the call ends with -EIO.
 */
#include <uk/atomic.h>
#include <uk/print.h>
#include <uk/time.h>

#include "node.h"
#include "session.h"

#define CHECK_INTERVAL UK_TIME_SECOND
#define SILENCE (10 * UK_TIME_SECOND)

/* ---- tags */

struct tag_waiter {
	struct uk_list_head link;
	struct uk_ready_waiter waiter;
};

static uint16_t take_tag(struct p9_session *session)
{
	unsigned int tag;

	while (UK_UNLIKELY(!session->free_tags)) {
		struct tag_waiter self = { .waiter = { 0 } };

		uk_list_add_tail(&self.link, &session->tag_waiters);
		uk_ready_sleep(&self.waiter, UK_TIME_NEVER);
		uk_list_del(&self.link);
	}
	tag = uk_ffs(session->free_tags);
	session->free_tags &= ~UK_BIT(tag);
	return (uint16_t)tag;
}

static void give_tag(struct p9_session *session, uint16_t tag)
{
	struct tag_waiter *first = uk_list_first(&session->tag_waiters,
						 struct tag_waiter, link);

	if (UK_UNLIKELY(tag == P9_OWN_TAG))
		return;
	session->free_tags |= UK_BIT(tag);
	if (UK_UNLIKELY(first != NULL)) {
		uk_list_del(&first->link);
		uk_ready_wake(&first->waiter);
	}
}

/* ---- calls */

void p9_call(struct p9_call *call, struct p9_session *session,
	     enum p9_type type)
{
	call->session = session;
	call->type = type;
	call->node_count = 0;
	call->done = false;
	call->waiter = (struct uk_ready_waiter){ 0 };
	call->tag = p9_reconnects_here(session) ? P9_OWN_TAG :
						  take_tag(session);
	session->fresh = NULL;
	p9_begin(&call->out);
}

void p9_put_node(struct p9_call *call, struct p9_node *node)
{
	node->calls++;
	call->nodes[call->node_count++] = node;
	p9_put32(&call->out, node->fid);
}

/* In an interrupt */
static void done(struct uk_9p_request *request)
{
	struct p9_call *call = UK_CONTAINER_OF(request, struct p9_call, request);

	uk_store_release(&call->done, true);
	uk_ready_wake(&call->waiter);
}

/* The time is up to look after the channel: not often, as it costs an exit. */
static void look_after(struct p9_call *call, uint64_t *since)
{
	struct p9_session *session = call->session;
	uint64_t now = uk_time_monotonic();

	if (now >= session->check_at) {
		session->channel->ops->check(session->channel);
		session->check_at = now + CHECK_INTERVAL;
	}
	if (!*since)
		*since = now;
	if (*since != UK_TIME_NEVER && now - *since >= SILENCE) {
		*since = UK_TIME_NEVER;
		uk_pr_err("the host has not answered on '%s' for %u seconds "
			   "(request %u); is it stopped, or its disk?\n",
			   session->channel->tag,
			   (unsigned int)(SILENCE / UK_TIME_SECOND),
			   call->type);
	}
}

static void wait(struct p9_call *call)
{
	uint64_t since = 0;

	/* Once where it is done already, too: the others have their turn. */
	do
		if (uk_ready_sleep(&call->waiter, call->session->check_at))
			look_after(call, &since);
	while (!uk_load_acquire(&call->done));
}

int p9_do_data(struct p9_call *call, uint32_t head,
	       const struct uk_sgsegment *data, unsigned int count)
{
	struct p9_session *session = call->session;
	struct p9_writer *out = &call->out;
	uint16_t tag = call->type == P9_TVERSION ? P9_NO_TAG : call->tag;
	int result = 0;

	call->request.out = p9_finish(out, call->type, tag);
	out->segments[out->count++] = (struct uk_sgsegment){ call->head, head };
	for (unsigned int i = 0; i < count; i++)
		out->segments[out->count++] = data[i];
	call->request.in = count + 1;
	call->request.segments = out->segments;
	call->request.done = done;
	if (UK_UNLIKELY(p9_is_lost(session)))
		result = p9_reconnect(session);
	if (UK_LIKELY(!result))
		result = session->channel->ops->submit(session->channel,
						       &call->request);
	if (UK_LIKELY(!result)) {
		p9_count_sent(session, 1);
		wait(call);
		p9_count_sent(session, -1);
		result = call->request.result < 0 ?
				 -EIO :
				 p9_open_answer(call->head, head,
						(uint64_t)call->request.result,
						call->type, tag, &call->in,
						&call->length);
	}
	give_tag(session, call->tag);
	while (call->node_count)
		p9_node_called(call->nodes[--call->node_count]);
	return p9_judge(call, result);
}

int p9_judge(struct p9_call *call, int result)
{
	struct p9_session *session = call->session;

	if (UK_LIKELY(result != P9_NONSENSE))
		return result;
	if (!session->reported)
		uk_pr_err("the host's answer on '%s' to request %u is no "
			  "9P2000.L; the host is at fault\n",
			  session->channel->tag, call->type);
	session->reported = true;
	return -EIO;
}
