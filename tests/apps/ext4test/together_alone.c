/* SPDX-License-Identifier: BSD-3-Clause */
#include "commands.h"

int test_together(const char *in, uint64_t count)
{
	(void)in;
	(void)count;
	return -ENOSYS;
}
