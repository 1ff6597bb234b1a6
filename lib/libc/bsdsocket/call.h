/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From descriptors and errno to the kernel's calls.
 */
#ifndef BSDSOCKET_CALL_H
#define BSDSOCKET_CALL_H

#include <errno.h>
#include <sys/socket.h>
#include <uk/fd.h>
#include <uk/interrupt.h>
#include <uk/socket.h>

/* A negative errno becomes -1 and errno. */
static inline long outcome(long value)
{
	if (value >= 0)
		return value;
	errno = (int)-value;
	return -1;
}

/* What `call`, an expression in `file`, which is open behind `fd`, comes to. */
#define ON_FILE_ONCE(fd, call)                        \
	({                                            \
		struct uk_file *file = uk_fd_get(fd); \
		long on_file = -EBADF;                \
						      \
		if (file) {                           \
			on_file = (call);             \
			uk_file_put(file);            \
		}                                     \
		on_file;                              \
	})

/* Its value. Signals may interrupt it; one that sends also causes them. */
#define ON_FILE(fd, call) outcome(UK_RESTARTABLE(ON_FILE_ONCE(fd, call)))

#define SEND_ON_FILE(fd, flags, call)                                     \
	({                                                                \
		long sent = UK_RESTARTABLE(ON_FILE_ONCE(fd, call));       \
									  \
		if (UK_UNLIKELY(sent < 0) && !((flags) & MSG_NOSIGNAL))   \
			uk_interrupt_write_error(sent);                   \
		outcome(sent);                                            \
	})

/* The same structures under both names: see the assertions in socket.c. */
static inline const struct uk_sockaddr *kernel_address(const void *address)
{
	return address;
}

#endif /* BSDSOCKET_CALL_H */
