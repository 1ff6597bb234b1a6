/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * daemon(): the program is nobody's child, and leads a session, so all that is left to do
 * is to leave its folder. Its output stays on the console, where somebody may want it.
 */
#define _GNU_SOURCE
#include <unistd.h>
#include <uk/essentials.h>

int daemon(int stays, int keeps_streams __uk_unused)
{
#ifdef CONFIG_LIBPOSIXAPI_FILES
	if (!stays)
		return chdir("/");
#else
	(void)stays;
#endif
	return 0;
}
