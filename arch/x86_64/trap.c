/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a trap means, in words and in the terms of a crash report.
 */
#include <uk/arch/paging.h>
#include <uk/arch/registers.h>
#include <uk/arch/x86.h>

#include "frame.h"
#include "registers.h"

#define VECTOR_PAGE_FAULT 14
/* Page-fault error code, SDM vol. 3A figure 4-12 */
#define FAULT_PRESENT 0x01
#define FAULT_WRITE 0x02
#define FAULT_FETCH 0x10

/* SDM vol. 3A table 6-1 */
static const char *const names[] = {
	[0] = "divide error",
	[1] = "debug",
	[2] = "non-maskable interrupt",
	[3] = "breakpoint",
	[4] = "overflow",
	[5] = "bound range exceeded",
	[6] = "invalid opcode",
	[7] = "no floating-point unit",
	[8] = "double fault",
	[10] = "invalid task state",
	[11] = "segment not present",
	[12] = "stack segment fault",
	[13] = "general protection fault",
	[VECTOR_PAGE_FAULT] = "page fault",
	[16] = "x87 floating-point error",
	[17] = "alignment check",
	[18] = "machine check",
	[19] = "SIMD floating-point error",
	[20] = "virtualization exception",
	[21] = "control protection exception",
};

void uk_arch_trap_decode(const struct uk_arch_registers *registers,
			 struct uk_arch_trap *trap)
{
	const char *name = NULL;

	if (registers->vector < UK_ARRAY_SIZE(names))
		name = names[registers->vector];
	*trap = (struct uk_arch_trap){
		.name = name ? name : "reserved exception",
		.vector = registers->vector,
		.pc = registers->rip,
		.sp = registers->rsp,
		.frame = registers->rbp,
	};
	if (registers->vector == VECTOR_PAGE_FAULT) {
		trap->has_address = true;
		trap->address = uk_x86_read_cr2();
		trap->is_mapped = registers->error & FAULT_PRESENT;
		trap->access = registers->error & FAULT_WRITE ? UK_PAGE_WRITE :
			       registers->error & FAULT_FETCH ?
								UK_PAGE_EXECUTE :
								UK_PAGE_READ;
		/* no function began there: its return address is still on top */
		if (trap->access == UK_PAGE_EXECUTE &&
		    frame_readable(trap->sp, sizeof(trap->caller)))
			trap->caller = *(const uintptr_t *)trap->sp;
	}
}

void uk_arch_registers_each(const struct uk_arch_registers *registers,
			    void (*print)(const char *name, uint64_t value))
{
	/* three characters each, in the order of the fields */
	static const char field_names[][4] = {
		"r15", "r14", "r13", "r12", "r11", "r10", "r9", "r8",
		"rdi", "rsi", "rbp", "rbx", "rdx", "rcx", "rax", "",
		"err", "rip", "cs",  "flg", "rsp", "ss",
	};
	const uint64_t *values = (const uint64_t *)registers;

	_Static_assert(sizeof(*registers) == 8 * UK_ARRAY_SIZE(field_names),
		       "one name per register");
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(field_names); i++)
		if (field_names[i][0])
			print(field_names[i], values[i]);
	print("cr2", uk_x86_read_cr2());
}
