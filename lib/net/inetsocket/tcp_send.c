/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending: data is copied once, into segments as large as the device can cut
 * (uk_netstack_tcp_write()), and goes out once for each call.
 */
#include "internal.h"

#include <uk/string.h>

/* What the queue may still take, by SO_SNDBUF and lwIP's own limit */
static size_t room(const struct socket *socket)
{
	size_t used = TCP_SND_BUF - socket->pcb.tcp->snd_buf;
	size_t limit = socket->settings.send_limit;

	return used < limit ? limit - used : 0;
}

/* A third of the queue, as in Linux: a writer that is woken for less writes
 * in many small pieces.
 */
static bool worth_waking(const struct socket *socket)
{
	return room(socket) >= socket->settings.send_limit / 3 &&
	       tcp_sndqueuelen(socket->pcb.tcp) <= TCP_SND_QUEUELEN / 3 * 2;
}

err_t tcp_socket_sent(void *argument, struct tcp_pcb *pcb __uk_unused,
		      u16_t length __uk_unused)
{
	struct socket *socket = argument;

	if (!(socket->flags & (WRITABLE | WRITE_SHUT)) &&
	    worth_waking(socket)) {
		socket->flags |= WRITABLE;
		uk_file_notify(&socket->file, UK_READY_OUT);
	}
	return ERR_OK;
}

/* While more is to come, whole segments go and the rest stays: Nagle's rule
 * holds it once something is in flight.
 */
static void output(struct socket *socket, bool more)
{
	struct tcp_pcb *pcb = socket->pcb.tcp;

	if (more) {
		if (!pcb->unsent ||
		    (!pcb->unsent->next && pcb->unsent->len < pcb->mss))
			return;
		tcp_nagle_enable(pcb);
	}
	tcp_output(pcb);
	if (more && socket->flags & NO_DELAY)
		tcp_nagle_disable(pcb);
}

void tcp_socket_uncork(struct socket *socket)
{
	if (socket->pcb.any && socket->state == SOCKET_CONNECTED)
		tcp_output(socket->pcb.tcp);
}

/* As much of the message as there is room for; or why none */
static uk_ssize_t queue(struct socket *socket, struct uk_cursor *cursor,
			bool more)
{
	size_t before = cursor->left;

	while (cursor->left) {
		const struct uk_iovec *piece = cursor->piece;
		size_t length = UK_MIN(piece->length - cursor->offset,
				       room(socket));
		uk_ssize_t done = 0;

		if (cursor->offset == piece->length) {
			cursor->piece++;
			cursor->offset = 0;
			continue;
		}
		if (length)
			done = uk_netstack_tcp_write(
				socket->pcb.tcp,
				(char *)piece->base + cursor->offset, length,
				more || length < cursor->left);
		if (done <= 0) {
			socket->flags &= ~WRITABLE;
			if (before != cursor->left)
				break;
			if (done == -ENOMEM) {
				socket->flags |= WRITABLE;
				return -ENOBUFS;
			}
			return done ? done : -EAGAIN;
		}
		cursor->offset += (size_t)done;
		cursor->left -= (size_t)done;
	}
	return (uk_ssize_t)(before - cursor->left);
}

uk_ssize_t tcp_socket_send(struct socket *socket,
			   struct socket_transfer *transfer)
{
	bool more = socket->flags & CORKED || transfer->flags & UK_MSG_MORE;
	uk_ssize_t result;

	if (socket->error)
		return socket_take_error(socket);
	if (socket->state == SOCKET_CONNECTING)
		return -EAGAIN;
	if (socket->state != SOCKET_CONNECTED || socket->flags & WRITE_SHUT)
		return -EPIPE;
	result = queue(socket, &transfer->cursor, more);
	if (result > 0) {
		output(socket, more && !transfer->cursor.left);
		if (!worth_waking(socket))
			socket->flags &= ~WRITABLE;
	}
	return result;
}
