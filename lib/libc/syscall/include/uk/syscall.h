/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux's system calls on x86-64 as functions: uk_sys_read(fd, buffer, count), and so on for
 * every line of <uk/syscalls.h>. Arguments are what a program has in the registers of the
 * `syscall` instruction: 32-bit ones may have anything above. The result is what Linux
 * leaves in rax, an error as a negative errno.
 *
 * Every call of the list is there in every image. One that nothing of the image does is
 * -ENOSYS, and says so once. Context: threads.
 */
#ifndef UK_SYSCALL_H
#define UK_SYSCALL_H

#include <uk/essentials.h>

#define UK_SYSCALL_ARGUMENTS_0 void
#define UK_SYSCALL_ARGUMENTS_1 long a
#define UK_SYSCALL_ARGUMENTS_2 long a, long b
#define UK_SYSCALL_ARGUMENTS_3 long a, long b, long c
#define UK_SYSCALL_ARGUMENTS_4 long a, long b, long c, long d
#define UK_SYSCALL_ARGUMENTS_5 long a, long b, long c, long d, long e
#define UK_SYSCALL_ARGUMENTS_6 long a, long b, long c, long d, long e, long f

/* Where calls are watched, a watching function has each name: see call.h. */
#ifndef UK_SYSCALL_SYMBOL
#define UK_SYSCALL_SYMBOL(name)
#endif

#define UK_SYSCALL(number, name, arguments)                     \
	long uk_sys_##name(UK_SYSCALL_ARGUMENTS_##arguments)    \
		UK_SYSCALL_SYMBOL(name);
#include <uk/syscalls.h>

/* A call by its number: a table, which brings all of the image's calls into it. */
long uk_syscall(long number, long a, long b, long c, long d, long e, long f);

/* "read", or NULL for a number that is none. Any context. */
const char *uk_syscall_name(long number);

#endif /* UK_SYSCALL_H */
