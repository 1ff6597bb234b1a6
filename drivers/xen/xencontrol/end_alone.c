/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of an image without threads: at once, from the interrupt, for nobody else could be
 * asked to. What the program has not synchronised is lost, as when the power fails.
 */
#include <uk/output.h>
#include <uk/plat/lifecycle.h>
#include <uk/plat/time.h>
#include <uk/xen/hypercall.h>

#include "private.h"

#define PATIENCE 1000000000ULL /* for a backend's answer */

void xencontrol_end(void)
{
	uk_console_drain();
	uk_plat_exit(0);
}

/* Only other domains run. */
bool xencontrol_give_way(uint64_t since)
{
	uk_xen_yield();
	return uk_plat_clock_monotonic() - since < PATIENCE;
}
