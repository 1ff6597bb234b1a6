/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Telling the libraries that keep something per thread.
 */
#include "internal.h"

void uk_thread_hooks_exit(struct uk_thread *thread,
			  const struct uk_thread_hook *end)
{
	UK_TABLE_FOR_EACH(uk_thread_hooks, hook) {
		if (hook == end)
			break;
		if (hook->exit)
			hook->exit(thread);
	}
}

int uk_thread_hooks_init(struct uk_thread *thread)
{
	UK_TABLE_FOR_EACH(uk_thread_hooks, hook) {
		int error = hook->init ? hook->init(thread) : 0;

		if (UK_UNLIKELY(error)) {
			uk_thread_hooks_exit(thread, hook);
			return error;
		}
	}
	return 0;
}
