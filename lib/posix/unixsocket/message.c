/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Datagrams and packets: each is a block of its own, which is filled once and read once.
 */
#include "local.h"

/* A message's cost beside its bytes, so that empty ones fill a queue too */
#define COST 256

static size_t cost_of(const struct local_message *message)
{
	return message->length + COST;
}

/* Who gets it, now: 0, or why nobody does. */
static int receiver_of(struct local *self, struct local_transfer *transfer,
		       struct local **to)
{
	*to = transfer->to ? transfer->to : self->peer;
	if (self->error)
		return local_take_error(self);
	if (self->flags & WRITE_SHUT)
		return -EPIPE;
	if (!local_is_datagram(self) && self->state != LOCAL_CONNECTED)
		return -ENOTCONN;
	if (!*to && self->flags & PEER_GONE) {
		self->flags &= (uint8_t)~PEER_GONE;
		return -ECONNREFUSED;
	}
	if (!*to)
		return local_is_datagram(self) ? -ENOTCONN : -EPIPE;
	if ((*to)->flags & READ_SHUT)
		return -EPIPE;
	/* Who has a peer takes from that one only. */
	if ((*to)->peer && (*to)->peer != self)
		return -EPERM;
	return 0;
}

uk_ssize_t local_message_send(struct local *self,
			      struct local_transfer *transfer)
{
	size_t length = transfer->cursor.left;
	struct local_message *message;
	struct local *to;
	int error = receiver_of(self, transfer, &to);

	if (error)
		return error;
	if (length > self->send_limit)
		return -EMSGSIZE;
	transfer->to = to;
	if (!local_has_room(to))
		return -EAGAIN;
	if (local_rights_lead_to(transfer->control.rights, to))
		return -ETOOMANYREFS;
	message = uk_malloc(uk_alloc_default(), sizeof(*message) + length);
	if (!message)
		return -ENOBUFS;
	uk_cursor_drain(&transfer->cursor, message->data, length);
	message->length = length;
	message->from = local_name_get(self->name);
	message->control = transfer->control;
	transfer->control.rights = NULL;
	uk_list_add_tail(&message->link, &to->messages);
	to->cost += cost_of(message);
	uk_file_notify(&to->file, UK_READY_IN);
	return (uk_ssize_t)length;
}

void local_tell_senders(struct local *self)
{
	if (local_is_datagram(self))
		uk_file_notify(&self->file, LOCAL_ROOM);
	else if (self->peer)
		uk_file_notify(&self->peer->file, UK_READY_OUT);
}

/* Takes it out, and tells who waited for room. */
static void message_drop(struct local *self, struct local_message *message)
{
	bool had_room = local_has_room(self);

	uk_list_del(&message->link);
	self->cost -= cost_of(message);
	if (!had_room && local_has_room(self))
		local_tell_senders(self);
	local_control_drop(&message->control);
	local_name_put(message->from);
	uk_free(uk_alloc_default(), message);
}

static uk_ssize_t nothing(struct local *self)
{
	if (self->error)
		return local_take_error(self);
	if (self->flags & READ_SHUT)
		return 0;
	return local_is_datagram(self) || self->state == LOCAL_CONNECTED ?
		       -EAGAIN :
		       -ENOTCONN;
}

static void tell(struct local *self, struct local_message *message,
		 struct local_transfer *transfer, bool cut)
{
	struct uk_msghdr *to = transfer->message;

	if (to) {
		local_address_tell(message->from, to);
		if (cut)
			to->flags |= UK_MSG_TRUNC;
	}
	local_control_write(self, &message->control, transfer);
}

uk_ssize_t local_message_receive(struct local *self,
				 struct local_transfer *transfer)
{
	struct local_message *message;
	size_t length, part;

	if (self->state == LOCAL_LISTENING)
		return -ENOTCONN;
	message = uk_list_first(&self->messages, struct local_message, link);
	if (!message)
		return nothing(self);
	length = message->length;
	part = UK_MIN(length, transfer->cursor.left);
	uk_cursor_fill(&transfer->cursor, message->data, part);
	tell(self, message, transfer, part < length);
	if (!(transfer->flags & UK_MSG_PEEK))
		message_drop(self, message);
	return (uk_ssize_t)(transfer->flags & UK_MSG_TRUNC ? length : part);
}

void local_messages_drop(struct local *self)
{
	while (!uk_list_empty(&self->messages))
		message_drop(self,
			     uk_list_first(&self->messages,
					   struct local_message, link));
}

size_t local_messages_length(const struct local *self)
{
	const struct local_message *message;
	size_t length = 0;

	uk_list_for_each_entry(message, &self->messages, link) {
		length += message->length;
		if (local_is_datagram(self))
			break;
	}
	return length;
}
