/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The thread that is there already: the boot flow, which goes on to main().
 */
#include <uk/init.h>

#include "internal.h"

struct uk_thread uk_thread_main = {
	.timeout = UK_DEADLINE_INIT,
	.name = "main",
};

struct uk_thread *uk_thread_running = &uk_thread_main;

static int uksched_adopt_main(void)
{
	uk_thread_main.context.tls = uk_arch_tls_get();
	return uk_thread_hooks_init(&uk_thread_main);
}

UK_INIT(platform, uksched_adopt_main);
