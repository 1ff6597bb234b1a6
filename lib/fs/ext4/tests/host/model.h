/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random operations on files, on a mounted file system and on a model of it in memory.
 */
#ifndef EXT4_TESTS_HOST_MODEL_H
#define EXT4_TESTS_HOST_MODEL_H

#include <stdbool.h>
#include <stdint.h>

/* Differences are not printed. */
extern bool model_is_quiet;

void model_start(uint32_t seed);
/* One operation on both. False: they differ, which was printed. */
bool model_step(void);
/* All of it is as the model says. */
bool model_is_right(void);
void model_end(void);

#endif /* EXT4_TESTS_HOST_MODEL_H */
