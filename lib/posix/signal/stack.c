/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A stack of their own for handlers (sigaltstack()).
 */
#include "internal.h"

static bool is_on(const struct uk_sigstack *stack, uintptr_t sp)
{
	return !(stack->flags & UK_SS_DISABLE) &&
	       sp - (uintptr_t)stack->base < stack->size;
}

int uk_signal_stack(const struct uk_sigstack *stack, struct uk_sigstack *old)
{
	struct uk_sigstack *own = &signal_own.stack;
	bool in_use = is_on(own, (uintptr_t)__builtin_frame_address(0));

	if (old) {
		*old = *own;
		old->flags |= in_use ? UK_SS_ONSTACK : 0;
	}
	if (!stack)
		return 0;
	if (in_use)
		return -EPERM;
	if (stack->flags == UK_SS_DISABLE) {
		*own = (struct uk_sigstack){ .flags = UK_SS_DISABLE };
		return 0;
	}
	/* Linux lets programs say SS_ONSTACK, too. */
	if (stack->flags & ~UK_SS_ONSTACK)
		return -EINVAL;
	if (stack->size < UK_SIGSTACK_MIN)
		return -ENOMEM;
	*own = *stack;
	own->flags = 0;
	return 0;
}

uintptr_t signal_stack_for(uint64_t flags, uintptr_t sp)
{
	const struct uk_sigstack *own = &signal_own.stack;

	if (!(flags & UK_SA_ONSTACK) || own->flags & UK_SS_DISABLE ||
	    is_on(own, sp))
		return 0;
	return ((uintptr_t)own->base + own->size) & ~15ul;
}
