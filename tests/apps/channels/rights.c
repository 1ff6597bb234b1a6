/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors and credentials through local sockets.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "say.h"

#define MOST 254

static int give(int fd, const char *text, const int *fds, unsigned int count)
{
	static char control[CMSG_SPACE(MOST * sizeof(int))];
	struct iovec piece = { (void *)text, strlen(text) };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };

	if (count) {
		struct cmsghdr *header;

		message.msg_control = control;
		message.msg_controllen = CMSG_SPACE(count * sizeof(int));
		memset(control, 0, message.msg_controllen);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(header), fds, count * sizeof(int));
	}
	return (int)sendmsg(fd, &message, 0);
}

static void tell_one(const struct cmsghdr *header, int *fds)
{
	size_t size = header->cmsg_len - sizeof(*header);

	if (header->cmsg_level == SOL_SOCKET &&
	    header->cmsg_type == SCM_CREDENTIALS) {
		struct ucred who;

		memcpy(&who, CMSG_DATA(header), sizeof(who));
		printf(", from %s %u %u", who.pid == getpid() ? "me" : "?",
		       who.uid, who.gid);
	} else if (header->cmsg_level == SOL_SOCKET &&
		   header->cmsg_type == SCM_RIGHTS) {
		printf(", %zu descriptors", size / sizeof(int));
		memcpy(fds, CMSG_DATA(header), size);
		for (size_t i = 1; i < size / sizeof(int); i++)
			close(fds[i]);
	}
}

/* Receives, and says all about it; a descriptor that came is returned. */
static int take(const char *what, int fd, size_t length, size_t room, int flags)
{
	static char control[CMSG_SPACE(MOST * sizeof(int))];
	char data[100];
	struct iovec piece = { data, length };
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = room ? control : NULL,
				  .msg_controllen = room };
	int fds[MOST] = { -1 };
	ssize_t result = recvmsg(fd, &message, flags);

	if (result < 0) {
		say(what, -1);
		return -1;
	}
	printf("%s: '%.*s' flags %x", what, (int)result, data,
	       message.msg_flags);
	for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
	     header = CMSG_NXTHDR(&message, header))
		tell_one(header, fds);
	printf(", %zu bytes\n", message.msg_controllen);
	return fds[0];
}

#define ROOM 200

static void basics(const char *name, int type)
{
	int fds[2], channel[2], three[3], got;

	part(name);
	SAY(socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, fds));
	SAY(pipe(channel));
	SAY(give(fds[0], "pipe", &channel[1], 1));
	close(channel[1]);
	got = take("one", fds[1], 50, ROOM, 0);
	SAY(got >= 0);
	SAY(fcntl(got, F_GETFD));
	WRITE(got, "through it");
	READ(channel[0], 20);
	three[0] = three[1] = three[2] = got;
	SAY(give(fds[0], "three", three, 3));
	close(got);
	STATE(channel[0]);
	close(take("two of three", fds[1], 50, CMSG_LEN(2 * sizeof(int)),
		   MSG_CMSG_CLOEXEC));
	STATE(channel[0]);
	three[0] = channel[0];
	SAY(give(fds[0], "unwanted", three, 1));
	READ(fds[1], 20);
	SAY(give(fds[0], "no room", three, 1));
	take("no room", fds[1], 50, 0, 0);
	SAY(give(fds[0], "little room", three, 1));
	take("little room", fds[1], 50, 8, 0);
	SAY(give(fds[0], "peeked", three, 1));
	close(take("peek", fds[1], 50, ROOM, MSG_PEEK));
	close(take("then", fds[1], 50, ROOM, 0));
	three[1] = 9999;
	SAY(give(fds[0], "wrong", three, 2));
	take("nothing", fds[1], 50, ROOM, 0);
	SAY(give(fds[0], "left in the queue", three, 1));
	close(channel[0]);
	close_both(fds);
}

static void in_streams(void)
{
	int fds[2], some[MOST];

	part("among a stream's bytes");
	SAY(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds));
	for (int i = 0; i < MOST; i++)
		some[i] = fds[0];
	some[0] = 0;
	WRITE(fds[0], "before ");
	SAY(give(fds[0], "with", some, 1));
	WRITE(fds[0], " after");
	close(take("up to its end", fds[1], 50, ROOM, 0));
	close(take("the rest", fds[1], 50, ROOM, 0));
	SAY(give(fds[0], "long one", some, 1));
	WRITE(fds[0], " and on");
	close(take("its start", fds[1], 4, ROOM, 0));
	close(take("the rest and more", fds[1], 50, ROOM, 0));
	SAY(give(fds[0], "one", some, 1));
	SAY(give(fds[0], "two", some, 1));
	close(take("one by one", fds[1], 50, ROOM, MSG_WAITALL));
	close(take("one by one", fds[1], 50, ROOM, 0));
	SAY(give(fds[0], "", some, 1));
	for (int i = 0; i < MOST; i++)
		some[i] = 1;
	SAY(give(fds[0], "too many", some, MOST));
	SAY(give(fds[0], "most", some, MOST - 1));
	close(take("most", fds[1], 50, CMSG_SPACE(MOST * sizeof(int)), 0));
	close_both(fds);
}

static void credentials(int type)
{
	int fds[2], on = 1, zero = 0;

	part("credentials");
	SAY(socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, fds));
	SAY(setsockopt(fds[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)));
	WRITE(fds[0], "hello");
	take("who", fds[1], 50, ROOM, 0);
	SAY(give(fds[0], "both", &zero, 1));
	close(take("who and what", fds[1], 50, ROOM, 0));
	WRITE(fds[0], "hello");
	take("no room", fds[1], 50, 10, 0);
	close_both(fds);
}

static int send_raw(int fd, size_t length, int level, int type, size_t room)
{
	char control[100] = "";
	struct iovec piece = { "x", 1 };
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = room };
	struct cmsghdr header = { .cmsg_len = length,
				  .cmsg_level = level,
				  .cmsg_type = type };

	memcpy(control, &header, sizeof(header));
	return (int)sendmsg(fd, &message, 0);
}

static void nonsense(void)
{
	int fds[2];

	part("nonsense");
	SAY(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, fds));
	SAY(send_raw(fds[0], 0, SOL_SOCKET, SCM_RIGHTS, 50));
	SAY(send_raw(fds[0], 15, SOL_SOCKET, SCM_RIGHTS, 50));
	SAY(send_raw(fds[0], 51, SOL_SOCKET, SCM_RIGHTS, 50));
	SAY(send_raw(fds[0], 20, SOL_SOCKET, 77, 50));
	SAY(send_raw(fds[0], 20, 77, 77, 50));
	SAY(send_raw(fds[0], 16, SOL_SOCKET, SCM_RIGHTS, 50));
	SAY(send_raw(fds[0], 20, SOL_SOCKET, SCM_CREDENTIALS, 50));
	SAY(send_raw(fds[0], 20, SOL_SOCKET, SCM_RIGHTS, 10));
	close_both(fds);
}

void rights(void)
{
	basics("descriptors in a stream", SOCK_STREAM);
	basics("descriptors in datagrams", SOCK_DGRAM);
	basics("descriptors in packets", SOCK_SEQPACKET);
	in_streams();
	credentials(SOCK_STREAM);
	credentials(SOCK_DGRAM);
	nonsense();
}
