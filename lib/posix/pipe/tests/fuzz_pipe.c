/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzzes a pipe against a model: what goes in and out, what poll() says, and what an
 * edge-triggered set tells of either end. Each three bytes are a call.
 */
#include <string.h>
#include <uk/assert.h>
#include <uk/epoll.h>

#include "../../../fs/ukfile/tests/host/machine.h"
#include "help.h"

#define LARGEST (1u << 17)

static struct {
	int fds[2]; /* -1: closed */
	size_t waiting, capacity;
	uint32_t in, out; /* bytes that ever were */
	bool news[2];
} model;

static int set;
static char data[LARGEST];

static bool has_room(void)
{
	return model.capacity - model.waiting >= UK_PIPE_BUF;
}

static unsigned int expected_state(int end)
{
	bool alone = model.fds[!end] < 0;

	if (end)
		return (has_room() ? UK_READY_OUT : 0) |
		       (alone ? UK_READY_ERROR : 0);
	return (model.waiting ? UK_READY_IN : 0) |
	       (alone ? UK_READY_HANG_UP : 0);
}

static void write_some(size_t length, int memory)
{
	bool whole = length <= UK_PIPE_BUF;
	size_t room = model.capacity - model.waiting;
	uk_ssize_t done;

	for (size_t i = 0; i < length; i++)
		data[i] = (char)((model.in + i) * 11 >> 2);
	machine_memory_left = memory;
	done = uk_fd_write(model.fds[1], data, length);
	machine_memory_left = -1;
	if (!length) {
		UK_ASSERT(!done);
	} else if (model.fds[0] < 0) {
		UK_ASSERT(done == -EPIPE);
	} else if (whole ? room < length : !room) {
		UK_ASSERT(done == -EAGAIN);
	} else if (memory < 0) {
		UK_ASSERT(done == (uk_ssize_t)UK_MIN(length, room));
	} else {
		UK_ASSERT(done == -ENOMEM || done == (uk_ssize_t)length ||
			  (!whole && done > 0 && (size_t)done <= room));
	}
	if (done <= 0)
		return;
	model.waiting += (size_t)done;
	model.in += (uint32_t)done;
	model.news[0] = true;
}

static void read_some(size_t length)
{
	size_t expected = UK_MIN(length, model.waiting);
	uk_ssize_t done = uk_fd_read(model.fds[0], data, length);
	bool had_room = has_room();

	if (length && !expected && model.fds[1] >= 0) {
		UK_ASSERT(done == -EAGAIN);
		return;
	}
	UK_ASSERT(done == (uk_ssize_t)expected);
	for (size_t i = 0; i < expected; i++)
		UK_ASSERT(data[i] == (char)((model.out + i) * 11 >> 2));
	model.out += (uint32_t)expected;
	model.waiting -= expected;
	if (!had_room && has_room())
		model.news[1] = true;
}

static void close_end(int end)
{
	UK_ASSERT(!uk_fd_close(model.fds[end]));
	model.fds[end] = -1;
	model.news[end] = false;
	model.news[!end] = true;
}

static void resize(int end, size_t wanted)
{
	int result = uk_fd_control(model.fds[end], UK_F_SETPIPE_SZ, wanted);
	bool had_room = has_room();
	size_t capacity = UK_PIPE_BUF;

	while (capacity < wanted)
		capacity *= 2;
	if (capacity < model.waiting) {
		UK_ASSERT(result == -EBUSY);
		return;
	}
	UK_ASSERT(result == (int)capacity);
	model.capacity = capacity;
	if (!had_room && has_room())
		model.news[1] = true;
}

/* What an edge-triggered set has to tell, once. */
static void look(void)
{
	struct uk_epoll_event events[2];
	int found = uk_epoll_wait(set, events, 2, 0), due = 0;

	for (int end = 0; end < 2; end++)
		due += model.fds[end] >= 0 && model.news[end] &&
		       expected_state(end);
	UK_ASSERT(found == due);
	for (int i = 0; i < found; i++) {
		int end = (int)events[i].data;

		UK_ASSERT(model.news[end]);
		UK_ASSERT(events[i].events == expected_state(end));
	}
	model.news[0] = model.news[1] = false;
}

static void watch(int end)
{
	struct uk_epoll_event event = {
		.events = UK_READY_IN | UK_READY_OUT | UK_EPOLL_EDGE,
		.data = (uint64_t)end,
	};

	UK_ASSERT(!uk_epoll_control(set, UK_EPOLL_ADD, model.fds[end], &event));
	model.news[end] = true;
}

static void act(uint8_t what, size_t size)
{
	int end = what & 0x10 ? 1 : 0;

	switch (what % 8) {
	case 0:
	case 1:
		if (model.fds[1] >= 0)
			write_some(size, what & 0x80 ? what >> 5 & 3 : -1);
		break;
	case 2:
	case 3:
		if (model.fds[0] >= 0)
			read_some(size);
		break;
	case 4:
		if (model.fds[end] >= 0)
			resize(end, size);
		break;
	case 5:
		if (size < 8 && model.fds[end] >= 0)
			close_end(end);
		break;
	default:
		look();
		break;
	}
	for (end = 0; end < 2; end++)
		if (model.fds[end] >= 0) {
			UK_ASSERT(state(model.fds[end]) == expected_state(end));
			UK_ASSERT(waiting(model.fds[end]) ==
				  (int)model.waiting);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	memset(&model, 0, sizeof(model));
	UK_ASSERT(!uk_pipe(model.fds, UK_O_NONBLOCK));
	model.capacity = CONFIG_LIBPIPE_KIB * 1024;
	set = uk_epoll_create(0);
	watch(0);
	watch(1);
	for (; length >= 3; bytes += 3, length -= 3)
		act(bytes[0], (bytes[1] | bytes[2] << 8) * 2u % LARGEST);
	for (int end = 0; end < 2; end++)
		if (model.fds[end] >= 0)
			close_end(end);
	UK_ASSERT(!uk_fd_close(set));
	UK_ASSERT(machine_blocks <= 8); /* chunks that are kept */
	return 0;
}
