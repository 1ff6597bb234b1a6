/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hashes of passwords: there are none (POSIX: ENOSYS).
 */
#include <crypt.h>
#include <errno.h>
#include <stddef.h>
#include <uk/essentials.h>

char *crypt(const char *key __uk_unused, const char *salt __uk_unused)
{
	errno = ENOSYS;
	return NULL;
}
