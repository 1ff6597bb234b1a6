/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The trap's entry where libraries deal with traps.
 */
#include <uk/crash.h>
#include <uk/trap.h>

void __uk_noreturn uk_arch_trap(struct uk_arch_registers *registers);
__uk_used void uk_arch_trap(struct uk_arch_registers *registers)
{
	struct uk_arch_trap trap;

	uk_arch_trap_decode(registers, &trap);
	UK_TABLE_FOR_EACH (uk_trap_repairs, repair)
		if ((*repair)(registers, &trap))
			uk_arch_registers_resume(registers);
	UK_TABLE_FOR_EACH (uk_trap_hooks, hook)
		if ((*hook)(registers, &trap))
			uk_arch_registers_resume(registers);
	uk_crash_trap(registers);
}
