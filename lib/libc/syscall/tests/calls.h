/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the suites share.
 */
#ifndef SYSCALL_TESTS_CALLS_H
#define SYSCALL_TESTS_CALLS_H

#include <uk/errno.h>
#include <uk/fscalls.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/test.h>

/* An address, as an argument */
#define AT(object) ((long)(object))

static inline bool same(const char *one, const char *other)
{
	return !strcmp(one, other);
}

static inline void close_both(const int fds[2])
{
	UK_EXPECT_EQ(uk_sys_close(fds[0]), 0);
	UK_EXPECT_EQ(uk_sys_close(fds[1]), 0);
}

#endif /* SYSCALL_TESTS_CALLS_H */
