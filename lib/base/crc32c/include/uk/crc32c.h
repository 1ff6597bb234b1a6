/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CRC-32C: the polynomial of Castagnoli, Braeuer and Herrmann (1993) that RFC 3720,
 * section 12.1, and ext4 (Documentation/filesystems/ext4, "Checksums") use.
 */
#ifndef UK_CRC32C_H
#define UK_CRC32C_H

#include <uk/essentials.h>

/*
 * The checksum `crc` continued over the bytes. It is not inverted: begin with
 * UINT32_MAX; ext4 takes the result as it is, others take its complement. Not from an
 * interrupt.
 */
uint32_t uk_crc32c(uint32_t crc, const void *data, size_t length);

/* The same without the CPU's instruction. */
uint32_t uk_crc32c_by_table(uint32_t crc, const void *data, size_t length);

#endif /* UK_CRC32C_H */
