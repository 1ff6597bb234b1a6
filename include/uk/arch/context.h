/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads of control, as the architecture sees them: a stack with saved
 * registers, and a thread-local storage area.
 */
#ifndef UK_ARCH_CONTEXT_H
#define UK_ARCH_CONTEXT_H

#include <uk/essentials.h>

/* A suspended flow of control. Owned by whoever owns the stack. */
struct uk_arch_context {
	uintptr_t sp;  /* the callee-saved registers lie there */
	/* Thread pointer; the switch sets it. The owner of a flow that was not made by
	 * uk_arch_context_init() fills it in with uk_arch_tls_get().
	 */
	uintptr_t tls;
};

/*
 * Makes `context` start `entry(argument)` at the first switch to it, with
 * interrupts as they are at that switch. `stack_top` is the address just past the
 * stack, 16-byte aligned. `entry` must not return. Any context.
 */
void uk_arch_context_init(struct uk_arch_context *context, void *stack_top,
			  uintptr_t tls, void (*entry)(void *),
			  void *argument);

/*
 * Saves the running flow in `from` and continues `to`. Called with
 * interrupts disabled; returns when something switches back to `from`.
 * Vector registers are caller-saved here (System V AMD64 ABI, 3.2.1), so only the
 * callee-saved ones and the floating-point control words are kept.
 */
void uk_arch_context_switch(struct uk_arch_context *from,
			    struct uk_arch_context *to);

/* Thread-local storage: the linker's .tdata/.tbss image, one copy a thread, and above
 * it the thread pointer, with CONFIG_ARCH_TLS_ROOM bytes for a C library.
 * Size and alignment of a block; size 0 if the image has no thread-local
 * variable, in which case no block is needed (tls = 0 is fine).
 */
size_t uk_arch_tls_size(void);
size_t uk_arch_tls_align(void);
/* Fills a block of that size and alignment; returns the thread pointer. */
uintptr_t uk_arch_tls_init(void *block);
/* Gives the boot flow its block, which the image holds. The platform calls it
 * before anything else uses thread-local variables.
 */
void uk_arch_tls_boot(void);
/* Sets and reads the running flow's thread pointer. */
void uk_arch_tls_set(uintptr_t tls);
uintptr_t uk_arch_tls_get(void);

/*
 * The running flow, whose thread pointer that is, uses no thread-local variables from now on.
 * Where setting the pointer is dear, it keeps the one of whoever ran before, for that one is often
 * next. For one flow of the image.
 */
#ifdef CONFIG_RUNS_UNPRIVILEGED
void uk_arch_tls_renounce(uintptr_t tls);
#else
static inline void uk_arch_tls_renounce(uintptr_t tls __uk_unused)
{
}
#endif

/*
 * The vector and floating-point state, for whoever stops a flow of control at
 * an arbitrary instruction (preemption, signals): XSAVE where the CPU has
 * it, else FXSAVE. `area` has uk_arch_fpu_size() bytes, 64-byte aligned.
 */
size_t uk_arch_fpu_size(void);
void uk_arch_fpu_init(void *area); /* the state a new thread has */
void uk_arch_fpu_save(void *area);
void uk_arch_fpu_restore(const void *area);

#endif /* UK_ARCH_CONTEXT_H */
