/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor of host tests (lib/debug/uktest/host), which has a cycle counter too.
 */
#ifndef UKSOCKET_TESTS_HOST_CPU_INLINE_H
#define UKSOCKET_TESTS_HOST_CPU_INLINE_H

#include_next <uk/arch/cpu_inline.h>

uint64_t uk_arch_cycles(void);

#endif /* UKSOCKET_TESTS_HOST_CPU_INLINE_H */
