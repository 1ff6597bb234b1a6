/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Prints a line for each kind of call: its name, and nanoseconds of the fastest of many. With
 * the argument "work": nanoseconds of a computation that makes none, the same that
 * tests/bench/work.c does on the host.
 */
#include <uk/boot.h>
#include <uk/plat/time.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/ukvm.h>

#include "../../bench/work.h"

#define ROUNDS 500

static struct ukvm_clock buffer;

static void call_clock(void)
{
	uk_ukvm_call(UKVM_CALL_CLOCK, (uintptr_t)&buffer, 0);
}

static void call_wait(void)
{
	uk_ukvm_call(UKVM_CALL_WAIT, 0, 0);
}

static void call_thread_pointer(void)
{
	uk_ukvm_call(UKVM_CALL_THREAD_POINTER, (uintptr_t)&buffer, 0);
}

static void call_console_write(void)
{
	uk_ukvm_call(UKVM_CALL_CONSOLE_WRITE, (uintptr_t)&buffer, 0);
}

static void call_random(void)
{
	uk_ukvm_call(UKVM_CALL_RANDOM, (uintptr_t)&buffer, sizeof(buffer));
}

static const struct {
	const char *name;
	void (*make)(void);
} calls[] = {
	{ "clock", call_clock },
	{ "wait", call_wait },
	{ "thread_pointer", call_thread_pointer },
	{ "console_write", call_console_write },
	{ "random", call_random },
};

static uint64_t fastest(void (*make)(void))
{
	uint64_t least = UINT64_MAX;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		uint64_t start = uk_plat_clock_monotonic();

		make();
		least = UK_MIN(least, uk_plat_clock_monotonic() - start);
	}
	return least;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "work")) {
		uk_printf("work %llu\n", (unsigned long long)fastest(work));
		return 0;
	}
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(calls); i++)
		uk_printf("%s %llu\n", calls[i].name,
			  (unsigned long long)fastest(calls[i].make));
	return 0;
}
