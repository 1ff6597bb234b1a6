/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a library adds what it knows to a crash report.
 */
#ifndef UK_CRASH_HOOK_H
#define UK_CRASH_HOOK_H

#include <uk/table.h>

/* Both are called while the image crashes: no locks, no allocation, trust nothing. */
struct uk_crash_hook {
	/* Prints (uk_printf) what `address` is, without a newline, and returns
	 * true; false if it knows nothing of it. May be NULL.
	 */
	bool (*describe)(uintptr_t address);
	/* The running thread's name, or NULL. May be NULL. */
	const char *(*thread_name)(void);
};

UK_TABLE_DECLARE(struct uk_crash_hook, uk_crash_hooks);

/* UK_CRASH_HOOK(uksched) = { .describe = ..., }; */
#define UK_CRASH_HOOK(name) \
	UK_TABLE_ENTRY(struct uk_crash_hook, uk_crash_hooks, name)

#endif /* UK_CRASH_HOOK_H */
