/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzzes ancillary data: any bytes are sent along, and any room is there to receive it; in
 * sockets that are passed through each other, and end in any order.
 */
#include <stdlib.h>
#include <string.h>
#include <uk/assert.h>

#include "../../../fs/ukfile/tests/host/machine.h"
#include "help.h"

#define SOCKETS 6

static int fds[SOCKETS];

static void open_pair(int at, int type)
{
	struct uk_file *files[2];

	UK_ASSERT(!pair_of(type | UK_SOCK_NONBLOCK, files));
	for (int i = 0; i < 2; i++) {
		fds[at + i] = uk_fd_install(files[i], 0);
		UK_ASSERT(fds[at + i] >= 0);
	}
}

static void send_any(struct uk_file *file, const uint8_t *data, size_t length)
{
	struct uk_iovec piece = { (void *)(uintptr_t)"data", 4 };
	/* exactly as long as it says, for the sanitizers */
	void *control = malloc(length);
	struct uk_msghdr message = { .pieces = &piece,
				     .piece_count = 1,
				     .control = control,
				     .control_length = length };

	memcpy(control, data, length);
	uk_socket_send(file, &message, 0);
	free(control);
}

/* Whether it is a message in which descriptors are passed on: those of the test. */
static void send_descriptors(struct uk_file *file, const uint8_t *data,
			     size_t length)
{
	int some[8];
	unsigned int count = 0;

	for (; length && count < 8; length--)
		some[count++] = fds[*data++ % SOCKETS];
	if (count)
		give(file, some, count);
}

static void close_those_in(const struct uk_msghdr *message)
{
	size_t left = message->control_length;
	const char *at = message->control;

	while (left >= sizeof(struct uk_cmsghdr)) {
		struct uk_cmsghdr header;
		size_t step;

		memcpy(&header, at, sizeof(header));
		UK_ASSERT(header.length >= sizeof(header) &&
			  header.length <= left);
		if (header.type == UK_SCM_RIGHTS)
			for (size_t i = sizeof(header); i < header.length;
			     i += sizeof(int)) {
				int fd;

				memcpy(&fd, at + i, sizeof(fd));
				UK_ASSERT(!uk_fd_close(fd));
			}
		step = UK_MIN(UK_CMSG_ALIGN(header.length), left);
		at += step;
		left -= step;
	}
	UK_ASSERT(!left);
}

static void receive_any(struct uk_file *file, size_t room, size_t length,
			int flags)
{
	char data[16];
	struct uk_iovec piece = { data, length % sizeof(data) };
	void *control = malloc(room);
	struct uk_msghdr message = { .pieces = &piece,
				     .piece_count = 1,
				     .control = control,
				     .control_length = room };

	if (uk_socket_receive(file, &message, flags) >= 0)
		close_those_in(&message);
	free(control);
}

static void act(uint8_t what, uint8_t on, const uint8_t *data, size_t length)
{
	struct uk_file *file = uk_fd_get(fds[on % SOCKETS]);
	int flag = on & 0x40;

	if (!file)
		return;
	machine_memory_left = on & 0x80 ? what >> 5 : -1;
	switch (what % 5) {
	case 0:
		send_any(file, data, length);
		break;
	case 1:
		send_descriptors(file, data, length);
		break;
	case 2:
		receive_any(file, length ? data[0] : 0, length,
			    flag ? UK_MSG_PEEK : 0);
		break;
	case 3:
		uk_socket_set_option(file, UK_SOL_SOCKET, UK_SO_PASSCRED, &flag,
				     sizeof(flag));
		break;
	default:
		uk_fd_close(fds[on % SOCKETS]);
		fds[on % SOCKETS] = -1;
		break;
	}
	machine_memory_left = -1;
	uk_file_put(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	long before = machine_blocks;

	open_pair(0, UK_SOCK_STREAM);
	open_pair(2, UK_SOCK_DGRAM);
	open_pair(4, UK_SOCK_SEQPACKET);
	while (length >= 3) {
		size_t part = UK_MIN((size_t)data[2] % 64, length - 3);

		act(data[0], data[1], data + 3, part);
		data += 3 + part;
		length -= 3 + part;
	}
	for (int i = 0; i < SOCKETS; i++)
		uk_fd_close(fds[i]);
	/* nothing but the chunks that are kept, and the table's own pieces */
	UK_ASSERT(machine_blocks <= before + 8 + 2);
	UK_ASSERT(!uk_fd_get(3) && !uk_fd_get(12));
	return 0;
}
