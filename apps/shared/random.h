/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SHARED_RANDOM_H
#define SHARED_RANDOM_H

#include <stdint.h>

/* 64 bits that a stranger cannot guess; random_ukulele.c and random_linux.c have it. */
uint64_t random_seed(void);

#endif /* SHARED_RANDOM_H */
