/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timerfd: a timer that is a file. Reading tells how often it has expired since the last
 * time.
 */
#include <uk/alloc.h>
#include <uk/fd.h>
#include <uk/string.h>

#include "queue.h"

struct timerfd {
	struct uk_file file;
	struct uk_timer timer;
	int clock;
	uint64_t count;
};

static struct timerfd *timerfd_of(struct uk_file *file)
{
	return UK_CONTAINER_OF(file, struct timerfd, file);
}

static void expire(struct uk_timer *timer, uint64_t count)
{
	struct timerfd *timerfd = UK_CONTAINER_OF(timer, struct timerfd, timer);

	timerfd->count += count;
	uk_file_notify(&timerfd->file, UK_READY_IN);
}

static uk_ssize_t timerfd_read(struct uk_file *file,
			       const struct uk_iovec *pieces,
			       unsigned int count __uk_unused,
			       int64_t offset __uk_unused)
{
	struct timerfd *timerfd = timerfd_of(file);

	if (pieces->length < sizeof(timerfd->count))
		return -EINVAL;
	if (!timerfd->count)
		return -EAGAIN;
	memcpy(pieces->base, &timerfd->count, sizeof(timerfd->count));
	timerfd->count = 0;
	return sizeof(timerfd->count);
}

static unsigned int timerfd_ready(struct uk_file *file)
{
	return timerfd_of(file)->count ? UK_READY_IN : 0;
}

static void timerfd_release(struct uk_file *file)
{
	struct timerfd *timerfd = timerfd_of(file);

	uk_timer_cancel(&timerfd->timer);
	uk_free(uk_alloc_default(), timerfd);
}

static const struct uk_file_ops timerfd_ops = {
	.kind = "timerfd",
	.read = timerfd_read,
	.ready = timerfd_ready,
	.release = timerfd_release,
};

int uk_timerfd_create(int clock, uint32_t flags)
{
	struct timerfd *timerfd;
	int fd;

	if (clock != UK_CLOCK_REALTIME && clock != UK_CLOCK_MONOTONIC &&
	    clock != UK_CLOCK_BOOTTIME)
		return -EINVAL;
	if (flags & ~(UK_O_NONBLOCK | UK_O_CLOEXEC))
		return -EINVAL;
	timerfd = uk_calloc(uk_alloc_default(), 1, sizeof(*timerfd));
	if (!timerfd)
		return -ENOMEM;
	uk_file_init(&timerfd->file, &timerfd_ops,
		     UK_O_RDWR | (flags & UK_O_NONBLOCK));
	timerfd->clock = clock;
	timerfd->timer.expire = expire;
	fd = uk_fd_install(&timerfd->file, flags & UK_O_CLOEXEC);
	if (fd < 0)
		uk_file_put(&timerfd->file);
	return fd;
}

/* That nobody sets the wall clock keeps the promise of CANCEL_ON_SET by itself. */
static int set(struct timerfd *timerfd, int flags,
	       const struct uk_timer_value *value, struct uk_timer_value *old)
{
	if (flags & ~(UK_TIMERFD_ABSTIME | UK_TIMERFD_CANCEL_ON_SET))
		return -EINVAL;
	if (old)
		timer_get(&timerfd->timer, old);
	uk_timer_cancel(&timerfd->timer);
	timerfd->count = 0;
	if (!value->value)
		return 0;
	return uk_timer_set(&timerfd->timer,
			    uk_timer_deadline(timerfd->clock,
					      flags & UK_TIMERFD_ABSTIME,
					      value->value),
			    value->interval);
}

/* The timerfd behind `fd`, of which the caller then owns a share; or why there is none. */
static int get(int fd, struct timerfd **timerfd)
{
	struct uk_file *file = uk_fd_get(fd);

	if (!file)
		return -EBADF;
	if (file->ops != &timerfd_ops) {
		uk_file_put(file);
		return -EINVAL;
	}
	*timerfd = timerfd_of(file);
	return 0;
}

int uk_timerfd_settime(int fd, int flags, const struct uk_timer_value *value,
		       struct uk_timer_value *old)
{
	struct timerfd *timerfd;
	int error = get(fd, &timerfd);

	if (error)
		return error;
	error = set(timerfd, flags, value, old);
	uk_file_put(&timerfd->file);
	return error;
}

int uk_timerfd_gettime(int fd, struct uk_timer_value *value)
{
	struct timerfd *timerfd;
	int error = get(fd, &timerfd);

	if (error)
		return error;
	timer_get(&timerfd->timer, value);
	uk_file_put(&timerfd->file);
	return 0;
}
