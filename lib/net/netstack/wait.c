/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for something that the stack will find out: an address, an answer.
 * This happens rarely, so everybody who waits is woken by every change.
 */
#include "internal.h"

#include <uk/list.h>
#include <uk/ready.h>

struct waiter {
	struct uk_list_head link;
	struct uk_ready_waiter ready;
};

static struct uk_list_head waiters = UK_LIST_HEAD_INIT(waiters);

void netstack_changed(void)
{
	struct waiter *waiter;

	uk_list_for_each_entry(waiter, &waiters, link)
		uk_ready_wake(&waiter->ready);
}

int netstack_wait(bool (*condition)(void *argument), void *argument,
		  uint64_t deadline)
{
	struct waiter self = { 0 };
	bool holds;
	int result = 0;

	uk_netstack_lock();
	holds = condition(argument);
	if (!holds) {
		uk_list_add_tail(&self.link, &waiters);
		while (!holds && !result) {
			uk_netstack_unlock();
			result = uk_ready_sleep(&self.ready, deadline);
			uk_netstack_lock();
			holds = condition(argument);
		}
		uk_list_del(&self.link);
	}
	uk_netstack_unlock();
	return holds ? 0 : result;
}
