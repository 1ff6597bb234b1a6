/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking the CPU from a thread that computes in the program's own code, in images with
 * LIBUKSCHED_SLICES. It is as though the program called uk_thread_yield() there: so code of
 * the kernel and of the C library is never interrupted, and needs no more locks than
 * without.
 */
#ifndef UK_SLICE_H
#define UK_SLICE_H

#include <uk/thread.h>

/*
 * Who has something for a thread that computes: a signal, an end. `wants` says whether
 * there is something for the running thread; it is called in an interrupt. `act` does it,
 * on that thread, in the middle of the program's code, and need not return. The mark
 * of uk_thread_interrupt() has been cleared: who wants the next wait to end all the
 * same sets it again.
 */
struct uk_slice_hook {
	bool (*wants)(void);
	void (*act)(void);
};

UK_TABLE_DECLARE(struct uk_slice_hook, uk_slice_hooks);

#define UK_SLICE_HOOK(name, wants_function, act_function)              \
	UK_TABLE_ENTRY(struct uk_slice_hook, uk_slice_hooks, name) = { \
		.wants = (wants_function), .act = (act_function)       \
	}

/* What a scheduler asks at the end of a slice, in the interrupt. */

/* Whether a hook wants the running thread. */
bool uk_slice_is_wanted(void);

/* Whether the interrupt has met the running thread in the program's code, with room on
 * its stack for going on from there.
 */
bool uk_slice_is_possible(void);

/* Has the thread yield where it was met, and then runs the hooks. */
void uk_slice_end(void);

/* Whether an address is in the program's code. Any context. */
bool uk_slice_is_program(uintptr_t pc);

/*
 * The calling thread keeps the CPU until it gives way by itself: for program code that runs
 * in the middle of the kernel's. Returns what to set again afterwards. Threads.
 */
static inline bool uk_slice_keep(bool keep)
{
	struct uk_thread *self = uk_thread_current();
	bool kept = self->keeps_cpu;

	self->keeps_cpu = keep;
	return kept;
}

#endif /* UK_SLICE_H */
