/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * eventfd: a counter that is a file.
 */
#include <uk/alloc.h>
#include <uk/eventfd.h>
#include <uk/string.h>

#define COUNT_MOST (UINT64_MAX - 1)

struct eventfd {
	struct uk_file file;
	uint64_t count;
	/* What a writer could not add: the file is not ready before that fits,
	 * so that he does not spin. 0: nobody failed.
	 */
	uint64_t wanted;
	bool is_semaphore;
};

static struct eventfd *eventfd_of(struct uk_file *file)
{
	return UK_CONTAINER_OF(file, struct eventfd, file);
}

static uk_ssize_t eventfd_read(struct uk_file *file,
			       const struct uk_iovec *pieces,
			       unsigned int count __uk_unused,
			       int64_t offset __uk_unused)
{
	struct eventfd *eventfd = eventfd_of(file);
	uint64_t value;

	if (pieces->length < sizeof(value))
		return -EINVAL;
	if (!eventfd->count)
		return -EAGAIN;
	value = eventfd->is_semaphore ? 1 : eventfd->count;
	eventfd->count -= value;
	memcpy(pieces->base, &value, sizeof(value));
	uk_file_notify(file, UK_READY_OUT);
	return sizeof(value);
}

static uk_ssize_t eventfd_write(struct uk_file *file,
				const struct uk_iovec *pieces,
				unsigned int count __uk_unused,
				int64_t offset __uk_unused)
{
	struct eventfd *eventfd = eventfd_of(file);
	uint64_t value;

	if (pieces->length < sizeof(value))
		return -EINVAL;
	memcpy(&value, pieces->base, sizeof(value));
	if (value == UINT64_MAX)
		return -EINVAL;
	if (value > COUNT_MOST - eventfd->count) {
		eventfd->wanted = value;
		return -EAGAIN;
	}
	eventfd->wanted = 0;
	eventfd->count += value;
	if (eventfd->count)
		uk_file_notify(file, UK_READY_IN);
	return sizeof(value);
}

static unsigned int eventfd_ready(struct uk_file *file)
{
	const struct eventfd *eventfd = eventfd_of(file);
	uint64_t room = COUNT_MOST - eventfd->count;

	return (eventfd->count ? UK_READY_IN : 0) |
	       (room && room >= eventfd->wanted ? UK_READY_OUT : 0);
}

static void eventfd_release(struct uk_file *file)
{
	uk_free(uk_alloc_default(), eventfd_of(file));
}

static const struct uk_file_ops eventfd_ops = {
	.kind = "eventfd",
	.read = eventfd_read,
	.write = eventfd_write,
	.ready = eventfd_ready,
	.release = eventfd_release,
};

int uk_eventfd_create(unsigned int count, uint32_t flags)
{
	struct eventfd *eventfd;
	int fd;

	if (flags & ~(UK_EVENTFD_SEMAPHORE | UK_O_CLOEXEC | UK_O_NONBLOCK))
		return -EINVAL;
	eventfd = uk_malloc(uk_alloc_default(), sizeof(*eventfd));
	if (!eventfd)
		return -ENOMEM;
	uk_file_init(&eventfd->file, &eventfd_ops,
		     UK_O_RDWR | (flags & UK_O_NONBLOCK));
	eventfd->count = count;
	eventfd->wanted = 0;
	eventfd->is_semaphore = flags & UK_EVENTFD_SEMAPHORE;
	fd = uk_fd_install(&eventfd->file, flags & UK_O_CLOEXEC);
	if (fd < 0)
		uk_file_put(&eventfd->file);
	return fd;
}
