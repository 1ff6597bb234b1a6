/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of a crash report that traps and panics share.
 */
#ifndef UKASSERT_REPORT_H
#define UKASSERT_REPORT_H

#include <uk/essentials.h>

/* Begins a report: its headline follows. A crash within a report ends the
 * machine at once.
 */
void crash_begin(void);

/* The backtrace: `pc`, `caller` if that is not 0, and the callers from that frame on.
 * Then the end of the machine.
 */
void __uk_noreturn crash_end(uintptr_t pc, uintptr_t caller, uintptr_t frame);

#endif /* UKASSERT_REPORT_H */
