/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Commands: there is no shell (ISO C, system(NULL)), and nothing to run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <uk/essentials.h>

#include "refuse.h"

int system(const char *command)
{
	return command ? (int)refuse("system") : 0;
}

FILE *popen(const char *command __uk_unused, const char *mode __uk_unused)
{
	refuse("popen");
	return NULL;
}

int pclose(FILE *stream __uk_unused)
{
	return (int)result(-ECHILD);
}
