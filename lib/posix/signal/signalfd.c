/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signalfd: pending signals, which the program blocks, as a file to read.
 */
#include <uk/alloc.h>
#include <uk/fd.h>
#include <uk/string.h>

#include "internal.h"

struct signalfd {
	struct uk_file file;
	struct uk_list_head link;
	uint64_t set;
};

static struct uk_list_head all = UK_LIST_HEAD_INIT(all);

static struct signalfd *signalfd_of(struct uk_file *file)
{
	return UK_CONTAINER_OF(file, struct signalfd, file);
}

static void tell_all(void)
{
	struct signalfd *signalfd;

	uk_list_for_each_entry(signalfd, &all, link)
		uk_file_notify(&signalfd->file, UK_READY_IN);
}

/* As Linux's signalfd_copyinfo(): of each kind of signal its own fields. */
static void fill(struct uk_signalfd_info *to, const struct uk_siginfo *from)
{
	memset(to, 0, sizeof(*to));
	to->number = (uint32_t)from->number;
	to->error = from->error;
	to->code = from->code;
	if (from->code == UK_SI_TIMER) {
		to->timer = (uint32_t)from->data.timer.id;
		to->overrun = (uint32_t)from->data.timer.overrun;
	} else {
		to->process = (uint32_t)from->data.from.process;
		to->user = from->data.from.user;
	}
	if (from->code < 0) {
		to->value = from->data.from.value;
		to->integer = (int32_t)from->data.from.value;
	}
}

static uk_ssize_t signalfd_read(struct uk_file *file,
				const struct uk_iovec *pieces,
				unsigned int count, int64_t offset __uk_unused)
{
	uint64_t set = signalfd_of(file)->set;
	uk_ssize_t done = 0;

	if (pieces->length < sizeof(struct uk_signalfd_info))
		return -EINVAL;
	for (; count; pieces++, count--) {
		char *to = pieces->base;
		size_t left = pieces->length;

		for (; left >= sizeof(struct uk_signalfd_info);
		     left -= sizeof(struct uk_signalfd_info)) {
			struct uk_signalfd_info entry;
			struct uk_siginfo info;

			if (!signal_take(set, &info))
				return done ?: -EAGAIN;
			fill(&entry, &info);
			memcpy(to, &entry, sizeof(entry));
			to += sizeof(entry);
			done += (uk_ssize_t)sizeof(entry);
		}
	}
	return done;
}

static unsigned int signalfd_ready(struct uk_file *file)
{
	uint64_t pending = signal_own.pending.set | signal_process.set;

	return pending & signalfd_of(file)->set ? UK_READY_IN : 0;
}

static void signalfd_release(struct uk_file *file)
{
	struct signalfd *signalfd = signalfd_of(file);

	uk_list_del(&signalfd->link);
	if (uk_list_empty(&all))
		signal_tell_fds = NULL;
	uk_free(uk_alloc_default(), signalfd);
}

static const struct uk_file_ops signalfd_ops = {
	.kind = "signalfd",
	.read = signalfd_read,
	.ready = signalfd_ready,
	.release = signalfd_release,
};

static int create(uint64_t set, uint32_t flags)
{
	struct signalfd *signalfd =
		uk_malloc(uk_alloc_default(), sizeof(*signalfd));
	int fd;

	if (!signalfd)
		return -ENOMEM;
	uk_file_init(&signalfd->file, &signalfd_ops,
		     UK_O_RDONLY | (flags & UK_O_NONBLOCK));
	signalfd->set = set;
	uk_list_add_tail(&signalfd->link, &all);
	signal_tell_fds = tell_all;
	fd = uk_fd_install(&signalfd->file, flags & UK_O_CLOEXEC);
	if (fd < 0)
		uk_file_put(&signalfd->file);
	return fd;
}

int uk_signal_fd(int fd, uint64_t set, uint32_t flags)
{
	struct uk_file *file;
	int result = fd;

	if (flags & ~(UK_O_NONBLOCK | UK_O_CLOEXEC))
		return -EINVAL;
	set &= ~SIGNALS_FIRM;
	if (fd == -1)
		return create(set, flags);
	file = uk_fd_get(fd);
	if (!file)
		return -EBADF;
	if (file->ops == &signalfd_ops) {
		signalfd_of(file)->set = set;
		if (signalfd_ready(file))
			uk_file_notify(file, UK_READY_IN);
	} else {
		result = -EINVAL;
	}
	uk_file_put(file);
	return result;
}
