/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pipe(): a pipe with one end of each kind.
 */
#include <uk/stat.h>

#include "pipe.h"

struct half {
	struct uk_file file;
	struct pipe_end end;
};

static struct pipe_end *end_of(struct uk_file *file)
{
	return &UK_CONTAINER_OF(file, struct half, file)->end;
}

static uk_ssize_t half_read(struct uk_file *file, const struct uk_iovec *pieces,
			    unsigned int count, int64_t offset __uk_unused)
{
	return pipe_read(end_of(file)->pipe, pieces, count);
}

static uk_ssize_t half_write(struct uk_file *file,
			     const struct uk_iovec *pieces, unsigned int count,
			     int64_t offset __uk_unused)
{
	return pipe_write(end_of(file)->pipe, pieces, count);
}

static unsigned int half_ready(struct uk_file *file)
{
	return pipe_ready(end_of(file));
}

static int half_ioctl(struct uk_file *file, unsigned long request,
		      void *argument)
{
	return pipe_ioctl(end_of(file)->pipe, request, argument);
}

static int half_stat(struct uk_file *file, struct uk_stat *stat)
{
	stat->mode = UK_S_IFIFO | 0600;
	stat->links = 1;
	stat->inode = end_of(file)->pipe->number;
	return 0;
}

static void half_release(struct uk_file *file)
{
	struct pipe *pipe = end_of(file)->pipe;

	if (pipe_detach(end_of(file)))
		uk_free(uk_alloc_default(), pipe);
	uk_free(uk_alloc_default(), UK_CONTAINER_OF(file, struct half, file));
}

static const struct uk_file_ops half_ops = {
	.kind = "pipe",
	.read = half_read,
	.write = half_write,
	.ready = half_ready,
	.ioctl = half_ioctl,
	.stat = half_stat,
	.release = half_release,
};

int uk_pipe_files(struct uk_file *ends[2], uint32_t flags)
{
	struct uk_alloc *heap = uk_alloc_default();
	struct pipe *pipe = uk_malloc(heap, sizeof(*pipe));
	struct half *halves[2];

	if (flags & ~(UK_O_NONBLOCK | UK_O_CLOEXEC)) {
		uk_free(heap, pipe);
		return -EINVAL;
	}
	halves[0] = uk_malloc(heap, sizeof(*halves[0]));
	halves[1] = uk_malloc(heap, sizeof(*halves[1]));
	if (!pipe || !halves[0] || !halves[1]) {
		uk_free(heap, pipe);
		uk_free(heap, halves[0]);
		uk_free(heap, halves[1]);
		return -ENOMEM;
	}
	pipe_init(pipe);
	for (unsigned int i = 0; i < 2; i++) {
		uk_file_init(&halves[i]->file, &half_ops,
			     (i ? UK_O_WRONLY : UK_O_RDONLY) |
				     (flags & UK_O_NONBLOCK));
		pipe_attach(pipe, &halves[i]->end, &halves[i]->file);
		ends[i] = &halves[i]->file;
	}
	return 0;
}

int uk_pipe(int fds[2], uint32_t flags)
{
	struct uk_file *ends[2];
	int numbers[2], error;

	if (!fds)
		return -EFAULT;
	numbers[0] = uk_fd_reserve(0, flags & UK_O_CLOEXEC);
	if (numbers[0] < 0)
		return numbers[0];
	numbers[1] = uk_fd_reserve(0, flags & UK_O_CLOEXEC);
	error = numbers[1] < 0 ? numbers[1] : uk_pipe_files(ends, flags);
	if (error) {
		if (numbers[1] >= 0)
			uk_fd_cancel(numbers[1]);
		uk_fd_cancel(numbers[0]);
		return error;
	}
	for (unsigned int i = 0; i < 2; i++) {
		uk_fd_fill(numbers[i], ends[i]);
		fds[i] = numbers[i];
	}
	return 0;
}
