/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the options of all families have in common: values of any length, and timeouts.
 * Values are the caller's and need not be aligned. Any context; none sleeps.
 */
#ifndef UK_SOCKET_OPTION_H
#define UK_SOCKET_OPTION_H

#include <uk/socket.h>
#include <uk/string.h>
#include <uk/time.h>

/* Copies as many of `size` bytes as `*length` has room for, and says how many. 0. */
static inline int uk_socket_option_tell(void *value, uint32_t *length,
					const void *from, size_t size)
{
	*length = (uint32_t)UK_MIN((size_t)*length, size);
	memcpy(value, from, *length);
	return 0;
}

/*
 * SO_RCVTIMEO and SO_SNDTIMEO: a struct uk_timeval, in `*timeout` nanoseconds. For ever is 0, in
 * Linux and in struct uk_file; what is over already is as short as can be.
 * 0, -EINVAL (too short), or -EDOM (microseconds beyond a second).
 */
static inline int uk_socket_timeout_set(uint64_t *timeout, const void *value,
					uint32_t length)
{
	struct uk_timeval time;

	if (length < sizeof(time))
		return -EINVAL;
	memcpy(&time, value, sizeof(time));
	if (time.microseconds < 0 || time.microseconds >= 1000000)
		return -EDOM;
	*timeout = time.seconds < 0 ?
			   1 :
			   uk_time_join((uint64_t)time.seconds,
					(uint32_t)time.microseconds * 1000);
	return 0;
}

static inline int uk_socket_timeout_tell(uint64_t timeout, void *value,
					 uint32_t *length)
{
	struct uk_timeval time;
	uint64_t seconds;
	uint32_t nanoseconds;

	uk_time_split(timeout, &seconds, &nanoseconds);
	time.seconds = (int64_t)seconds;
	time.microseconds = nanoseconds / 1000;
	return uk_socket_option_tell(value, length, &time, sizeof(time));
}

#endif /* UK_SOCKET_OPTION_H */
