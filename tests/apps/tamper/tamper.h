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

/* The last part that was offered, which may be the monitor's now */
struct ukvm_ring_entry *last_part(void);
/* Where the answer of a device of requests lies: the ring */
void *ring_memory(void);

struct wish {
	const char *name;
	void (*run)(void);
	/* NULL, or what it does over and over again until the monitor is done; then all once more,
	 * some times
	 */
	void (*change)(void);
};

extern const struct wish wishes[]; /* ends with a NULL */

#endif /* TAMPER_H */
