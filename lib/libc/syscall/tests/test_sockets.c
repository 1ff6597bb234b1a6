/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls on sockets, with local ones: families' own suites test what each of them does.
 */
#include <uk/socket.h>

#include "calls.h"

UK_TESTSUITE(syscall_sockets, "system calls on sockets");

/* struct mmsghdr */
struct one_of_many {
	struct uk_msghdr message;
	unsigned int length;
};

static const struct uk_sockaddr_un name = { UK_AF_UNIX, "\0syscalls" };

#define NAME_SIZE 11 /* the family, and the abstract name */

UK_TEST(syscall_sockets, connections)
{
	struct uk_sockaddr_un who;
	uint32_t length = sizeof(who);
	long listener = uk_sys_socket(UK_AF_UNIX, UK_SOCK_STREAM, 0);
	long client = uk_sys_socket(
		UK_AF_UNIX, UK_SOCK_STREAM | UK_SOCK_CLOEXEC | UK_SOCK_NONBLOCK,
		0);
	long server;

	UK_REQUIRE(listener >= 0 && client >= 0);
	UK_EXPECT_EQ(uk_sys_fcntl(client, UK_F_GETFD, 0), 1);
	UK_EXPECT_EQ(uk_sys_bind(listener, AT(&name), NAME_SIZE), 0);
	UK_EXPECT_EQ(uk_sys_bind(listener, AT(&name), NAME_SIZE), -EINVAL);
	UK_EXPECT_EQ(uk_sys_bind(client, 0, NAME_SIZE), -EFAULT);
	UK_EXPECT_EQ(uk_sys_connect(client, AT(&name), NAME_SIZE),
		     -ECONNREFUSED);
	UK_EXPECT_EQ(uk_sys_listen(listener, 5), 0);
	UK_EXPECT_EQ(uk_sys_connect(client, AT(&name), NAME_SIZE), 0);
	UK_EXPECT_EQ(uk_sys_accept4(listener, 0, 0, 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_accept4(listener, AT(&who), 0, 0), -EFAULT);
	server = uk_sys_accept4(listener, AT(&who), AT(&length),
				UK_SOCK_CLOEXEC);
	UK_REQUIRE(server >= 0);
	UK_EXPECT_EQ(length, 2); /* a client without a name */
	UK_EXPECT_EQ(uk_sys_fcntl(server, UK_F_GETFD, 0), 1);

	length = sizeof(who);
	UK_EXPECT_EQ(uk_sys_getpeername(client, AT(&who), AT(&length)), 0);
	UK_EXPECT_EQ(length, NAME_SIZE);
	UK_EXPECT_EQ(uk_sys_getsockname(client, 0, AT(&length)), -EFAULT);
	UK_EXPECT_EQ(uk_sys_shutdown(client, 9), -EINVAL);
	UK_EXPECT_EQ(uk_sys_shutdown(client, UK_SHUT_WR), 0);
	UK_EXPECT_EQ(uk_sys_recvfrom(server, AT(&who), 1, 0, 0, 0), 0);
	UK_EXPECT_EQ(uk_sys_close(server), 0);
	UK_EXPECT_EQ(uk_sys_close(client), 0);
	UK_EXPECT_EQ(uk_sys_close(listener), 0);
	UK_EXPECT_EQ(uk_sys_socket(99, UK_SOCK_STREAM, 0), -EAFNOSUPPORT);
	UK_EXPECT_EQ(uk_sys_listen(0, 1), -ENOTSOCK);
	UK_EXPECT_EQ(uk_sys_accept(-1, 0, 0), -EBADF);
}

static int pair(int type, int fds[2])
{
	return (int)uk_sys_socketpair(UK_AF_UNIX, type, 0, AT(fds));
}

UK_TEST(syscall_sockets, data)
{
	char got[8] = "";
	uint32_t length = sizeof(struct uk_sockaddr_un), huge = ~0u;
	struct uk_sockaddr_un who;
	int fds[2];

	UK_REQUIRE(pair(UK_SOCK_STREAM | UK_SOCK_NONBLOCK, fds) == 0);
	UK_EXPECT_EQ(uk_sys_sendto(fds[0], AT("text"), 5, 0, 0, 0), 5);
	UK_EXPECT_EQ(uk_sys_recvfrom(fds[1], AT(got), 2, UK_MSG_PEEK, 0, 0), 2);
	UK_EXPECT_EQ(uk_sys_recvfrom(fds[1], AT(got), 8, 0, AT(&who),
				     AT(&length)),
		     5);
	UK_EXPECT_EQ(length, 0);
	UK_EXPECT(same(got, "text"));
	UK_EXPECT_EQ(uk_sys_recvfrom(fds[1], AT(got), 8, 0, 0, 0), -EAGAIN);
	UK_EXPECT_EQ(uk_sys_recvfrom(fds[1], 0, 8, 0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_recvfrom(fds[1], AT(got), 8, 0, AT(&who), 0),
		     -EFAULT);
	UK_EXPECT_EQ(uk_sys_recvfrom(fds[1], AT(got), 8, 0, AT(&who),
				     AT(&huge)),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_sendto(fds[0], 0, 8, 0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_sendto(-1, 0, 8, 0, 0, 0), -EBADF);
	UK_EXPECT_EQ(uk_sys_close(fds[1]), 0);
	UK_EXPECT_EQ(uk_sys_sendto(fds[0], AT("x"), 1, UK_MSG_NOSIGNAL, 0, 0),
		     -EPIPE);
	UK_EXPECT_EQ(uk_sys_close(fds[0]), 0);
	UK_EXPECT_EQ(uk_sys_socketpair(UK_AF_UNIX, UK_SOCK_STREAM, 0, 0),
		     -EFAULT);
	UK_EXPECT_EQ(uk_sys_socketpair(99, UK_SOCK_STREAM, 0, AT(fds)),
		     -EAFNOSUPPORT);
}

UK_TEST(syscall_sockets, messages)
{
	char one[4] = "", other[4] = "";
	struct uk_iovec pieces[2] = { { one, 4 }, { other, 4 } };
	struct uk_iovec bad = { NULL, 1 };
	struct one_of_many many[3] = {
		{ .message = { .pieces = &pieces[0], .piece_count = 1 } },
		{ .message = { .pieces = &pieces[1], .piece_count = 1 } },
		{ .message = { .pieces = &bad, .piece_count = 1 } },
	};
	struct uk_timespec wrong = { 0, -1 };
	int fds[2];

	UK_REQUIRE(pair(UK_SOCK_DGRAM | UK_SOCK_NONBLOCK, fds) == 0);
	memcpy(one, "one", 4);
	memcpy(other, "two", 4);
	/* the third ends it */
	UK_EXPECT_EQ(uk_sys_sendmmsg(fds[0], AT(many), 3, 0), 2);
	UK_EXPECT_EQ(many[1].length, 4);
	UK_EXPECT_EQ(uk_sys_sendmmsg(fds[0], AT(&many[2]), 1, 0), -EFAULT);
	one[0] = other[0] = 0;
	UK_EXPECT_EQ(uk_sys_recvmmsg(fds[1], AT(many), 2, 0x10000, 0), 2);
	UK_EXPECT(same(one, "one") && same(other, "two"));
	UK_EXPECT_EQ(uk_sys_recvmmsg(fds[1], AT(many), 2, 0, 0), -EAGAIN);
	UK_EXPECT_EQ(uk_sys_recvmmsg(fds[1], AT(many), 2, 0, AT(&wrong)),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_recvmmsg(fds[1], 0, 2, 0, 0), -EFAULT);

	many[0].message.pieces = pieces;
	many[0].message.piece_count = 2;
	UK_EXPECT_EQ(uk_sys_sendmsg(fds[0], AT(many), 0), 8);
	UK_EXPECT_EQ(uk_sys_recvmsg(fds[1], AT(many), 0), 8);
	UK_EXPECT_EQ(uk_sys_recvmsg(fds[1], 0, 0), -EFAULT);
	many[0].message.piece_count = 1025;
	UK_EXPECT_EQ(uk_sys_sendmsg(fds[0], AT(many), 0), -EMSGSIZE);
	UK_EXPECT_EQ(uk_sys_sendmsg(0, AT(&many[1]), 0), -ENOTSOCK);
	close_both(fds);
}

UK_TEST(syscall_sockets, options)
{
	uint32_t length = 4, negative = ~0u;
	int value = 1, fds[2];

	UK_REQUIRE(pair(UK_SOCK_STREAM, fds) == 0);
	UK_EXPECT_EQ(uk_sys_setsockopt(fds[0], UK_SOL_SOCKET, UK_SO_SNDBUF,
				       AT(&value), 4),
		     0);
	UK_EXPECT_EQ(uk_sys_getsockopt(fds[0], UK_SOL_SOCKET, UK_SO_TYPE,
				       AT(&value), AT(&length)),
		     0);
	UK_EXPECT_EQ(value, UK_SOCK_STREAM);
	UK_EXPECT_EQ(length, 4);
	UK_EXPECT_EQ(uk_sys_getsockopt(fds[0], UK_SOL_SOCKET, UK_SO_TYPE,
				       AT(&value), AT(&negative)),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_getsockopt(fds[0], UK_SOL_SOCKET, UK_SO_TYPE, 0,
				       AT(&length)),
		     -EFAULT);
	UK_EXPECT_EQ(uk_sys_getsockopt(fds[0], UK_SOL_SOCKET, UK_SO_TYPE,
				       AT(&value), 0),
		     -EFAULT);
	UK_EXPECT_EQ(uk_sys_setsockopt(fds[0], UK_SOL_SOCKET, UK_SO_SNDBUF,
				       AT(&value), -1),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_setsockopt(fds[0], UK_SOL_SOCKET, UK_SO_SNDBUF, 0,
				       4),
		     -EFAULT);
	close_both(fds);
}
