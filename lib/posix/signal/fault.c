/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Faults of the program's own instructions. The trap returns to code here, which runs
 * the handler on the program's stack, or that of sigaltstack(), with the faulting code's
 * registers kept beside it; when the handler returns, that code goes on with
 * them, as the handler has left them in the ucontext.
 */
#include <uk/arch/context.h>
#include <uk/arch/paging.h>
#include <uk/string.h>
#include <uk/trap.h>

#include "internal.h"

#ifdef CONFIG_LIBPOSIXSIGNAL_SLICES
#include <uk/slice.h>
#else
static inline bool uk_slice_is_program(uintptr_t pc __uk_unused)
{
	return true;
}

static inline bool uk_slice_keep(bool keep)
{
	return keep;
}
#endif

#define RED_ZONE 128 /* below the stack pointer (System V AMD64 ABI, 3.2.2) */
#define FPU_ALIGN 64
/* What must be left for the handler itself. */
#define ROOM 1024

/* Codes of the faults' siginfo (asm-generic/siginfo.h) */
#define ILL_ILLOPN 2
#define FPE_INTDIV 1
#define FPE_FLTINV 7
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN 1
#define TRAP_BRKPT 1
#define TRAP_TRACE 2

struct fault {
	uint8_t registers[UK_ARCH_REGISTERS_SIZE] __uk_aligned(16);
	struct uk_sigaction action;
	struct uk_siginfo info;
	struct signal_context context;
	void *fpu;
	bool in_library;
};

static const struct {
	uint8_t number;
	uint8_t code;
	bool has_pc; /* si_addr is the instruction's */
} causes[] = {
	/* By vector, SDM vol. 3A table 6-1, as Linux's arch/x86/kernel/traps.c */
	[0] = { UK_SIGFPE, FPE_INTDIV, true },
	[1] = { UK_SIGTRAP, TRAP_TRACE, true },
	[3] = { UK_SIGTRAP, UK_SI_KERNEL, false },
	[4] = { UK_SIGSEGV, UK_SI_KERNEL, false },
	[5] = { UK_SIGSEGV, UK_SI_KERNEL, false },
	[6] = { UK_SIGILL, ILL_ILLOPN, true },
	[11] = { UK_SIGBUS, UK_SI_KERNEL, false },
	[12] = { UK_SIGBUS, UK_SI_KERNEL, false },
	[13] = { UK_SIGSEGV, UK_SI_KERNEL, false },
	[14] = { UK_SIGSEGV, SEGV_MAPERR, false },
	[16] = { UK_SIGFPE, FPE_FLTINV, true },
	[17] = { UK_SIGBUS, BUS_ADRALN, false },
	[19] = { UK_SIGFPE, FPE_FLTINV, true },
};

/* False: no signal stands for this trap. */
static bool describe(const struct uk_arch_trap *trap, struct uk_siginfo *info)
{
	if (trap->vector >= UK_ARRAY_SIZE(causes) ||
	    !causes[trap->vector].number)
		return false;
	memset(info, 0, sizeof(*info));
	info->number = causes[trap->vector].number;
	info->code = causes[trap->vector].code;
	if (trap->has_address) {
		info->code = trap->is_mapped ? SEGV_ACCERR : SEGV_MAPERR;
		info->data.address = trap->address;
	} else if (causes[trap->vector].has_pc) {
		info->data.address = trap->pc;
	}
	return true;
}

/* Mapped memory has no page before it is touched, which a trap must not do. */
static bool provide(struct uk_arch_registers *registers, uintptr_t address)
{
	const struct uk_arch_trap touch = { .has_address = true,
					    .address = address,
					    .access = UK_PAGE_WRITE };

	UK_TABLE_FOR_EACH (uk_trap_repairs, repair)
		if ((*repair)(registers, &touch))
			return true;
	return false;
}

static bool is_writable(struct uk_arch_registers *registers, uintptr_t from,
			uintptr_t to)
{
	if (from >= to)
		return false; /* a stack pointer that is nowhere */
	for (from = UK_ALIGN_DOWN(from, UK_PAGE_SIZE); from < to;
	     from += UK_PAGE_SIZE)
		if (!(uk_arch_page_rights(from) & UK_PAGE_WRITE) &&
		    !provide(registers, from))
			return false;
	return true;
}

/* The first code outside of the trap. */
static void run(void *argument)
{
	struct fault *fault = argument;
	struct uk_arch_registers *registers = (void *)fault->registers;
	/* No other thread may find a library in the middle of something. */
	bool keeps = fault->in_library && uk_slice_keep(true);

	/* The vector registers are still the faulting code's. */
	uk_arch_fpu_save(fault->fpu);
	if (fault->action.flags & UK_SA_RESETHAND)
		signal_actions[fault->info.number - 1].handler = UK_SIG_DEFAULT;
	signal_call(&fault->action, &fault->info, &fault->context);
	/* A signal that was unblocked by it may be waiting. */
	if (signal_is_deliverable())
		signal_deliver();
	if (fault->in_library)
		uk_slice_keep(keeps);
	uk_arch_fpu_restore(fault->fpu);
	uk_arch_sigcontext_set(registers, fault->context.registers);
	uk_arch_registers_resume(registers);
}

/*
 * Interrupt handlers have none, and one that is blocked, or has no room left on its
 * stack, cannot be called: those faults end the image.
 */
static bool handle(struct uk_arch_registers *registers,
		   const struct uk_arch_trap *trap)
{
	struct uk_sigaction *action;
	struct uk_siginfo info;
	struct fault *fault;
	uintptr_t stack, bottom;

	if (uk_arch_is_interrupt_stack(trap->sp) || !describe(trap, &info))
		return false;
	if (!signal_has_handler(info.number) ||
	    signal_own.mask & UK_SIGNAL_BIT(info.number))
		return false;
	action = &signal_actions[info.number - 1];
	stack = signal_stack_for(action->flags, trap->sp) ?:
		trap->sp - RED_ZONE;
	bottom = UK_ALIGN_DOWN(stack - uk_arch_fpu_size(), FPU_ALIGN);
	fault = (struct fault *)UK_ALIGN_DOWN(bottom - sizeof(*fault), 16ul);
	if (!is_writable(registers, (uintptr_t)fault - ROOM, stack))
		return false;
	memcpy(fault->registers, registers, UK_ARCH_REGISTERS_SIZE);
	fault->action = *action;
	fault->info = info;
	memset(&fault->context, 0, sizeof(fault->context));
	fault->context.stack = signal_own.stack;
	fault->context.mask = signal_own.mask;
	uk_arch_sigcontext_get(registers, fault->context.registers);
	fault->fpu = (void *)bottom;
	fault->in_library = !uk_slice_is_program(trap->pc);
	uk_arch_trap_divert(registers, (uintptr_t)fault, run, fault);
	return true;
}

UK_TRAP_HOOK(signal, handle);
