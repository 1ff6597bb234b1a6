/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending and receiving, with the waiting.
 */
#include <uk/time.h>

#include "local.h"

/* One that waits for room in somebody else's queue, who may go meanwhile. */
struct room_waiter {
	struct uk_ready_watcher watcher;
	struct uk_ready_waiter waiter;
	bool has_come;
};

static bool room_came(struct uk_ready_watcher *watcher,
		      unsigned int events __uk_unused)
{
	struct room_waiter *self =
		UK_CONTAINER_OF(watcher, struct room_waiter, watcher);

	self->has_come = true;
	uk_ready_wake(&self->waiter);
	return false;
}

static void room_ended(struct uk_ready_source *source);

static const struct uk_ready_watcher_ops room_ops = {
	.notify = room_came,
	.ended = room_ended,
};

static void room_ended(struct uk_ready_source *source)
{
	struct uk_list_head *link, *following;

	uk_list_for_each_safe (link, following, &source->watchers) {
		struct uk_ready_watcher *watcher =
			uk_list_entry(link, struct uk_ready_watcher, link);

		if (watcher->ops != &room_ops)
			continue;
		uk_ready_unwatch(watcher);
		room_came(watcher, 0);
	}
}

int local_wait_for_room(struct local *to, struct uk_file_patience *patience)
{
	struct room_waiter self = { .watcher = { .ops = &room_ops,
						 .events = LOCAL_ROOM } };
	int result = 0;

	if (patience->dont_wait)
		return -EAGAIN;
	if (!patience->started) {
		patience->started = true;
		patience->time = patience->time ?
					 uk_time_deadline(patience->time) :
					 UK_TIME_NEVER;
	}
	uk_ready_watch(&to->file.ready, &self.watcher);
	while (!self.has_come && !result)
		result = uk_ready_sleep_interruptible(&self.waiter,
						      patience->time);
	uk_ready_unwatch(&self.watcher);
	if (self.has_come)
		return 0;
	return result == -ETIMEDOUT ? -EAGAIN : result;
}

static uk_ssize_t send_once(struct local *self, struct local_transfer *transfer)
{
	return local_is_stream(self) ? local_stream_send(self, transfer) :
				       local_message_send(self, transfer);
}

static uk_ssize_t receive_once(struct local *self,
			       struct local_transfer *transfer)
{
	return local_is_stream(self) ? local_stream_receive(self, transfer) :
				       local_message_receive(self, transfer);
}

/* 0: there may be room now; -EAGAIN, -EINTR. */
static int wait_to_send(struct local *self, struct local_transfer *transfer,
			struct uk_file_patience *patience)
{
	if (local_is_datagram(self))
		return local_wait_for_room(transfer->to, patience);
	if (uk_file_try_again(&self->file, UK_READY_OUT, patience))
		return 0;
	return (int)uk_file_outcome(patience, -EAGAIN);
}

/* Who the message is for, where it says so: 0, or the error. */
static int find_receiver(struct local *self, const struct uk_msghdr *message,
			 struct local **to)
{
	struct local_address address;
	int error;

	*to = NULL;
	if (!message->name || !message->name_length)
		return 0;
	if (self->type == UK_SOCK_SEQPACKET) /* as Linux: not looked at */
		return 0;
	if (local_is_stream(self))
		return self->state == LOCAL_CONNECTED ? -EISCONN : -EOPNOTSUPP;
	error = local_address_read(message->name, message->name_length,
				   &address);
	return error ? error : local_find(&address, self->type, to);
}

static uk_ssize_t send_all(struct local *self, const struct uk_msghdr *message,
			   struct local_transfer *transfer)
{
	struct uk_file_patience patience =
		uk_file_patience(self->file.write_timeout,
				 self->file.flags & UK_O_NONBLOCK ||
					 transfer->flags & UK_MSG_DONTWAIT);
	uk_ssize_t total = 0, result;

	do {
		/* Each time, for it may have gone, or another one come. */
		result = find_receiver(self, message, &transfer->to);
		if (!result)
			result = send_once(self, transfer);
		if (result >= 0) {
			total += result;
			if (!transfer->cursor.left)
				return total;
			result = 0;
		} else if (result == -EAGAIN) {
			result = wait_to_send(self, transfer, &patience);
		}
	} while (!result);
	return total ? total : result;
}

uk_ssize_t unixsocket_send(struct uk_file *file,
			   const struct uk_msghdr *message, int flags)
{
	struct local *self = local_of(file);
	struct local_transfer transfer;
	uk_ssize_t result;

	if (!self)
		return -ENOTSOCK;
	if (flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	result = uk_cursor_init(&transfer.cursor, message->pieces,
				message->piece_count);
	if (!result)
		result = local_control_read(message, &transfer.control);
	if (result)
		return result;
	transfer.flags = flags;
	result = send_all(self, message, &transfer);
	local_control_drop(&transfer.control);
	return result;
}

static uk_ssize_t receive_all(struct local *self,
			      struct local_transfer *transfer, bool all)
{
	struct uk_file_patience patience =
		uk_file_patience(self->file.read_timeout,
				 self->file.flags & UK_O_NONBLOCK ||
					 transfer->flags & UK_MSG_DONTWAIT);
	uk_ssize_t total = 0, result;

	for (;;) {
		result = receive_once(self, transfer);
		if (result > 0)
			total += result;
		if (result >= 0 && (!result || !all || !transfer->cursor.left ||
				    transfer->has_ended))
			return total;
		if (result < 0 &&
		    (result != -EAGAIN ||
		     !uk_file_try_again(&self->file, UK_READY_IN, &patience)))
			break;
	}
	return total ? total : uk_file_outcome(&patience, result);
}

uk_ssize_t unixsocket_receive(struct uk_file *file, struct uk_msghdr *message,
			      int flags)
{
	struct local *self = local_of(file);
	struct local_transfer transfer;
	uk_ssize_t result;

	if (!self)
		return -ENOTSOCK;
	if (flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	if (flags & UK_MSG_ERRQUEUE)
		return -EAGAIN; /* nothing is ever queued there */
	result = uk_cursor_init(&transfer.cursor, message->pieces,
				message->piece_count);
	if (result)
		return result;
	transfer.flags = flags;
	transfer.message = message;
	transfer.control_at = message->control;
	transfer.control_room = message->control ? message->control_length : 0;
	transfer.has_told = transfer.has_ended = false;
	message->flags = flags & UK_MSG_CMSG_CLOEXEC; /* as Linux */
	result = receive_all(self, &transfer,
			     local_is_stream(self) && flags & UK_MSG_WAITALL &&
				     !(flags & UK_MSG_PEEK));
	if (!transfer.has_told) /* the end, or an error */
		message->name_length = 0;
	message->control_length = message->control ?
					  (size_t)(transfer.control_at -
						   (char *)message->control) :
					  0;
	return result;
}

uk_ssize_t local_write(struct uk_file *file, const struct uk_iovec *pieces,
		       unsigned int count, int64_t offset __uk_unused)
{
	struct local *self = local_of(file);
	struct local_transfer transfer;
	uk_ssize_t result = uk_cursor_init(&transfer.cursor, pieces, count);

	if (result)
		return result;
	transfer.control.rights = NULL;
	transfer.control.has_credentials = false;
	transfer.to = NULL;
	return send_once(self, &transfer);
}

uk_ssize_t local_read(struct uk_file *file, const struct uk_iovec *pieces,
		      unsigned int count, int64_t offset __uk_unused)
{
	struct local_transfer transfer;
	uk_ssize_t result = uk_cursor_init(&transfer.cursor, pieces, count);

	if (result)
		return result;
	transfer.flags = 0;
	transfer.message = NULL;
	transfer.has_ended = false;
	return receive_once(local_of(file), &transfer);
}
