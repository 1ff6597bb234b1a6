/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * musl's atomics, but for two things. With one CPU, whoever a thread spins for does not run
 * meanwhile: so the loops that spin before they wait, which all count down a variable
 * of one name, end at once (pthread_spin_lock() has none: replaced/). And the
 * instruction with which musl ends a program that has gone wrong only waits in a kernel.
 */
#include_next "atomic_arch.h"

#undef a_spin
#define a_spin() (spins = 0)

#undef a_crash
#define a_crash() __builtin_trap()
