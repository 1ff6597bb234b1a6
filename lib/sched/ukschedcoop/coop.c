/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A cooperative scheduler: one queue, first come, first served. There is no
 * idle thread: the thread that gave way last waits for interrupts on its own
 * stack, which saves a stack and two switches.
 */
#include "coop.h"

struct uk_thread *coop_ready_first;
struct uk_deadline_heap coop_sleepers;
static struct uk_thread *ready_last;

static void ready_add(struct uk_thread *thread)
{
	thread->state = UK_THREAD_READY;
	thread->next = NULL;
	if (coop_ready_first)
		ready_last->next = thread;
	else
		coop_ready_first = thread;
	ready_last = thread;
}

/* Not inlined, like idle(): a plain switch should not save registers for them.
 */
static void __uk_noinline wake_sleepers(void)
{
	uint64_t now = uk_plat_clock_monotonic();

	while (coop_sleepers.first && coop_sleepers.first->at <= now) {
		struct uk_deadline *due = coop_sleepers.first;

		uk_deadline_remove(&coop_sleepers, due);
		ready_add(UK_CONTAINER_OF(due, struct uk_thread, timeout));
	}
}

/* Nobody is ready: waits for an interrupt, or the next deadline. */
static void __uk_noinline idle(void)
{
	const struct uk_deadline *next = coop_sleepers.first;

	coop_timer_prepare(next ? next->at : UINT64_MAX);
	uk_arch_halt_irq();
	uk_sched_idled();
	coop_timer_resume();
}

/* Continues the next ready thread; returns when it is the caller's turn
 * again.
 */
static void run_next(void)
{
	struct uk_thread *from = uk_thread_running;
	struct uk_thread *to;

	uk_sched_charge(from);
	for (;;) {
		/* The clock is read only while somebody waits for it. */
		if (UK_UNLIKELY(coop_sleepers.first != NULL))
			wake_sleepers();
		to = coop_ready_first;
		if (UK_LIKELY(to != NULL))
			break;
		idle();
	}
	coop_ready_first = to->next;
	if (to == from)
		return;
	uk_thread_running = to;
	uk_arch_context_switch(&from->context, &to->context);
}

static void coop_yield(void)
{
	ready_add(uk_thread_running);
	run_next();
}

static void coop_block(uint64_t deadline)
{
	if (deadline != UINT64_MAX)
		uk_deadline_add(&coop_sleepers, &uk_thread_running->timeout,
				deadline);
	run_next();
}

static void coop_wake(struct uk_thread *thread)
{
	if (thread->state != UK_THREAD_BLOCKED)
		return;
	if (uk_deadline_pending(&thread->timeout))
		uk_deadline_remove(&coop_sleepers, &thread->timeout);
	ready_add(thread);
}

static void __uk_noreturn coop_exit(void)
{
	run_next();
	__builtin_unreachable();
}

const struct uksched_ops ukschedcoop_uksched_ops = {
	.yield = coop_yield,
	.block = coop_block,
	.wake = coop_wake,
	.exit = coop_exit,
	.name = "coop",
};

UK_SCHED_REGISTER(ukschedcoop_uksched_ops);
