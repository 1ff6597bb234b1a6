/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls that are not there.
 */
#ifndef SYSCALL_MISSING_H
#define SYSCALL_MISSING_H

/* -ENOSYS, printed the first time for each number. `what` is the call's name and what would
 * bring it, NULL for a number that is no call; `caller` is where it would return to.
 */
long syscall_missing(long number, const char *what, const void *caller);

#endif /* SYSCALL_MISSING_H */
