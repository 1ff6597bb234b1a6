/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * POSIX's locking of a stream over several calls; newlib declares these functions and
 * leaves them to the system.
 */
#include <stdio.h>
#include <sys/lock.h>

void flockfile(FILE *file)
{
	__lock_acquire_recursive(file->_lock);
}

int ftrylockfile(FILE *file)
{
	return __lock_try_acquire_recursive(file->_lock) ? 0 : -1;
}

void funlockfile(FILE *file)
{
	__lock_release_recursive(file->_lock);
}
