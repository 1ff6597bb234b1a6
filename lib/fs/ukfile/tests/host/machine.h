/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A machine for host programs: time that stands still but while halted, a heap whose
 * requests can be made to fail, and a console.
 */
#ifndef UKFILE_TESTS_HOST_MACHINE_H
#define UKFILE_TESTS_HOST_MACHINE_H

#include <uk/essentials.h>

extern uint64_t machine_now;
/* Called in each halt, as an interrupt; NULL: none comes. */
extern void (*machine_interrupt)(void);
extern unsigned int machine_halts;

/* Requests of memory that succeed before one fails; negative: all do. */
extern int machine_memory_left;
/* Blocks that nobody has freed */
extern long machine_blocks;

/* What was typed, and who wants to know */
extern const char *machine_input;
extern void (*machine_input_arrived)(void);

/* What was written to the console, as far as there is room */
extern char machine_output[256];

#endif /* UKFILE_TESTS_HOST_MACHINE_H */
