/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See machine.c.
 */
#ifndef EXT4_TESTS_HOST_MACHINE_H
#define EXT4_TESTS_HOST_MACHINE_H

#include <stdbool.h>

/* One allocation in so many fails. 0: none */
extern unsigned int machine_fail_one_in;
/* So many more allocations of 64 KiB and above succeed: what a cache is made of. */
extern unsigned int machine_large_left;
/* The clock goes on by so many seconds. */
void machine_sleep(unsigned int seconds);
/* Messages are shown. */
extern bool machine_prints;

#endif /* EXT4_TESTS_HOST_MACHINE_H */
