/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a descriptor to its socket, for the time of a call.
 */
#ifndef SYSCALL_ON_FILE_H
#define SYSCALL_ON_FILE_H

#include <uk/fd.h>
#include <uk/interrupt.h>
#include <uk/socket.h>

#include "../call.h"

#define ADDRESS(argument) TO(struct uk_sockaddr, argument)

#define ON_FILE_ONCE(fd, call)                             \
	({                                                 \
		struct uk_file *file = uk_fd_get((int)fd); \
		long on_file = -EBADF;                     \
							   \
		if (file) {                                \
			on_file = (call);                  \
			uk_file_put(file);                 \
		}                                          \
		on_file;                                   \
	})

/* What `call`, an expression in `file`, which is open behind `fd`, comes to. Signals may
 * interrupt it.
 */
#define ON_FILE(fd, call) UK_RESTARTABLE(ON_FILE_ONCE(fd, call))

/* The same of one that sends, and so may cause a signal. */
#define SEND_ON_FILE(fd, flags, call)                                       \
	({                                                                  \
		long sent = ON_FILE(fd, call);                              \
									    \
		if (UK_UNLIKELY(sent < 0) && !((flags) & UK_MSG_NOSIGNAL))  \
			uk_interrupt_write_error(sent);                     \
		sent;                                                       \
	})

#endif /* SYSCALL_ON_FILE_H */
