/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every call of the list, for images that have no other function of that name: weak, so that
 * one that does something takes its place.
 */
#include "call.h"
#include "libraries.h"
#include "missing.h"

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

/* What libraries.h says of a call begins with LIB; of others this is the macro's name. */
#define WHAT(name, symbol) \
	((symbol)[0] == 'L' ? #name ", which is CONFIG_" symbol : #name)

#define UK_SYSCALL(number, name, arguments)                               \
	__uk_weak __uk_noinline long uk_sys_##name(                       \
		UK_SYSCALL_UNUSED_##arguments)                            \
	{                                                                 \
		return syscall_missing(number,                            \
				       WHAT(name, TEXT(BRINGS_##name)),   \
				       __builtin_return_address(0));      \
	}

#define UK_SYSCALL_UNUSED_0 void
#define UK_SYSCALL_UNUSED_1 long a __uk_unused
#define UK_SYSCALL_UNUSED_2 UK_SYSCALL_UNUSED_1, long b __uk_unused
#define UK_SYSCALL_UNUSED_3 UK_SYSCALL_UNUSED_2, long c __uk_unused
#define UK_SYSCALL_UNUSED_4 UK_SYSCALL_UNUSED_3, long d __uk_unused
#define UK_SYSCALL_UNUSED_5 UK_SYSCALL_UNUSED_4, long e __uk_unused
#define UK_SYSCALL_UNUSED_6 UK_SYSCALL_UNUSED_5, long f __uk_unused

#include <uk/syscalls.h>
