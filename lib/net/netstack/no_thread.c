/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An image without threads: the program itself runs the stack whenever it
 * waits, and halts while there is nothing to do.
 */
#include "internal.h"

#include <uk/ready.h>

/* An interrupt ends the halt, and poll() finds out why. */
void netstack_wake(void)
{
}

void netstack_timer_earlier(uint64_t at __uk_unused)
{
}

static uint64_t deadline(void)
{
	return netstack_timer_next;
}

static bool arm(void)
{
	return !netstack_arm_all();
}

UK_READY_POLLER(netstack, .poll = uk_netstack_poll, .deadline = deadline,
		.arm = arm);

int netstack_thread_start(void)
{
	return 0;
}
