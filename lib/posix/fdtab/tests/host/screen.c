/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rest of the image that the console needs, for host programs.
 */
#include <uk/boot.h>
#include <uk/output.h>

#include "screen.h"

bool screen_drained;
bool screen_is_ended;
void *screen_end[5];

void uk_console_drain(void)
{
	screen_drained = true;
}

void uk_exit(int status __uk_unused)
{
	screen_is_ended = true;
	__builtin_longjmp(screen_end, 1);
}
