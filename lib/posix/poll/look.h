/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What poll(), select() and epoll have in common.
 */
#ifndef POLL_LOOK_H
#define POLL_LOOK_H

#include <uk/file.h>

/* RDNORM and WRNORM are other names for IN and OUT, which alone the kinds know. */
#define NORMAL_SHIFT 6
_Static_assert(UK_READY_IN << NORMAL_SHIFT == UK_READY_IN_NORMAL &&
		       UK_READY_OUT << NORMAL_SHIFT == UK_READY_OUT_NORMAL,
	       "both names of a state lie as far apart");

/* Which of `events` hold. */
static __uk_always_inline unsigned int poll_look(struct uk_file *file, unsigned int events)
{
	unsigned int ready = uk_file_ready(file);

	ready |= (ready & (UK_READY_IN | UK_READY_OUT)) << NORMAL_SHIFT;
	return ready & events;
}

/* What a watcher for `events` is to be told of. */
static inline unsigned int poll_watched(unsigned int events)
{
	return events | UK_READY_ALWAYS |
	       (events & (UK_READY_IN_NORMAL | UK_READY_OUT_NORMAL)) >>
		       NORMAL_SHIFT;
}

#endif /* POLL_LOOK_H */
