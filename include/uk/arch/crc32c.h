/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The CPU's instruction for CRC-32C, where it has one. See <uk/crc32c.h>.
 */
#ifndef UK_ARCH_CRC32C_H
#define UK_ARCH_CRC32C_H

#include <uk/essentials.h>

bool uk_arch_has_crc32c(void);

/* The checksum `crc` continued over the bytes, neither inverted before nor after. Only if
 * the CPU has it. Any context.
 */
uint32_t uk_arch_crc32c(uint32_t crc, const void *data, size_t length);

#endif /* UK_ARCH_CRC32C_H */
