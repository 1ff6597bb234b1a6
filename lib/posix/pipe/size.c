/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What can be asked of a pipe: how much waits in it, and its capacity.
 */
#include "pipe.h"

#define CAPACITY_MOST (1ul << 30)

static int set_capacity(struct pipe *pipe, unsigned long wanted)
{
	bool had_room = pipe_has_room(pipe);
	unsigned long capacity = UK_PIPE_BUF;

	if (wanted > CAPACITY_MOST)
		return -EINVAL;
	while (capacity < wanted)
		capacity *= 2;
	if (capacity < pipe->bytes.length)
		return -EBUSY;
	pipe->capacity = (uint32_t)capacity;
	if (!had_room && pipe_has_room(pipe))
		pipe_tell_writers(pipe, UK_READY_OUT);
	return (int)capacity;
}

int pipe_ioctl(struct pipe *pipe, unsigned long request, void *argument)
{
	switch (request) {
	case UK_FIONREAD:
		if (!argument)
			return -EFAULT;
		*(int *)argument = (int)pipe->bytes.length;
		return 0;
	case UK_FILE_CONTROL | UK_F_GETPIPE_SZ:
		return (int)pipe->capacity;
	case UK_FILE_CONTROL | UK_F_SETPIPE_SZ:
		return set_capacity(pipe, (unsigned long)argument);
	default:
		return -ENOTTY;
	}
}
