/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FIFOs: who opens the same file of this kind, on whatever file system, has an end of the
 * same pipe, which lasts as long as any is open. The file is one of the vfs, so that
 * fchmod(), flock() and their kin work; the file system has no part in it.
 */
#include <uk/time.h>
#include <uk/vfs.h>

#include "pipe.h"

struct fifo {
	struct pipe pipe;
	struct uk_vnode *vnode;	  /* which those that have it open keep */
	struct uk_list_head link; /* in `fifos` */
};

/* Those that somebody has open: few, so a list is enough. */
static struct uk_list_head fifos = UK_LIST_HEAD_INIT(fifos);

static struct pipe_end *end_of(struct uk_file *file)
{
	return UK_CONTAINER_OF(file, struct uk_vfs_file, file)->data;
}

static struct fifo *find(const struct uk_vnode *vnode)
{
	struct fifo *fifo;

	uk_list_for_each_entry(fifo, &fifos, link)
		if (fifo->vnode == vnode)
			return fifo;
	return NULL;
}

static struct fifo *make(struct uk_vnode *vnode)
{
	struct fifo *fifo = uk_malloc(uk_alloc_default(), sizeof(*fifo));

	if (!fifo)
		return NULL;
	pipe_init(&fifo->pipe);
	fifo->vnode = vnode;
	uk_list_add(&fifo->link, &fifos);
	return fifo;
}

static void drop(struct fifo *fifo)
{
	uk_list_del(&fifo->link);
	uk_free(uk_alloc_default(), fifo);
}

static void leave(struct pipe_end *end)
{
	struct fifo *fifo = UK_CONTAINER_OF(end->pipe, struct fifo, pipe);

	if (pipe_detach(end))
		drop(fifo);
	uk_free(uk_alloc_default(), end);
}

static uk_ssize_t fifo_read(struct uk_file *file, const struct uk_iovec *pieces,
			    unsigned int count, int64_t offset __uk_unused)
{
	return pipe_read(end_of(file)->pipe, pieces, count);
}

static uk_ssize_t fifo_write(struct uk_file *file,
			     const struct uk_iovec *pieces, unsigned int count,
			     int64_t offset __uk_unused)
{
	return pipe_write(end_of(file)->pipe, pieces, count);
}

static unsigned int fifo_ready(struct uk_file *file)
{
	return pipe_ready(end_of(file));
}

static int fifo_ioctl(struct uk_file *file, unsigned long request,
		      void *argument)
{
	return pipe_ioctl(end_of(file)->pipe, request, argument);
}

static void fifo_release(struct uk_file *file)
{
	leave(end_of(file));
	uk_vfs_file_release(file);
}

static const struct uk_file_ops fifo_ops = {
	.kind = "FIFO",
	.read = fifo_read,
	.write = fifo_write,
	.ready = fifo_ready,
	.ioctl = fifo_ioctl,
	.stat = uk_vfs_file_stat,
	.release = fifo_release,
};

static uint32_t others_ever(const struct pipe_end *end)
{
	return pipe_reads(end->file) ? end->pipe->writers_ever :
				       end->pipe->readers_ever;
}

/* While it is being opened: "in" is the coming of the other kind, though it may
 * have gone again.
 */
static unsigned int opening_ready(struct uk_file *file)
{
	const struct pipe_end *end = end_of(file);

	return others_ever(end) != end->seen ? UK_READY_IN : 0;
}

static const struct uk_file_ops opening_ops = {
	.kind = "FIFO",
	.ready = opening_ready,
};

/* 0, or -EINTR. */
static int wait_for_other(struct pipe_end *end)
{
	int result;

	end->seen = others_ever(end);
	end->file->ops = &opening_ops;
	result = uk_file_wait(end->file, UK_READY_IN, UK_TIME_NEVER);
	end->seen = 0;
	return result < 0 ? result : 0;
}

/* fifo(7), and open(2) on O_NONBLOCK */
static int meet(struct pipe_end *end)
{
	const struct pipe *pipe = end->pipe;

	if (pipe->readers && pipe->writers) /* or O_RDWR, which is both */
		return 0;
	if (!(end->file->flags & UK_O_NONBLOCK))
		return wait_for_other(end);
	/* A reader: no writer has hung up before one was there. */
	end->seen = pipe->writers_ever;
	return 0;
}

/* Who would only write, and not wait for a reader */
static bool needs_reader(const struct uk_file *file)
{
	return file->flags & UK_O_NONBLOCK && !pipe_reads(file);
}

static int open_fifo(struct uk_vfs_file *file)
{
	struct fifo *fifo = find(file->vnode);
	struct pipe_end *end;
	int error;

	if (needs_reader(&file->file) && (!fifo || !fifo->pipe.readers))
		return -ENXIO;
	end = uk_malloc(uk_alloc_default(), sizeof(*end));
	if (!end)
		return -ENOMEM;
	if (!fifo)
		fifo = make(file->vnode);
	if (!fifo) {
		uk_free(uk_alloc_default(), end);
		return -ENOMEM;
	}
	pipe_attach(&fifo->pipe, end, &file->file);
	file->data = end;
	error = meet(end);
	if (error)
		leave(end);
	else
		file->file.ops = &fifo_ops;
	return error;
}

UK_VFS_FIFO_OPENER(pipe, open_fifo);
