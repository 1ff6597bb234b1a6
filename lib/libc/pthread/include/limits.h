/* SPDX-License-Identifier: BSD-3-Clause */
/* What LIBPTHREAD adds to <limits.h> (POSIX.1-2017, "Runtime Invariant Values"). */
#include_next <limits.h>

#ifndef _UK_PTHREAD_LIMITS_H
#define _UK_PTHREAD_LIMITS_H

#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define PTHREAD_KEYS_MAX 128
#define PTHREAD_STACK_MIN 16384
#define SEM_VALUE_MAX 2147483647

#endif /* _UK_PTHREAD_LIMITS_H */
