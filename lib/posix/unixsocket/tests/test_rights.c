/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors on their way: what is refused, what is lost, and that all of it ends.
 */
#include <uk/test.h>

#include "help.h"

UK_TESTSUITE(unixsocket_rights, "descriptors through local sockets");

/* A descriptor for the file, which has been given to it. */
static int number_of(struct uk_file *file)
{
	uk_file_get(file);
	return uk_fd_install(file, 0);
}

static void close_all(const int *fds, int count)
{
	for (int i = 0; i < count; i++)
		UK_EXPECT_EQ(uk_fd_close(fds[i]), 0);
}

UK_TEST(unixsocket_rights, sockets_that_would_keep_themselves)
{
	struct uk_file *one[2], *other[2];
	int fds[2];

	UK_REQUIRE(pair_of(UK_SOCK_STREAM, one) == 0);
	UK_REQUIRE(pair_of(UK_SOCK_DGRAM, other) == 0);
	fds[0] = number_of(one[0]);
	fds[1] = number_of(other[0]);
	/* into its own queue */
	UK_EXPECT_EQ(give(one[1], &fds[0], 1), -ETOOMANYREFS);
	UK_EXPECT_EQ(give(other[1], &fds[1], 1), -ETOOMANYREFS);
	/* each into the other's */
	UK_EXPECT_EQ(give(one[1], &fds[1], 1), 1);
	UK_EXPECT_EQ(give(other[1], &fds[0], 1), -ETOOMANYREFS);
	close_all(fds, 2);
	put_both(one);
	put_both(other);
}

UK_TEST(unixsocket_rights, listeners_own_who_waits)
{
	struct uk_file *listener = make_socket(UK_SOCK_SEQPACKET);
	struct uk_file *client = make_socket(UK_SOCK_SEQPACKET);
	int fd = number_of(listener);

	UK_EXPECT_EQ(bind_to(listener, "owner"), 0);
	UK_EXPECT_EQ(uk_socket_listen(listener, 1), 0);
	UK_EXPECT_EQ(connect_to(client, "owner"), 0);
	UK_EXPECT_EQ(give(client, &fd, 1), -ETOOMANYREFS);
	close_all(&fd, 1);
	uk_file_put(listener);
	UK_EXPECT_EQ(send_text(client, "x"), -ECONNRESET);
	uk_file_put(client);
}

/* Each lies in the queue of the one before: all go as the first does, on a small stack. */
UK_TEST(unixsocket_rights, a_long_chain)
{
	struct uk_file *first[2], *last;
	struct uk_file *to;

	UK_REQUIRE(pair_of(UK_SOCK_STREAM, first) == 0);
	to = first[1];
	for (int i = 0; i < 3000; i++) {
		struct uk_file *next[2];
		int fd;

		if (pair_of(UK_SOCK_STREAM, next))
			break;
		fd = uk_fd_install(next[0], 0);
		UK_EXPECT_EQ(give(to, &fd, 1), 1);
		UK_EXPECT_EQ(uk_fd_close(fd), 0);
		if (to != first[1])
			uk_file_put(to);
		to = next[1];
	}
	last = to;
	UK_EXPECT_EQ(send_text(last, "still there"), 11);
	put_both(first);
	UK_EXPECT_EQ(send_text(last, "x"), -EPIPE);
	uk_file_put(last);
}

UK_TEST(unixsocket_rights, no_descriptors_left)
{
	struct uk_file *files[2];
	int some[3], got[3], flags, limit;

	UK_REQUIRE(pair_of(UK_SOCK_DGRAM, files) == 0);
	for (int i = 0; i < 3; i++)
		some[i] = 1;
	UK_EXPECT_EQ(give(files[0], some, 3), 1);
	limit = uk_fd_dup(1, 0, 0);
	UK_EXPECT_EQ(uk_fd_close(limit), 0);
	uk_fd_limit = (unsigned int)limit + 2;
	UK_EXPECT_EQ(take(files[1], got, 3, &flags), 2);
	uk_fd_limit = UK_FD_MOST;
	UK_EXPECT_EQ(flags, UK_MSG_CTRUNC);
	close_all(got, 2);
	put_both(files);
}

UK_TEST(unixsocket_rights, too_many_on_their_way)
{
	struct uk_file *files[2];
	int some[MOST_RIGHTS + 1];
	unsigned int sent = 0;

	UK_REQUIRE(pair_of(UK_SOCK_STREAM, files) == 0);
	for (unsigned int i = 0; i <= MOST_RIGHTS; i++)
		some[i] = 1;
	UK_EXPECT_EQ(give(files[0], some, MOST_RIGHTS + 1), -EINVAL);
	while (give(files[0], some, MOST_RIGHTS) == 1)
		sent += MOST_RIGHTS;
	UK_EXPECT_EQ(sent, UK_FD_MOST / MOST_RIGHTS * MOST_RIGHTS);
	UK_EXPECT_EQ(give(files[0], some, UK_FD_MOST % MOST_RIGHTS + 1),
		     -ETOOMANYREFS);
	UK_EXPECT_EQ(give(files[0], some, UK_FD_MOST % MOST_RIGHTS), 1);
	UK_EXPECT_EQ(give(files[0], some, 1), -ETOOMANYREFS);
	put_both(files);
	UK_REQUIRE(pair_of(UK_SOCK_STREAM, files) == 0);
	UK_EXPECT_EQ(give(files[0], some, MOST_RIGHTS), 1);
	put_both(files);
}

static uk_ssize_t send_as(struct uk_file *file, struct uk_ucred who)
{
	struct {
		struct uk_cmsghdr header;
		struct uk_ucred who;
	} control = { { sizeof(control), UK_SOL_SOCKET, UK_SCM_CREDENTIALS },
		      who };
	struct uk_iovec piece = { (void *)(uintptr_t)"as", 2 };
	struct uk_msghdr message = {
		.pieces = &piece,
		.piece_count = 1,
		.control = &control,
		.control_length = sizeof(control.header) + sizeof(who),
	};

	control.header.length = message.control_length;
	return uk_socket_send(file, &message, 0);
}

/* How much came from the same user, who is told. */
static uk_ssize_t receive_from(struct uk_file *file, size_t most, uint32_t *uid)
{
	struct {
		struct uk_cmsghdr header;
		struct uk_ucred who;
	} control;
	char text[20];
	struct uk_iovec piece = { text, most };
	struct uk_msghdr message = { .pieces = &piece,
				     .piece_count = 1,
				     .control = &control,
				     .control_length = sizeof(control) };
	uk_ssize_t result = uk_socket_receive(file, &message, 0);

	*uid = control.who.uid;
	return result;
}

UK_TEST(unixsocket_rights, credentials_stay_apart)
{
	struct uk_file *files[2];
	uint32_t uid;
	int on = 1;

	UK_REQUIRE(pair_of(UK_SOCK_STREAM, files) == 0);
	UK_EXPECT_EQ(uk_socket_set_option(files[1], UK_SOL_SOCKET,
					  UK_SO_PASSCRED, &on, sizeof(on)),
		     0);
	UK_EXPECT_EQ(send_as(files[0], (struct uk_ucred){ 7, 0, 0 }), -ESRCH);
	UK_EXPECT_EQ(send_as(files[0], (struct uk_ucred){ 1, UINT32_MAX, 0 }),
		     -EINVAL);
	UK_EXPECT_EQ(send_text(files[0], "own"), 3);
	UK_EXPECT_EQ(send_as(files[0], (struct uk_ucred){ 1, 33, 0 }), 2);
	UK_EXPECT_EQ(send_as(files[0], (struct uk_ucred){ 1, 44, 0 }), 2);
	UK_EXPECT_EQ(send_text(files[0], "own"), 3);
	UK_EXPECT_EQ(receive_from(files[1], 20, &uid), 3);
	UK_EXPECT_EQ(uid, 0);
	UK_EXPECT_EQ(receive_from(files[1], 1, &uid), 1);
	UK_EXPECT_EQ(uid, 33);
	UK_EXPECT_EQ(receive_from(files[1], 20, &uid), 1);
	UK_EXPECT_EQ(uid, 33);
	UK_EXPECT_EQ(receive_from(files[1], 20, &uid), 2);
	UK_EXPECT_EQ(uid, 44);
	UK_EXPECT_EQ(receive_from(files[1], 20, &uid), 3);
	UK_EXPECT_EQ(uid, 0);
	put_both(files);
}
