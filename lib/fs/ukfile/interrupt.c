/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an interrupted call is about: the hooks know.
 */
#include <uk/interrupt.h>

#ifdef CONFIG_LIBUKFILE_THREADS
static void clear(void)
{
	uk_thread_interrupt_clear();
}
#else
bool uk_interrupt_mark;

static void clear(void)
{
	*(volatile bool *)&uk_interrupt_mark = false;
}
#endif

bool uk_interrupt_handle(int error)
{
	bool fails = false;

	/* First: what comes from now on is for the next call. */
	clear();
	UK_TABLE_FOR_EACH (uk_interrupt_hooks, hook)
		fails |= (*hook)(error);
	return fails;
}

bool uk_interrupt_again(long error)
{
	return error == -EINTR && !uk_interrupt_handle(-EINTR);
}

void uk_interrupt_write_error(long error)
{
	if (error == -EPIPE)
		uk_interrupt_handle(-EPIPE);
}
