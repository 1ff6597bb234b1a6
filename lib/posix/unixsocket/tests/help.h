/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Short names for what the suites do with local sockets.
 */
#ifndef UNIXSOCKET_TESTS_HELP_H
#define UNIXSOCKET_TESTS_HELP_H

#include <uk/fd.h>
#include <uk/socket.h>
#include <uk/string.h>

#define MOST_RIGHTS 253

/* An abstract name */
struct address {
	struct uk_sockaddr_un name;
	uint32_t length;
};

static inline struct address abstract(const char *text)
{
	struct address address = { .name = { .family = UK_AF_UNIX } };
	size_t length = strlen(text);

	memcpy(address.name.path + 1, text, length);
	address.length = (uint32_t)(sizeof(uint16_t) + 1 + length);
	return address;
}

static inline struct uk_file *make_socket(int type)
{
	struct uk_file *file = NULL;

	uk_socket_create(UK_AF_UNIX, type, 0, &file);
	return file;
}

static inline int bind_to(struct uk_file *file, const char *name)
{
	struct address address = abstract(name);

	return uk_socket_bind(file, (void *)&address.name, address.length);
}

static inline int connect_to(struct uk_file *file, const char *name)
{
	struct address address = abstract(name);

	return uk_socket_connect(file, (void *)&address.name, address.length);
}

static inline int pair_of(int type, struct uk_file *files[2])
{
	return uk_socket_pair(UK_AF_UNIX, type, 0, files);
}

static inline uk_ssize_t send_text(struct uk_file *file, const char *text)
{
	struct uk_iovec piece = { (void *)(uintptr_t)text, strlen(text) };
	struct uk_msghdr message = { .pieces = &piece, .piece_count = 1 };

	return uk_socket_send(file, &message, 0);
}

static inline uk_ssize_t send_to(struct uk_file *file, const char *text,
				 const char *name)
{
	struct uk_iovec piece = { (void *)(uintptr_t)text, strlen(text) };
	struct address address = abstract(name);
	struct uk_msghdr message = { .name = &address.name,
				     .name_length = address.length,
				     .pieces = &piece,
				     .piece_count = 1 };

	return uk_socket_send(file, &message, 0);
}

/* Sends one byte, and descriptors with it. */
static inline uk_ssize_t give(struct uk_file *file, const int *fds,
			      unsigned int count)
{
	struct {
		struct uk_cmsghdr header;
		int fds[MOST_RIGHTS + 1];
	} control = { .header = { .length = sizeof(control.header) +
					    count * sizeof(int),
				  .level = UK_SOL_SOCKET,
				  .type = UK_SCM_RIGHTS } };
	struct uk_iovec piece = { (void *)(uintptr_t)"x", 1 };
	struct uk_msghdr message = { .pieces = &piece,
				     .piece_count = 1,
				     .control = &control,
				     .control_length = control.header.length };

	memcpy(control.fds, fds, count * sizeof(int));
	return uk_socket_send(file, &message, UK_MSG_DONTWAIT);
}

/* Receives one byte, and puts descriptors that came in `fds`: how many, or the error. */
static inline int take(struct uk_file *file, int *fds, unsigned int most,
		       int *flags)
{
	struct {
		struct uk_cmsghdr header;
		int fds[MOST_RIGHTS + 1];
	} control;
	char byte;
	struct uk_iovec piece = { &byte, 1 };
	struct uk_msghdr message = { .pieces = &piece,
				     .piece_count = 1,
				     .control = &control,
				     .control_length = sizeof(control.header) +
						       most * sizeof(int) };
	uk_ssize_t result = uk_socket_receive(file, &message, UK_MSG_DONTWAIT);
	size_t size;

	if (result < 0)
		return (int)result;
	*flags = message.flags;
	if (!message.control_length)
		return 0;
	size = control.header.length - sizeof(control.header);
	memcpy(fds, control.fds, size);
	return (int)(size / sizeof(int));
}

static inline uk_ssize_t receive_text(struct uk_file *file, char *to,
				      size_t size)
{
	struct uk_iovec piece = { to, size };

	return uk_file_read(file, &piece, 1, UK_FILE_POSITION);
}

static inline void put_both(struct uk_file *files[2])
{
	uk_file_put(files[0]);
	uk_file_put(files[1]);
}

#endif /* UNIXSOCKET_TESTS_HELP_H */
