/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Traps that code outside of them deals with: signals.
 */
#include <uk/arch/registers.h>
#include <uk/arch/x86.h>

#include "registers.h"

_Static_assert(sizeof(struct uk_arch_registers) == UK_ARCH_REGISTERS_SIZE,
	       "what others keep a copy in");

/* RFLAGS, SDM vol. 1 figure 3-8 */
#define FLAG_TRAP 0x100u
#define FLAG_INTERRUPT 0x200u
#define FLAG_DIRECTION 0x400u
#define FLAG_ALIGNMENT 0x40000u
/* What a program may change: CF, PF, AF, ZF, SF, TF, DF, OF */
#define FLAGS_FREE 0xdd5u

void uk_arch_trap_divert(struct uk_arch_registers *registers, uintptr_t sp,
			 void (*entry)(void *argument), void *argument)
{
	registers->rip = (uint64_t)entry;
	registers->rdi = (uint64_t)argument;
	registers->rbp = 0; /* a backtrace ends here */
	/* as behind a call (System V AMD64 ABI, 3.2.2) */
	registers->rsp = (sp & ~15ul) - 8;
	registers->rflags &= ~(uint64_t)(FLAG_TRAP | FLAG_DIRECTION |
					 FLAG_ALIGNMENT);
}

/* Offsets of the first 18 in the order of struct sigcontext; rip and rflags are the last. */
#define OF(field) (offsetof(struct uk_arch_registers, field) / 8)

static const uint8_t order[] = {
	OF(r8),	 OF(r9),  OF(r10), OF(r11), OF(r12), OF(r13),
	OF(r14), OF(r15), OF(rdi), OF(rsi), OF(rbp), OF(rbx),
	OF(rdx), OF(rax), OF(rcx), OF(rsp), OF(rip), OF(rflags),
};

enum { SEGMENTS = UK_ARRAY_SIZE(order), ERROR, VECTOR, OLD_MASK, CR2 };

_Static_assert(CR2 == UK_ARCH_SIGCONTEXT_COUNT - 1, "the last one");

void uk_arch_sigcontext_get(const struct uk_arch_registers *registers,
			    uint64_t values[UK_ARCH_SIGCONTEXT_COUNT])
{
	const uint64_t *fields = (const uint64_t *)registers;

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(order); i++)
		values[i] = fields[order[i]];
	values[SEGMENTS] = (registers->cs & 0xffff) |
			   (registers->ss & 0xffff) << 48;
	values[ERROR] = registers->error;
	values[VECTOR] = registers->vector;
	values[OLD_MASK] = 0;
	values[CR2] = uk_x86_read_cr2();
}

void uk_arch_sigcontext_set(struct uk_arch_registers *registers,
			    const uint64_t values[UK_ARCH_SIGCONTEXT_COUNT])
{
	uint64_t *fields = (uint64_t *)registers;
	uint64_t kept = registers->rflags & ~(uint64_t)FLAGS_FREE;

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(order); i++)
		fields[order[i]] = values[i];
	registers->rflags = kept | (registers->rflags & FLAGS_FREE);
}
