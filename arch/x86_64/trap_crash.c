/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The trap's entry in an image where no library deals with traps (WANTS_TRAPS).
 */
#include <uk/crash.h>

void __uk_noreturn uk_arch_trap(struct uk_arch_registers *registers);
__uk_used void uk_arch_trap(struct uk_arch_registers *registers)
{
	uk_crash_trap(registers);
}
