/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads as a C library for Linux makes them: on a stack and with thread-local storage that
 * are its own. In images with threads (LIBUKSCHED). Context: threads.
 */
#ifndef UK_CLONE_H
#define UK_CLONE_H

#include <uk/essentials.h>

/*
 * clone(2) of a thread: it runs entry(argument) on the `stack_size` bytes (0: unknown, then
 * reports do not name what overflows) below `stack` and with the thread pointer `tls`,
 * at whose block lies a copy of the image's thread-local variables; what entry()
 * returns is the thread's status. `flags`, `parent_tid` and `child_tid` are
 * Linux's: a thread shares everything. Its number, -EINVAL (other flags), -ENOMEM, or
 * -ENOSYS for a process of its own, and in an image without threads (LIBUKSCHED).
 *
 * Stack and thread-local storage are free again when the word of CLONE_CHILD_CLEARTID, or
 * that of set_tid_address(2), has become 0.
 */
long uk_thread_clone(int (*entry)(void *argument), void *stack,
		     unsigned long flags, void *argument, int *parent_tid,
		     void *tls, int *child_tid, size_t stack_size);

#endif /* UK_CLONE_H */
