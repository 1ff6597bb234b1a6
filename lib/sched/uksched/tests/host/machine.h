/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A machine of one CPU within a host program: the scheduler and the locks run
 * on it as they are, in virtual time, with interrupts wherever they can come.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * From now on `handler` runs with interrupts disabled, as an interrupt handler
 * does: at one in `chance` of all points at which interrupts are enabled, and
 * at a halt when the timer is not earlier. NULL: never.
 */
void machine_interrupt_set(void (*handler)(void), unsigned int chance);

extern unsigned long machine_interrupts; /* how many there were */

#endif /* MACHINE_H */
