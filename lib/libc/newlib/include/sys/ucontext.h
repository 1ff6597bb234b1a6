/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a handler of a fault finds of the interrupted code (Linux's
 * asm-generic/ucontext.h and asm/sigcontext.h for x86-64, in glibc's names).
 */
#ifndef _SYS_UCONTEXT_H
#define _SYS_UCONTEXT_H

#include <sys/signal.h>

typedef long long greg_t;

#define NGREG 23
#define __NGREG NGREG
typedef greg_t gregset_t[NGREG];

/* The order of the registers, which Linux and its debuggers agree upon */
enum {
	REG_R8,
	REG_R9,
	REG_R10,
	REG_R11,
	REG_R12,
	REG_R13,
	REG_R14,
	REG_R15,
	REG_RDI,
	REG_RSI,
	REG_RBP,
	REG_RBX,
	REG_RDX,
	REG_RAX,
	REG_RCX,
	REG_RSP,
	REG_RIP,
	REG_EFL,
	REG_CSGSFS,
	REG_ERR,
	REG_TRAPNO,
	REG_OLDMASK,
	REG_CR2
};

typedef struct {
	gregset_t gregs;
	void *fpregs; /* NULL: floating-point registers are not shown */
	unsigned long long __reserved[8];
} mcontext_t;

typedef struct ucontext_t {
	unsigned long uc_flags;
	struct ucontext_t *uc_link;
	stack_t uc_stack;
	mcontext_t uc_mcontext;
	sigset_t uc_sigmask;
} ucontext_t;

#endif /* _SYS_UCONTEXT_H */
