/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What sysconf() says of threads.
 */
#ifndef POSIXAPI_THREADS_H
#define POSIXAPI_THREADS_H

#include "result.h"

#ifdef CONFIG_LIBPOSIXAPI_THREADS
long limit_of_threads(int name);
#else
static inline long limit_of_threads(int name __attribute__((unused)))
{
	return result(-EINVAL);
}
#endif

#endif /* POSIXAPI_THREADS_H */
