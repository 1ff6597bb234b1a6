/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first stack of a flow of control: as if it had called
 * uk_arch_context_switch() at its very beginning.
 */
#include <uk/arch/context.h>

/* Power-on values: all floating-point exceptions masked, double extended
 * precision (SDM vol. 1, sections 8.1.5 and 10.2.3)
 */
#define MXCSR_DEFAULT 0x1f80
#define X87_CONTROL_DEFAULT 0x037f

void uk_arch_context_entry(void);

/* As context.S pops it */
struct switch_frame {
	uint32_t mxcsr;
	uint32_t x87_control;
	uint64_t r15, r14, r13, r12, rbx, rbp;
	void (*return_address)(void);
	uint64_t backtrace_end[2];
};

void uk_arch_context_init(struct uk_arch_context *context, void *stack_top,
			  uintptr_t tls, void (*entry)(void *), void *argument)
{
	struct switch_frame *frame = (struct switch_frame *)stack_top - 1;

	_Static_assert(sizeof(*frame) % 16 == 0, "keeps the stack aligned");
	*frame = (struct switch_frame){
		.mxcsr = MXCSR_DEFAULT,
		.x87_control = X87_CONTROL_DEFAULT,
		.rbx = (uint64_t)entry,
		.r12 = (uint64_t)argument,
		.return_address = uk_arch_context_entry,
	};
	context->sp = (uintptr_t)frame;
	context->tls = tls;
}
