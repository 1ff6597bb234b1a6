/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Streams: bytes wait in the receiver's queue. Ancillary data is a mark on those
 * that it came with: one call reads no further than their end, and nothing that was
 * read before counts with credentials of others.
 */
#include "local.h"

static size_t room(const struct local *self)
{
	size_t used = self->peer->bytes.length;

	return used < self->send_limit ? self->send_limit - used : 0;
}

static bool has_control(const struct local_control *control)
{
	return control->rights || control->has_credentials;
}

/* The mark for what is about to be sent; NULL: no memory. */
static struct local_mark *mark_new(const struct local *to)
{
	struct local_mark *mark = uk_malloc(uk_alloc_default(), sizeof(*mark));

	if (mark)
		mark->start = to->position + to->bytes.length;
	return mark;
}

uk_ssize_t local_stream_send(struct local *self,
			     struct local_transfer *transfer)
{
	struct local_mark *mark = NULL;
	struct local *to = self->peer;
	uk_ssize_t result;
	size_t length;

	if (self->state != LOCAL_CONNECTED)
		return -ENOTCONN;
	if (!to || self->flags & WRITE_SHUT)
		return -EPIPE;
	if (self->error)
		return local_take_error(self);
	length = UK_MIN(transfer->cursor.left, room(self));
	if (!length)
		return transfer->cursor.left ? -EAGAIN : 0;
	if (has_control(&transfer->control)) {
		if (local_rights_lead_to(transfer->control.rights, to))
			return -ETOOMANYREFS;
		mark = mark_new(to);
		if (!mark)
			return -ENOMEM;
	}
	result = uk_bytequeue_put(&to->bytes, &transfer->cursor, length, false);
	if (result < 0) {
		uk_free(uk_alloc_default(), mark);
		return result;
	}
	if (mark) {
		mark->end = mark->start + (uint64_t)result;
		mark->control = transfer->control;
		uk_list_add_tail(&mark->link, &to->marks);
		/* What is sent later by this call goes without rights. */
		transfer->control.rights = NULL;
	}
	uk_file_notify(&to->file, UK_READY_IN);
	return result;
}

static void mark_drop(struct local_mark *mark)
{
	uk_list_del(&mark->link);
	local_control_drop(&mark->control);
	uk_free(uk_alloc_default(), mark);
}

/*
 * How much of `length` bytes one call may read, and the mark of which it tells; NULL:
 * none.
 */
static size_t cut(struct local *self, size_t length, struct local_mark **told)
{
	struct local_mark *mark =
		uk_list_first(&self->marks, struct local_mark, link);
	uint64_t end = self->position + length;

	*told = NULL;
	if (!mark || end <= mark->start)
		return length;
	/* What comes before has the process's own credentials. */
	if (mark->control.has_credentials && self->position < mark->start)
		return mark->start - self->position;
	*told = mark;
	return UK_MIN(end, mark->end) - self->position;
}

static uk_ssize_t nothing(struct local *self)
{
	if (self->error)
		return local_take_error(self);
	return self->flags & READ_SHUT ? 0 : -EAGAIN;
}

static void tell_writer(struct local *self, bool had_room)
{
	if (self->peer && !had_room && local_has_room(self))
		uk_file_notify(&self->peer->file, UK_READY_OUT);
}

static void tell(struct local *self, struct local_mark *mark,
		 struct local_transfer *transfer)
{
	struct local_control none = { .rights = NULL };

	if (transfer->message)
		local_address_tell(local_peer_called(self), transfer->message);
	local_control_write(self, mark ? &mark->control : &none, transfer);
	if (mark)
		transfer->has_ended = true;
}

uk_ssize_t local_stream_receive(struct local *self,
				struct local_transfer *transfer)
{
	size_t length = UK_MIN(transfer->cursor.left, self->bytes.length);
	bool had_room = self->peer && local_has_room(self);
	struct local_mark *mark;

	if (self->state != LOCAL_CONNECTED)
		return -EINVAL;
	if (!length)
		return transfer->cursor.left ? nothing(self) : 0;
	length = cut(self, length, &mark);
	if (mark || transfer->message)
		tell(self, mark, transfer);
	if (transfer->flags & UK_MSG_PEEK) {
		uk_bytequeue_peek(&self->bytes, &transfer->cursor, length);
		return (uk_ssize_t)length;
	}
	uk_bytequeue_get(&self->bytes, &transfer->cursor, length);
	self->position += length;
	/* Rights are told of once, credentials with each of the bytes. */
	if (mark && (!mark->control.has_credentials ||
		     self->position == mark->end))
		mark_drop(mark);
	tell_writer(self, had_room);
	return (uk_ssize_t)length;
}

void local_stream_drop(struct local *self)
{
	while (!uk_list_empty(&self->marks))
		mark_drop(uk_list_first(&self->marks, struct local_mark,
					link));
	uk_bytequeue_clear(&self->bytes);
}
