/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the architecture tells a crash report about a trap.
 */
#ifndef UK_ARCH_REGISTERS_H
#define UK_ARCH_REGISTERS_H

#include <uk/essentials.h>

/* The interrupted flow's registers; the architecture knows the layout. */
struct uk_arch_registers;

struct uk_arch_trap {
	const char *name; /* "page fault" */
	unsigned int vector;
	bool has_address; /* a memory access failed, at `address` */
	uintptr_t address;
	unsigned int access; /* UK_PAGE_READ, _WRITE or _EXECUTE */
	bool is_mapped;	     /* the page is there, the right is not */
	uintptr_t pc;
	uintptr_t sp;
	uintptr_t frame; /* frame pointer */
	/* Where `pc` was called from, if the call itself is what failed; else 0 */
	uintptr_t caller;
};

/* Reads the trap's meaning off the registers. Any context. */
void uk_arch_trap_decode(const struct uk_arch_registers *registers,
			 struct uk_arch_trap *trap);

/* Calls `print` with the name and value of every register. */
void uk_arch_registers_each(const struct uk_arch_registers *registers,
			    void (*print)(const char *name, uint64_t value));

/*
 * Steps from one stack frame to its caller's: *frame and *pc change. False
 * at the end of the chain, or where it leaves mapped memory. Needs frame pointers.
 */
bool uk_arch_frame_next(uintptr_t *frame, uintptr_t *pc);

/*
 * For those who have a trap handled by code outside of it (signals). `entry(argument)`
 * runs when the trap returns, on the stack below `sp`, with interrupts as the
 * interrupted flow has them; the caller has kept a copy of the registers, as many
 * bytes as follow. `entry` does not return: it resumes that flow, or abandons it.
 */
#define UK_ARCH_REGISTERS_SIZE 176

/* Whether a stack pointer is on a stack of interrupts or traps. */
bool uk_arch_is_interrupt_stack(uintptr_t sp);

void uk_arch_trap_divert(struct uk_arch_registers *registers, uintptr_t sp,
			 void (*entry)(void *argument), void *argument);

/* Continues where these registers were interrupted. A thread, or the trap that saved them. */
void __uk_noreturn uk_arch_registers_resume(
	const struct uk_arch_registers *registers);

/* The registers in the order of Linux's struct sigcontext (asm/sigcontext.h); of what is
 * set, privileged bits of the flags and the segments are kept.
 */
#define UK_ARCH_SIGCONTEXT_COUNT 23

void uk_arch_sigcontext_get(const struct uk_arch_registers *registers,
			    uint64_t values[UK_ARCH_SIGCONTEXT_COUNT]);
void uk_arch_sigcontext_set(struct uk_arch_registers *registers,
			    const uint64_t values[UK_ARCH_SIGCONTEXT_COUNT]);

/* Calls function(argument) on the stack that ends at `stack_top`, 16-byte aligned. */
void uk_arch_call_on_stack(void *stack_top, void (*function)(void *argument),
			   void *argument);

#endif /* UK_ARCH_REGISTERS_H */
