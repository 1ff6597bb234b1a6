/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What poll() says of a local socket: as Linux's unix_poll() and unix_dgram_poll().
 */
#include "local.h"

/* Streams: a third is free, as a writer that is woken for less writes in many small
 * pieces. Messages: any room; the last one may go beyond the limit.
 */
bool local_has_room(const struct local *to)
{
	if (to->state == LOCAL_LISTENING)
		return to->count <= to->backlog;
	if (!local_is_stream(to))
		return to->cost < to->receive_limit;
	return to->bytes.length / 2 <= to->peer->send_limit / 3;
}

static bool has_input(const struct local *self)
{
	return local_is_stream(self) && self->state == LOCAL_CONNECTED ?
		       self->bytes.length :
		       !uk_list_empty(&self->messages);
}

static bool is_writable(const struct local *self)
{
	/* What is sent then fails at once. */
	if (!self->peer || self->flags & WRITE_SHUT)
		return true;
	return local_has_room(self->peer);
}

unsigned int local_ready(struct uk_file *file)
{
	const struct local *self = local_of(file);
	unsigned int events = 0;

	if (self->error)
		events |= UK_READY_ERROR;
	if (has_input(self))
		events |= UK_READY_IN;
	if (self->flags & READ_SHUT)
		events |= UK_READY_IN | UK_READY_IN_ENDED;
	if ((self->flags & READ_SHUT && self->flags & WRITE_SHUT) ||
	    (self->state == LOCAL_OPEN && !local_is_datagram(self)))
		events |= UK_READY_HANG_UP;
	if (self->state != LOCAL_LISTENING && is_writable(self))
		events |= UK_READY_OUT;
	return events;
}
