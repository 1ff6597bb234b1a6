/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What lwIP wants to know of compiler and platform.
 */
#ifndef NETSTACK_ARCH_CC_H
#define NETSTACK_ARCH_CC_H

#include <uk/assert.h>
#include <uk/essentials.h>

#ifndef BYTE_ORDER
#define BYTE_ORDER LITTLE_ENDIAN
#endif

/* No hosted headers. With SSIZE_MAX defined, lwIP makes no ssize_t of its own,
 * which would not be the C library's.
 */
#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_LIMITS_H 1
#ifndef INT_MAX
#define INT_MAX __INT_MAX__
#endif
#ifndef SSIZE_MAX
#define SSIZE_MAX PTRDIFF_MAX
#endif
typedef ptrdiff_t ssize_t;

#define X8_F "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "lu"

/* Byte swaps as the CPU does them */
#define lwip_htons(x) ((u16_t)__builtin_bswap16(x))
#define lwip_htonl(x) ((u32_t)__builtin_bswap32(x))

/* Asked for by name: the compiler puts short copies of known length in line. */
#define MEMCPY(to, from, length) __builtin_memcpy(to, from, length)
#define SMEMCPY(to, from, length) __builtin_memcpy(to, from, length)
#define MEMMOVE(to, from, length) __builtin_memmove(to, from, length)

/* random.c */
uint32_t netstack_random(void);
#define LWIP_RAND() netstack_random()

#define LWIP_PLATFORM_DIAG(x) do { } while (0)
#ifdef CONFIG_LIBNETSTACK_ASSERTIONS
#define LWIP_PLATFORM_ASSERT(message) UK_PANIC("lwIP: " message)
#else
#define LWIP_NOASSERT
#define LWIP_PLATFORM_ASSERT(message) do { } while (0)
#endif

#endif /* NETSTACK_ARCH_CC_H */
