/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A configuration without statistics of its memory has nothing to say.
 */
#include "stats.h"

size_t memory_write(char *to, size_t room)
{
	(void)to;
	(void)room;
	return 0;
}
