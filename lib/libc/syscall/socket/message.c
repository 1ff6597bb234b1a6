/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending and receiving: send(2), recv(2) and their kin.
 */
#include <uk/file.h>

#include "on_file.h"

/* struct user_msghdr (include/linux/socket.h): lengths are of 64 bits, whatever the C
 * library has; and struct mmsghdr.
 */
_Static_assert(sizeof(struct uk_msghdr) == 56 &&
		       offsetof(struct uk_msghdr, pieces) == 16 &&
		       offsetof(struct uk_msghdr, piece_count) == 24 &&
		       offsetof(struct uk_msghdr, control_length) == 40 &&
		       offsetof(struct uk_msghdr, flags) == 48,
	       "the ABI's layout");

struct one_of_many {
	struct uk_msghdr message;
	uint32_t length; /* sent, or received */
};

_Static_assert(sizeof(struct one_of_many) == 64, "the ABI's size");

#define MSG_WAITFORONE 0x10000 /* include/linux/socket.h */
#define MANY_MOST 1024u	       /* UIO_MAXIOV, at which Linux cuts */

/* Each field has its line: compilers clear the whole of it otherwise. */
static inline struct uk_msghdr message_of(long address, uint32_t length,
					  struct uk_iovec *piece)
{
	return (struct uk_msghdr){
		.name = TO(void, address),
		.name_length = length,
		.pieces = piece,
		.piece_count = 1,
		.control = NULL,
		.control_length = 0,
		.flags = 0,
	};
}

long uk_sys_sendto(long fd, long from, long length, long flags, long address,
		   long address_length)
{
	struct uk_iovec piece = { TO(void, from), (size_t)length };
	struct uk_msghdr message = message_of(
		address, address ? (uint32_t)address_length : 0, &piece);

	if (UK_UNLIKELY(!from && length))
		return ON_FILE_ONCE(fd, -EFAULT);
	return SEND_ON_FILE(fd, flags,
			    uk_socket_send(file, &message, (int)flags));
}

long uk_sys_recvfrom(long fd, long to, long length, long flags, long address,
		     long address_length)
{
	uint32_t *room = TO(uint32_t, address_length);
	struct uk_iovec piece = { TO(void, to), (size_t)length };
	struct uk_msghdr message = message_of(
		room ? address : 0, address && room ? *room : 0, &piece);
	long count;

	if (UK_UNLIKELY((!to && length) || (address && !room)))
		return ON_FILE_ONCE(fd, -EFAULT);
	if (UK_UNLIKELY(address && *room > INT32_MAX))
		return ON_FILE_ONCE(fd, -EINVAL);
	count = ON_FILE(fd, uk_socket_receive(file, &message, (int)flags));
	if (count >= 0 && address)
		*room = message.name_length;
	return count;
}

/* 0, or what is wrong with a message of the program's */
static int check(const struct uk_msghdr *message)
{
	if (!message || (!message->pieces && message->piece_count))
		return -EFAULT;
	if (message->piece_count > UK_FD_PIECES_MOST)
		return -EMSGSIZE;
	if (message->name && message->name_length > INT32_MAX)
		return -EINVAL;
	for (size_t i = 0; i < message->piece_count; i++)
		if (!message->pieces[i].base && message->pieces[i].length)
			return -EFAULT;
	return !message->control && message->control_length ? -EFAULT : 0;
}

static long send_one(long fd, const struct uk_msghdr *message, long flags)
{
	return SEND_ON_FILE(fd, flags,
			    check(message) ?:
				    uk_socket_send(file, message, (int)flags));
}

static long receive_one(long fd, struct uk_msghdr *message, long flags)
{
	return ON_FILE(fd,
		       check(message) ?:
			       uk_socket_receive(file, message, (int)flags));
}

long uk_sys_sendmsg(long fd, long message, long flags)
{
	return send_one(fd, TO(const struct uk_msghdr, message), flags);
}

long uk_sys_recvmsg(long fd, long message, long flags)
{
	return receive_one(fd, TO(struct uk_msghdr, message), flags);
}

/* Several at a time: an error after the first of them ends the call with what was done. */
long uk_sys_sendmmsg(long fd, long messages, long count, long flags)
{
	struct one_of_many *many = TO(struct one_of_many, messages);
	unsigned int most = UK_MIN((uint32_t)count, MANY_MOST);
	unsigned int done;

	if (!many && most)
		return ON_FILE_ONCE(fd, -EFAULT);
	for (done = 0; done < most; done++) {
		long length = send_one(fd, &many[done].message, flags);

		if (length < 0)
			return done ? (long)done : length;
		many[done].length = (uint32_t)length;
	}
	return done;
}

/* The time is looked at between messages, as Linux does. */
static long receive_many(long fd, struct one_of_many *many, unsigned int most,
			 long flags, uint64_t deadline)
{
	long once = flags & MSG_WAITFORONE ? UK_MSG_DONTWAIT : 0;
	unsigned int done = 0;

	flags &= ~MSG_WAITFORONE;
	while (done < most) {
		long length = receive_one(fd, &many[done].message, flags);

		if (length < 0)
			return done ? (long)done : length;
		many[done++].length = (uint32_t)length;
		flags |= once;
		if (deadline != UK_TIME_NEVER &&
		    uk_time_monotonic() >= deadline)
			break;
	}
	return done;
}

long uk_sys_recvmmsg(long fd, long messages, long count, long flags,
		     long timeout)
{
	uint64_t time;
	int error = call_timespec(timeout, &time);

	if (error)
		return error;
	if (!messages && count)
		return ON_FILE_ONCE(fd, -EFAULT);
	return receive_many(fd, TO(struct one_of_many, messages),
			    UK_MIN((uint32_t)count, MANY_MOST), flags,
			    uk_time_deadline(time));
}
