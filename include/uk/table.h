/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Link-time tables: any library adds an entry to a table by name, and the
 * linker joins them into one array. This is how parameters, init functions,
 * event handlers and test suites are found without a central list.
 *
 * A table's section has a C identifier as its name, so the linker itself
 * defines its start and stop; an empty table costs nothing.
 *
 *	UK_TABLE_DECLARE(struct uk_param, uk_params);	in the header
 *	UK_TABLE_ENTRY(struct uk_param, uk_params, baud) = { ... };
 *	UK_TABLE_FOR_EACH(uk_params, param) ...
 *
 * Entries keep no order across files.
 */
#ifndef UK_TABLE_H
#define UK_TABLE_H

#include <uk/essentials.h>

#define UK_TABLE_DECLARE(type, table)                  \
	extern const type __start_##table[] __uk_weak  \
		__attribute__((visibility("hidden"))); \
	extern const type __stop_##table[] __uk_weak   \
		__attribute__((visibility("hidden")))

/* The alignment is stated so that the compiler cannot pad between entries. */
#define UK_TABLE_ENTRY(type, table, name)                               \
	static const type table##_##name __uk_used __uk_section(#table) \
		__uk_aligned(__alignof__(type))

#define UK_TABLE_COUNT(table) \
	((size_t)(&__stop_##table[0] - &__start_##table[0]))

#define UK_TABLE_FOR_EACH(table, entry)               \
	for (__auto_type entry = &__start_##table[0]; \
	     entry < &__stop_##table[0]; entry++)

#endif /* UK_TABLE_H */
