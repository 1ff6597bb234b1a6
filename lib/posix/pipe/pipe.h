/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pipe and its ends, as pipe(), FIFOs and fcntl() share them. Nothing in it sleeps but the
 * opening of a FIFO, so cooperative threads need no lock.
 */
#ifndef PIPE_PIPE_H
#define PIPE_PIPE_H

#include <uk/alloc.h>
#include <uk/bytequeue.h>
#include <uk/pipe.h>

struct pipe {
	struct uk_bytequeue bytes;
	struct uk_list_head ends;
	uint32_t capacity; /* a power of two, UK_PIPE_BUF at least */
	uint32_t number;   /* as an inode's */
	/* Ends that are open, and how many ever were: one of O_RDWR is both. */
	uint32_t readers, writers;
	uint32_t readers_ever, writers_ever;
};

/* An open file's share of a pipe */
struct pipe_end {
	struct pipe *pipe;
	struct uk_file *file;
	struct uk_list_head link; /* in pipe->ends */
	/* How many writers, or readers, had ever been there when this end was opened; 0:
	 * it does not matter any more.
	 */
	uint32_t seen;
};

static inline bool pipe_reads(const struct uk_file *file)
{
	return (file->flags & UK_O_ACCMODE) != UK_O_WRONLY;
}

static inline bool pipe_writes(const struct uk_file *file)
{
	return (file->flags & UK_O_ACCMODE) != UK_O_RDONLY;
}

static inline size_t pipe_room(const struct pipe *pipe)
{
	return pipe->capacity - pipe->bytes.length;
}

/* Whether a write of one step goes in: then poll() says so. */
static inline bool pipe_has_room(const struct pipe *pipe)
{
	return pipe_room(pipe) >= UK_PIPE_BUF;
}

/* Makes a new pipe ready. */
void pipe_init(struct pipe *pipe);
/* `file`, whose flags say what it does, becomes an end; who waits is told. */
void pipe_attach(struct pipe *pipe, struct pipe_end *end, struct uk_file *file);
/* And is one no more; true: it was the last, and nothing waits in the pipe any more. */
bool pipe_detach(struct pipe_end *end);

/* Tell the ends that read, or write, of it. */
void pipe_tell_readers(struct pipe *pipe, unsigned int events);
void pipe_tell_writers(struct pipe *pipe, unsigned int events);

/* Operations of an end (struct uk_file_ops) */
uk_ssize_t pipe_read(struct pipe *pipe, const struct uk_iovec *pieces,
		     unsigned int count);
uk_ssize_t pipe_write(struct pipe *pipe, const struct uk_iovec *pieces,
		      unsigned int count);
unsigned int pipe_ready(const struct pipe_end *end);
int pipe_ioctl(struct pipe *pipe, unsigned long request, void *argument);

#endif /* PIPE_PIPE_H */
