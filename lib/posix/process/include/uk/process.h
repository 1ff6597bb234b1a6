/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one process that there is. Context: threads; errors are negative errno.
 */
#ifndef UK_PROCESS_H
#define UK_PROCESS_H

#include <uk/errno.h>
#include <uk/essentials.h>

/* Its number, its group's, its session's, and its first thread's */
#define UK_PROCESS_SELF 1

/* Resources with a limit (asm-generic/resource.h) */
enum {
	UK_RLIMIT_CPU,
	UK_RLIMIT_FSIZE,
	UK_RLIMIT_DATA,
	UK_RLIMIT_STACK,
	UK_RLIMIT_CORE,
	UK_RLIMIT_RSS,
	UK_RLIMIT_NPROC,
	UK_RLIMIT_NOFILE,
	UK_RLIMIT_MEMLOCK,
	UK_RLIMIT_AS,
	UK_RLIMIT_LOCKS,
	UK_RLIMIT_SIGPENDING,
	UK_RLIMIT_MSGQUEUE,
	UK_RLIMIT_NICE,
	UK_RLIMIT_RTPRIO,
	UK_RLIMIT_RTTIME,
	UK_RLIMITS,
};

#define UK_RLIMIT_NONE UINT64_MAX

struct uk_rlimit {
	uint64_t current;
	uint64_t most;
};

/*
 * Sets and tells a limit; either may be NULL. Only the number of descriptors can be
 * changed. -EINVAL (no such resource, or current above most), -EPERM (above what the
 * image, or the machine, has).
 */
int uk_process_limit(int resource, const struct uk_rlimit *limit,
		     struct uk_rlimit *old);

/*
 * Refuses what needs a second process or program: prints, the first time for each
 * `call`, what to do instead. -ENOSYS. `call` is a constant of the caller's.
 */
int uk_process_refuse(const char *call);

/* What the machine has */
struct uk_process_information {
	uint64_t uptime; /* nanoseconds */
	uint64_t memory; /* bytes */
	uint64_t free;	 /* of the heap, where it keeps statistics; else 0 */
};

void uk_process_information(struct uk_process_information *information);

/* The calling thread's name, which reports show; longer ones are cut (PR_SET_NAME). */
#define UK_PROCESS_NAME 16

void uk_process_set_name(const char *name);
void uk_process_get_name(char name[UK_PROCESS_NAME]);

/*
 * prctl(2): names; and settings that hold for a unikernel anyway, which are accepted where they
 * ask for what is true here. The answer, -EINVAL (another option or value), or -EFAULT (no name).
 */
int uk_process_control(int option, unsigned long value);

#ifdef CONFIG_LIBPOSIXPROCESS_NUMBERS
struct uk_thread;

/*
 * The number of a thread that has not ended: that of the process for the first thread, for
 * others one above it that no other thread has while this one is there. One that nobody
 * has asked for does not exist. Any thread.
 */
int uk_process_thread_number(struct uk_thread *thread);

/* The thread with this number, or NULL: none has it (any more). Threads may end when the
 * caller sleeps, not before.
 */
struct uk_thread *uk_process_thread(int number);
#endif

#ifdef CONFIG_LIBPOSIXPROCESS_CPU_TIME
/* Clocks of CPU time, with Linux's numbers (uapi/linux/time.h) */
#define UK_CLOCK_PROCESS_CPU_TIME 2
#define UK_CLOCK_THREAD_CPU_TIME 3 /* of the calling thread */

/* The clock of another, of pthread_getcpuclockid(): Linux's form of it, negative (that of
 * include/linux/posix-timers_types.h: CPUCLOCK_PERTHREAD_MASK | CPUCLOCK_SCHED)
 */
static inline int uk_process_cpu_clock_of(int thread_number)
{
	return (int)(~(unsigned int)thread_number << 3 | 4 | 2);
}

/* What such a clock says, in nanoseconds. 0, or -EINVAL: it is none, or of no thread. */
int uk_process_cpu_time(int clock, uint64_t *time);
#endif

#endif /* UK_PROCESS_H */
