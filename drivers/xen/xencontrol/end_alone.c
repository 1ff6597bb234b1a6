/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of an image without threads: at once, from the interrupt, for nobody else could be
 * asked to. What the program has not synchronised is lost, as when the power fails.
 */
#include <uk/output.h>
#include <uk/plat/lifecycle.h>

#include "private.h"

void xencontrol_end(void)
{
	uk_console_drain();
	uk_plat_exit(0);
}

bool xencontrol_give_way(void)
{
	return false;
}
