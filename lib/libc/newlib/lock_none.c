/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * newlib's locks in an image without threads: nobody to lock out.
 */
#include <sys/lock.h>
#include <uk/essentials.h>

void __uk_libc_lock_acquire(_LOCK_T *lock __uk_unused)
{
}

int __uk_libc_lock_try(_LOCK_T *lock __uk_unused)
{
	return 1;
}

void __uk_libc_lock_release(_LOCK_T *lock __uk_unused)
{
}
