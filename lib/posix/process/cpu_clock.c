/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clocks of CPU time: of the process, of a thread. All of it is the program's own; what the
 * libraries do for it is not told apart.
 */
#include <uk/errno.h>
#include <uk/process.h>
#include <uk/thread.h>

#define OF_THREAD (4 | 2) /* see uk_process_cpu_clock_of() */
#define OF_THREAD_MASK 7
#define OF_PROCESS 2

static int of_number(int clock, const struct uk_thread **thread)
{
	int number = (int)~((unsigned int)clock >> 3 | 7u << 29);

	if ((clock & OF_THREAD_MASK) == OF_PROCESS) {
		*thread = NULL;
		return number == 0 || number == UK_PROCESS_SELF ? 0 : -EINVAL;
	}
	if ((clock & OF_THREAD_MASK) != OF_THREAD)
		return -EINVAL;
	*thread = uk_thread_current();
#ifdef CONFIG_LIBPOSIXPROCESS_NUMBERS
	if (number)
		*thread = uk_process_thread(number);
	return *thread ? 0 : -EINVAL;
#else
	return number == 0 || number == UK_PROCESS_SELF ? 0 : -EINVAL;
#endif
}

int uk_process_cpu_time(int clock, uint64_t *time)
{
	const struct uk_thread *thread = NULL;
	int error = 0;

	if (clock < 0)
		error = of_number(clock, &thread);
	else if (clock == UK_CLOCK_THREAD_CPU_TIME)
		thread = uk_thread_current();
	else if (clock != UK_CLOCK_PROCESS_CPU_TIME)
		error = -EINVAL;
	if (!error)
		*time = uk_thread_cpu_time(thread);
	return error;
}
