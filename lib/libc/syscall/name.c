/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls' names.
 */
#include "number.h"

static const char *const names[SYSCALL_INDICES] = {
#define UK_SYSCALL(number, name, arguments) [SYSCALL_INDEX(number)] = #name,
#include <uk/syscalls.h>
};

const char *uk_syscall_name(long number)
{
	unsigned int index = syscall_index(number);

	return index < SYSCALL_INDICES ? names[index] : NULL;
}
