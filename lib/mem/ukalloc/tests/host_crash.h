/* SPDX-License-Identifier: BSD-3-Clause */
/* For host programs that provoke a panic: where to go on instead. */
#ifndef UKALLOC_HOST_CRASH_H
#define UKALLOC_HOST_CRASH_H

#include <setjmp.h>

extern jmp_buf *host_crash_return; /* NULL: a panic ends the program */

/* Whether `statement` panics. */
#define HOST_CRASHES(statement)                    \
	({                                         \
		jmp_buf host_buffer;               \
		volatile bool host_crashed = true; \
						\
		host_crash_return = &host_buffer;  \
		if (!setjmp(host_buffer)) {        \
			statement;                 \
			host_crashed = false;      \
		}                                  \
		host_crash_return = NULL;          \
		host_crashed;                      \
	})

#endif /* UKALLOC_HOST_CRASH_H */
