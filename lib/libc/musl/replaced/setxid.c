/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * setuid() and its kin, each by the constant number of its call: a number from a variable
 * would bring all calls into the image.
 */
#include <unistd.h>
#include "libc.h"
#include "syscall.h"

int __setxid(int number, int a, int b, int c)
{
	switch (number) {
	case SYS_setuid:
		return syscall(SYS_setuid, a);
	case SYS_setgid:
		return syscall(SYS_setgid, a);
	case SYS_setreuid:
		return syscall(SYS_setreuid, a, b);
	case SYS_setregid:
		return syscall(SYS_setregid, a, b);
	case SYS_setresuid:
		return syscall(SYS_setresuid, a, b, c);
	case SYS_setresgid:
		return syscall(SYS_setresgid, a, b, c);
	default:
		return __syscall_ret(-ENOSYS);
	}
}
