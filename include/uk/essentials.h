/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What every file needs: fixed-width types, attributes and arithmetic that
 * the language lacks. Everything here is free: no code, no data.
 */
#ifndef UK_ESSENTIALS_H
#define UK_ESSENTIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef ptrdiff_t uk_ssize_t;

#define __uk_used __attribute__((used))
#define __uk_unused __attribute__((unused))
#define __uk_weak __attribute__((weak))
#define __uk_noreturn __attribute__((noreturn))
#define __uk_noinline __attribute__((noinline))
#define __uk_always_inline inline __attribute__((always_inline))
#define __uk_cold __attribute__((cold))
#define __uk_packed __attribute__((packed))
#define __uk_aligned(n) __attribute__((aligned(n)))
#define __uk_section(name) __attribute__((section(name)))
#define __uk_printf(format_at, first) \
	__attribute__((format(printf, format_at, first)))
#define __uk_malloc __attribute__((malloc))
#define __uk_must_check __attribute__((warn_unused_result))

#define UK_LIKELY(x) __builtin_expect(!!(x), 1)
#define UK_UNLIKELY(x) __builtin_expect(!!(x), 0)

#define UK_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define UK_CONTAINER_OF(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

#define UK_MIN(a, b)                   \
	({                             \
		__auto_type min_a = (a); \
		__auto_type min_b = (b); \
		min_a < min_b ? min_a : min_b; \
	})
#define UK_MAX(a, b)                   \
	({                             \
		__auto_type max_a = (a); \
		__auto_type max_b = (b); \
		max_a > max_b ? max_a : max_b; \
	})

/* `align` is a power of two. UK_ALIGN_UP wraps to a small value near the
 * type's end: check before, where the value comes from outside.
 */
#define UK_ALIGN_UP(value, align) \
	(((value) + ((__typeof__(value))(align) - 1)) & \
	 ~((__typeof__(value))(align) - 1))
#define UK_ALIGN_DOWN(value, align) ((value) & ~((__typeof__(value))(align) - 1))
#define UK_IS_ALIGNED(value, align) (((value) & ((align) - 1)) == 0)
#define UK_IS_POWER_OF_2(value) ((value) != 0 && ((value) & ((value) - 1)) == 0)
#define UK_DIV_ROUND_UP(value, by) (((value) + (by) - 1) / (by))

#define UK_STRINGIFY_(x) #x
#define UK_STRINGIFY(x) UK_STRINGIFY_(x)
#define UK_CONCAT_(a, b) a##b
#define UK_CONCAT(a, b) UK_CONCAT_(a, b)

/* Keeps the compiler (not the CPU) from moving memory accesses across. */
#define uk_compiler_barrier() __asm__ volatile("" ::: "memory")

#endif /* UK_ESSENTIALS_H */
