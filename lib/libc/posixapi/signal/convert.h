/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the calls of <signal.h> share.
 */
#ifndef POSIXAPI_CONVERT_H
#define POSIXAPI_CONVERT_H

#include <uk/interrupt.h>
#include <uk/signal.h>

#include "../result.h"

/* The kernel's name for a set of C's, which may be NULL. */
static inline const uint64_t *kernel_set(const sigset_t *set)
{
	return (const uint64_t *)set;
}

#endif /* POSIXAPI_CONVERT_H */
