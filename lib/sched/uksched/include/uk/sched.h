/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a scheduler implements. Users of threads want <uk/thread.h>.
 */
#ifndef UK_SCHED_H
#define UK_SCHED_H

#include <uk/plat/time.h>
#include <uk/thread.h>

/*
 * All are called with interrupts disabled. wake() also from interrupt
 * handlers, the others from threads only. A scheduler uses the fields
 * `context`, `next`, `timeout` and `priority` of a thread as it likes, and
 * sets `state` to UK_THREAD_READY when it wakes one; to switch, it sets
 * uk_thread_running.
 */
struct uksched_ops {
	/* Runs other threads that are ready before the calling one. */
	void (*yield)(void);
	/*
	 * The calling thread's state has been set to UK_THREAD_BLOCKED under
	 * the lock of whoever will wake it. Returns after wake(), also one
	 * that came since then, or at `deadline` (UINT64_MAX: never). While
	 * no thread is ready, halts the CPU with interrupts enabled.
	 */
	void (*block)(uint64_t deadline);
	/* Makes `thread` ready if it is blocked; also starts a new one. */
	void (*wake)(struct uk_thread *thread);
	/* The calling thread's state is UK_THREAD_EXITED: never runs it
	 * again. Another thread may free its stack from then on.
	 */
	void (*exit)(void) __uk_noreturn;
	const char *name;
	uint8_t priority_max; /* 0: all threads are equal */
};

/* Set by the scheduler; everybody else calls uk_thread_current(). */
extern struct uk_thread *uk_thread_running;

/*
 * What a scheduler calls to count CPU time: when a thread gives way, whatever runs next, and
 * when the CPU has been idle.
 */
#ifdef CONFIG_LIBUKSCHED_CPU_TIME
extern uint64_t uk_sched_since; /* when the present thread got the CPU */
extern uint64_t uk_sched_total;

static inline void uk_sched_charge(struct uk_thread *thread)
{
	uint64_t now = uk_plat_clock_monotonic();
	uint64_t time = now - uk_sched_since;

	thread->cpu_time += time;
	uk_sched_total += time;
	uk_sched_since = now;
}

static inline void uk_sched_idled(void)
{
	uk_sched_since = uk_plat_clock_monotonic();
}
#else
static inline void uk_sched_charge(struct uk_thread *thread __uk_unused)
{
}

static inline void uk_sched_idled(void)
{
}
#endif

/*
 * With one scheduler in the image, calls go straight to it and may be
 * inlined. With several, each registers itself and the parameter
 * uksched.scheduler chooses at boot.
 */
#ifdef UK_ONLY_UKSCHED

extern const struct uksched_ops UK_ONLY_UKSCHED;

static inline const struct uksched_ops *uk_sched_ops(void)
{
	return &UK_ONLY_UKSCHED;
}

#define UK_SCHED_REGISTER(ops) _Static_assert(1, "registered by the build")

#else

typedef const struct uksched_ops *uk_sched_entry;

UK_TABLE_DECLARE(uk_sched_entry, uk_schedulers);

extern const struct uksched_ops *uk_sched_active;

static inline const struct uksched_ops *uk_sched_ops(void)
{
	return uk_sched_active;
}

#define UK_SCHED_REGISTER(ops) \
	UK_TABLE_ENTRY(uk_sched_entry, uk_schedulers, ops) = &(ops)

#endif

#endif /* UK_SCHED_H */
