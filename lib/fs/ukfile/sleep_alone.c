/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in an image without threads: nothing happens but in interrupts and in
 * the pollers, so these are run, and the CPU halts while they have
 * nothing to do.
 */
#include <uk/atomic.h>
#include <uk/errno.h>
#include <uk/interrupt.h>
#include <uk/plat/time.h>
#include <uk/ready.h>
#include <uk/time.h>

/* Interrupts are disabled, so what arrives after this ends the halt. */
static bool arm_pollers(void)
{
	UK_TABLE_FOR_EACH (uk_ready_pollers, poller)
		if (poller->arm && poller->arm())
			return true;
	return false;
}

static uint64_t earliest(uint64_t deadline)
{
	UK_TABLE_FOR_EACH (uk_ready_pollers, poller)
		if (poller->deadline) {
			uint64_t own = poller->deadline();

			deadline = UK_MIN(deadline, own);
		}
	return deadline;
}

/* The timer is set even where it has nothing to do: this is what makes the
 * platform ready for interrupts.
 */
static void halt(uint64_t until)
{
	uk_plat_timer_set(until);
	uk_arch_halt_irq();
}

static inline bool ends(bool interruptible)
{
	return interruptible && uk_interrupt_pending();
}

static inline int sleep(struct uk_ready_waiter *waiter, uint64_t deadline,
			bool interruptible)
{
	while (!uk_load_acquire(&waiter->woken)) {
		bool progress = uk_ready_poll();
		unsigned long state;

		if (uk_load_acquire(&waiter->woken))
			break;
		if (ends(interruptible))
			return -EINTR;
		if (deadline != UK_TIME_NEVER &&
		    uk_time_monotonic() >= deadline)
			return -ETIMEDOUT;
		if (progress)
			continue;
		state = uk_arch_irq_save();
		if (!uk_load_acquire(&waiter->woken) && !ends(interruptible) &&
		    !arm_pollers())
			halt(earliest(deadline));
		uk_arch_irq_restore(state);
	}
	waiter->woken = false;
	return 0;
}

int uk_ready_sleep(struct uk_ready_waiter *waiter, uint64_t deadline)
{
	return sleep(waiter, deadline, false);
}

#ifdef CONFIG_LIBUKFILE_INTERRUPT
int uk_ready_sleep_interruptible(struct uk_ready_waiter *waiter,
				 uint64_t deadline)
{
	return sleep(waiter, deadline, true);
}
#endif

void uk_ready_wake(struct uk_ready_waiter *waiter)
{
	uk_store_release(&waiter->woken, true);
}

/* Takes the place of uktime's, so that the pollers go on while the program
 * sleeps.
 */
void uk_sleep_until(uint64_t deadline)
{
	struct uk_ready_waiter nobody = { 0 };

	uk_ready_sleep(&nobody, deadline);
}
