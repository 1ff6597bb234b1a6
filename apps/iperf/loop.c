/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One epoll. An object that is closed may still have an event in the round that is being dealt
 * with, so it is kept until the round's end.
 */
#include "loop.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#define EVENTS 32

static int epoll = -1;
static struct watched *closed;

static bool control(int operation, struct watched *watched, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watched };

	if (epoll < 0)
		epoll = epoll_create1(0);
	return epoll >= 0 && !epoll_ctl(epoll, operation, watched->fd, &event);
}

bool loop_add(struct watched *watched, uint32_t events)
{
	return control(EPOLL_CTL_ADD, watched, events);
}

bool loop_change(struct watched *watched, uint32_t events)
{
	return control(EPOLL_CTL_MOD, watched, events);
}

static void retire(struct watched *watched)
{
	watched->is_closed = true;
	watched->next_closed = closed;
	closed = watched;
}

void loop_close(struct watched *watched)
{
	if (watched->is_closed)
		return;
	close(watched->fd);
	retire(watched);
}

bool loop_hand_over(struct watched *from, struct watched *to, uint32_t events)
{
	to->fd = from->fd;
	retire(from);
	return loop_change(to, events);
}

int loop_run(void)
{
	struct epoll_event events[EVENTS];

	for (;;) {
		int count = epoll_wait(epoll, events, EVENTS, -1);

		if (count < 0 && errno != EINTR)
			return errno;
		for (int i = 0; i < count; i++) {
			struct watched *watched = events[i].data.ptr;

			if (!watched->is_closed)
				watched->ready(watched);
		}
		while (closed) {
			struct watched *gone = closed;

			closed = gone->next_closed;
			if (gone->release)
				gone->release(gone);
		}
	}
}
