/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * select(), by way of poll().
 */
#include <uk/alloc.h>
#include <uk/poll.h>

/* What counts as ready in each set (Linux's fs/select.c does the same) */
#define IN_SET (UK_READY_IN | UK_READY_HANG_UP | UK_READY_ERROR)
#define OUT_SET (UK_READY_OUT | UK_READY_ERROR)
#define EXCEPT_SET UK_READY_PRI

struct sets {
	unsigned long *read, *write, *except;
};

static bool is_set(const unsigned long *set, int fd)
{
	return set && uk_bitmap_test(set, (size_t)fd);
}

static uint16_t wanted(const struct sets *sets, int fd)
{
	return (uint16_t)((is_set(sets->read, fd) ? UK_READY_IN : 0) |
			  (is_set(sets->write, fd) ? UK_READY_OUT : 0) |
			  (is_set(sets->except, fd) ? UK_READY_PRI : 0));
}

/* Clears the bit if it stood for something that is not ready; else counts it. */
static int keep(unsigned long *set, int fd, bool is_ready)
{
	if (!is_set(set, fd))
		return 0;
	if (!is_ready)
		uk_bitmap_clear(set, (size_t)fd);
	return is_ready;
}

static int answer(const struct sets *sets, const struct uk_pollfd *polls,
		  unsigned long used)
{
	int found = 0;

	for (; used; polls++, used--) {
		unsigned int ready = polls->revents;

		found += keep(sets->read, polls->fd, ready & IN_SET) +
			 keep(sets->write, polls->fd, ready & OUT_SET) +
			 keep(sets->except, polls->fd, ready & EXCEPT_SET);
	}
	return found;
}

static unsigned long ask(const struct sets *sets, int count,
			 struct uk_pollfd *polls)
{
	unsigned long used = 0;

	for (int fd = 0; fd < count; fd++) {
		uint16_t events = wanted(sets, fd);

		if (events)
			polls[used++] = (struct uk_pollfd){ fd, events, 0 };
	}
	return used;
}

static int poll_all(const struct sets *sets, struct uk_pollfd *polls,
		    unsigned long used, uint64_t timeout)
{
	int result = uk_poll(polls, used, timeout);

	if (result < 0)
		return result;
	for (unsigned long i = 0; i < used; i++)
		if (polls[i].revents & UK_READY_INVALID)
			return -EBADF;
	return answer(sets, polls, used);
}

int uk_select(int count, unsigned long *read, unsigned long *write,
	      unsigned long *except, uint64_t timeout)
{
	const struct sets sets = { read, write, except };
	struct uk_pollfd *polls;
	int result;

	if (count < 0)
		return -EINVAL;
	count = UK_MIN(count, (int)UK_FD_MOST);
	polls = uk_malloc(uk_alloc_default(),
			  (size_t)count * sizeof(*polls));
	if (!polls)
		return -ENOMEM;
	result = poll_all(&sets, polls, ask(&sets, count, polls), timeout);
	uk_free(uk_alloc_default(), polls);
	return result;
}
