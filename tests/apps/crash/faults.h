/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A way to go wrong, registered by name wherever it is written.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <uk/table.h>

struct fault {
	const char *name;
	void (*commit)(void);
};

UK_TABLE_DECLARE(struct fault, faults);

/* To call behind the fault: says so and ends the image. It also gives its
 * caller a frame, which gcc leaves out of a function that calls nobody.
 */
void __uk_noreturn went_unnoticed(void);

/* FAULT(null_read) { ... } */
#define FAULT(title)                                            \
	static void __uk_noinline title(void);                  \
	UK_TABLE_ENTRY(struct fault, faults, title) = {         \
		.name = #title,                                 \
		.commit = title,                                \
	};                                                      \
	static void __uk_noinline title(void)

/* The same value, of which the compiler knows nothing any more. */
#define HIDDEN(value)                                           \
	({                                                      \
		__auto_type hidden = (value);                   \
		__asm__ volatile("" : "+r"(hidden));            \
		hidden;                                         \
	})

#endif /* FAULTS_H */
