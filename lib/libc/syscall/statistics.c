/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counting calls.
 */
#include <uk/event.h>
#include <uk/print.h>
#include <uk/syscall_statistics.h>

#include "number.h"
#include "watch.h"

static struct uk_syscall_count counts[SYSCALL_INDICES];

void syscall_count(const struct syscall_made *made)
{
	counts[syscall_index(made->number)].calls++;
}

void syscall_count_result(const struct syscall_made *made)
{
	if (syscall_has_failed(made->result))
		counts[syscall_index(made->number)].failures++;
}

struct uk_syscall_count uk_syscall_count(long number)
{
	unsigned int index = syscall_index(number);

	return index < SYSCALL_INDICES ? counts[index] :
					 (struct uk_syscall_count){ 0, 0 };
}

static long number_of(unsigned int index)
{
	return index < GAP_FROM ? (long)index :
				  (long)index + (GAP_TO - GAP_FROM);
}

/* Comes after `index` in the order of printing: fewer calls, or as many and a higher
 * number. SYSCALL_INDICES: none is left.
 */
static unsigned int next(unsigned int index)
{
	unsigned long below =
		index < SYSCALL_INDICES ? counts[index].calls : ~0ul;
	unsigned int found = SYSCALL_INDICES;

	for (unsigned int i = 0; i < SYSCALL_INDICES; i++) {
		unsigned long calls = counts[i].calls;

		if (!calls || calls > below || (calls == below && i <= index))
			continue;
		if (found == SYSCALL_INDICES || calls > counts[found].calls)
			found = i;
	}
	return found;
}

void uk_syscall_print_counts(void)
{
	struct uk_syscall_count all = { 0, 0 };

	uk_printf("     calls  failed  system call\n");
	for (unsigned int i = next(SYSCALL_INDICES); i < SYSCALL_INDICES;
	     i = next(i)) {
		uk_printf("%10lu %7lu  %s\n", counts[i].calls,
			  counts[i].failures, uk_syscall_name(number_of(i)));
		all.calls += counts[i].calls;
		all.failures += counts[i].failures;
	}
	uk_printf("%10lu %7lu  in all\n", all.calls, all.failures);
}

static void at_exit(void *status __uk_unused)
{
	uk_syscall_print_counts();
}

UK_EVENT_HANDLER(uk_event_exit, at_exit);
