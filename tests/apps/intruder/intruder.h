/* SPDX-License-Identifier: BSD-3-Clause */
/* What the attacks are made of. */
#ifndef INTRUDER_H
#define INTRUDER_H

#include <uk/ukvm.h>

#define HIDDEN(value)                           \
	({                                      \
		__auto_type hidden = (value);   \
		__asm__("" : "+r"(hidden));     \
		hidden;                         \
	})

static inline const struct ukvm_region *region(enum ukvm_region_kind kind)
{
	return &uk_ukvm_boot->regions[kind];
}

struct attack {
	const char *name;
	void (*run)(void);
};

#define ATTACK(name) { #name, name }

extern const struct attack attacks[];	   /* main.c */
extern const struct attack code_attacks[]; /* code.c */
extern const struct attack held_attacks[]; /* held.c */
extern const struct attack timer_attacks[]; /* timer.c; each ends with a NULL */

#endif /* INTRUDER_H */
