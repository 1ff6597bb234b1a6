/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of an image that has gone wrong. The architecture calls it, a library (ukassert)
 * makes the report.
 */
#ifndef UK_CRASH_H
#define UK_CRASH_H

#include <uk/essentials.h>

/* Registers at the crash; laid out by the architecture. */
struct uk_arch_registers;

/* A trap that nobody handled. Any context; does not return. */
void __uk_noreturn uk_crash_trap(const struct uk_arch_registers *registers);

#endif /* UK_CRASH_H */
