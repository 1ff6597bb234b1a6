/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux keeps for each thread, and musl changes for all (user and group, barriers of
 * memory), is one for the whole image here: once is enough.
 */
#include "pthread_impl.h"

void __synccall(void (*function)(void *), void *argument)
{
	function(argument);
}
