/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any sequence of additions and removals, beside a model that counts.
 */
#include <uk/assert.h>
#include <uk/essentials.h>

#include "../queue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pending pending;
static unsigned int counts[UK_SIGNALS + 1]; /* as many as must come out */
static unsigned int queued;		    /* of the pool's */

static void check(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static void add(int number)
{
	struct uk_siginfo info = { .number = number, .code = UK_SI_QUEUE };
	bool single = number < UK_SIGRTMIN;
	int result = pending_add(&pending, &info);

	if (single && counts[number]) {
		check(result == 0);
	} else if (queued < CONFIG_LIBPOSIXSIGNAL_QUEUE) {
		check(result == 0);
		counts[number]++;
		queued++;
	} else if (single) {
		check(result == 0);
		counts[number] = 2; /* pending without an item */
	} else {
		check(result == -EAGAIN);
	}
}

/* The model's answer to the same question */
static int lowest(uint64_t set)
{
	for (int number = 1; number <= UK_SIGNALS; number++)
		if (counts[number] && set & UK_SIGNAL_BIT(number))
			return number;
	return 0;
}

static void forget(int number)
{
	if (number < UK_SIGRTMIN) {
		queued -= counts[number] == 1;
		counts[number] = 0;
	} else {
		counts[number]--;
		queued--;
	}
}

static void take(uint64_t set)
{
	struct uk_siginfo info;
	int number = pending_take(&pending, set, &info);

	check(number == lowest(set));
	if (number)
		forget(number);
}

static void drop(uint64_t set)
{
	pending_drop(&pending, set);
	for (int number = lowest(set); number; number = lowest(set))
		forget(number);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (; size >= 2; data += 2, size -= 2) {
		int number = data[1] % UK_SIGNALS + 1;
		uint64_t set = UK_SIGNAL_BIT(number) * 0x0101010101010101ull;

		if (data[0] < 160)
			add(number);
		else if (data[0] < 224)
			take(data[0] & 1 ? ~0ull : set);
		else
			drop(set);
	}
	drop(~0ull);
	check(!pending.first && !pending.set && !queued);
	return 0;
}
