/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapped memory as an array of pages, with which every call is compared.
 */
#ifndef UKVMEM_TESTS_MODEL_H
#define UKVMEM_TESTS_MODEL_H

#include <uk/essentials.h>

/* Makes the calls that these bytes say, some of them without memory; then unmaps all.
 * Traps at a difference.
 */
void model_run(const uint8_t *bytes, size_t length);

#endif /* UKVMEM_TESTS_MODEL_H */
