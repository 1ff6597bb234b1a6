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

#endif /* UK_ARCH_REGISTERS_H */
