/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The CPU's random number generator.
 */
#ifndef UK_ARCH_RANDOM_H
#define UK_ARCH_RANDOM_H

#include <uk/essentials.h>

/* Stores 64 random bits. False if the CPU has no generator, or it fails. Any context. */
bool uk_arch_random(uint64_t *bits);

/* The same for seeding another generator: of full entropy where the CPU can. */
bool uk_arch_random_seed(uint64_t *bits);

#endif /* UK_ARCH_RANDOM_H */
