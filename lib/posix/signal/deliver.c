/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking signals and running their handlers. This happens between calls, where the
 * compiler keeps nothing in registers that a handler could change: so a handler is
 * called like any function, and may leave by longjmp().
 */
#include <uk/arch/registers.h>
#include <uk/string.h>

#include "internal.h"

int signal_take(uint64_t set, struct uk_siginfo *info)
{
	return pending_take(&signal_own.pending, set, info) ?:
	       pending_take(&signal_process, set, info);
}

void signal_call(const struct uk_sigaction *action, struct uk_siginfo *info,
		 struct signal_context *context)
{
	uint64_t own = action->flags & UK_SA_NODEFER ?
			       0 :
			       UK_SIGNAL_BIT(info->number);
	/* Also those without SA_SIGINFO get all three, as on Linux. */
	void (*handler)(int, struct uk_siginfo *, void *) =
		(void (*)(int, struct uk_siginfo *, void *))action->handler;

	signal_own.mask = (signal_own.mask | action->mask | own) &
			  ~SIGNALS_FIRM;
	handler(info->number, info, context);
	signal_own.mask = context->mask & ~SIGNALS_FIRM;
}

struct call {
	struct uk_sigaction action;
	struct uk_siginfo info;
	struct signal_context context;
};

static void call_it(void *call)
{
	struct call *this = call;

	signal_call(&this->action, &this->info, &this->context);
}

/* A function of its own: the frame is larger than that of any other here. */
static void __uk_noinline run(const struct uk_siginfo *info)
{
	struct uk_sigaction *action = &signal_actions[info->number - 1];
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	struct call call = {
		.action = *action,
		.info = *info,
		.context = { .stack = signal_own.stack,
			     .mask = signal_own.mask },
	};
	uintptr_t stack = signal_stack_for(action->flags, here);

	if (action->flags & UK_SA_RESETHAND)
		action->handler = UK_SIG_DEFAULT;
	if (stack)
		uk_arch_call_on_stack((void *)stack, call_it, &call);
	else
		call_it(&call);
}

unsigned int signal_deliver(void)
{
	struct uk_siginfo info;
	unsigned int result = 0;
	int number;

	while ((number = signal_take(~signal_own.mask, &info)) != 0) {
		const struct uk_sigaction *action = signal_action(number);

		if (!signal_has_handler(number)) {
			/* It may have had one when it was sent. */
			if (action->handler == UK_SIG_DEFAULT)
				signal_default(number);
			continue;
		}
		result |= action->flags & UK_SA_RESTART ?
				  DELIVERED :
				  DELIVERED | DELIVERED_FAILS;
		run(&info);
	}
	return result;
}

/* The end of uk_signal_suspend(), which waits on unless a handler has run. */
static bool end_suspension(void)
{
	uint64_t saved = signal_own.saved_mask;

	/* First: the handler may not come back. */
	signal_own.suspended = false;
	if (!signal_deliver()) {
		signal_own.suspended = true;
		return false;
	}
	uk_signal_mask_restore(saved);
	return true;
}

/* The end of an interrupted call. A write that fails for want of readers also causes one. */
static bool end_call(int error)
{
	if (!signal_own.link.next)
		return false; /* a thread of the kernel's */
	if (error == -EPIPE) {
		uk_signal_send_thread(NULL, UK_SIGPIPE, UK_SI_USER, 0);
		return false;
	}
	if (UK_UNLIKELY(signal_own.suspended))
		return end_suspension();
	return signal_is_deliverable() && signal_deliver() & DELIVERED_FAILS;
}

UK_INTERRUPT_HOOK(signal, end_call);
