/* SPDX-License-Identifier: BSD-3-Clause */
/* What the wishes are made of. */
#ifndef TAMPER_H
#define TAMPER_H

#include <uk/ukvm.h>

extern char *memory; /* a page of the heap's */

void on_disk(void);
void on_share(void);
void part(const void *address, uint64_t length, unsigned int operation,
	  unsigned int flags, uint64_t position);
/* Part of a 9P message, whose size is filled in; what follows is memory for the answer. */
void message(const char *bytes, unsigned int length);

struct wish {
	const char *name;
	void (*run)(void);
};

extern const struct wish wishes[]; /* ends with a NULL */

#endif /* TAMPER_H */
