/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who deals with traps; such a library selects WANTS_TRAPS. The architecture asks each
 * hook before it reports a crash.
 */
#ifndef UK_TRAP_H
#define UK_TRAP_H

#include <uk/arch/registers.h>
#include <uk/table.h>

/*
 * Runs on the trap's stack, with interrupts disabled; may change the registers, with
 * which the interrupted flow goes on. False if the trap is not its business.
 */
typedef bool (*uk_trap_hook)(struct uk_arch_registers *registers,
			     const struct uk_arch_trap *trap);

UK_TABLE_DECLARE(uk_trap_hook, uk_trap_hooks);
/* Those who provide what was missing: asked before anybody hears of a fault. */
UK_TABLE_DECLARE(uk_trap_hook, uk_trap_repairs);

#define UK_TRAP_REPAIR(name, function) \
	UK_TABLE_ENTRY(uk_trap_hook, uk_trap_repairs, name) = (function)

#define UK_TRAP_HOOK(name, function) \
	UK_TABLE_ENTRY(uk_trap_hook, uk_trap_hooks, name) = (function)

#endif /* UK_TRAP_H */
