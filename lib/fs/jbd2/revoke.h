/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Block numbers that were revoked, and by which transaction at last. See revoke.c.
 */
#ifndef JBD2_REVOKE_H
#define JBD2_REVOKE_H

#include <uk/alloc.h>

struct revoke_entry {
	uint64_t number;
	uint32_t sequence;
	bool used;
	bool valid; /* else it was cancelled */
};

struct revoke_table {
	struct revoke_entry *entries;
	unsigned int size; /* 0, or a power of two */
	unsigned int used;
	unsigned int valid;
};

/* The last sequence counts. 0, -ENOMEM */
int revoke_add(struct revoke_table *table, struct uk_alloc *a, uint64_t number,
	       uint32_t sequence);
void revoke_cancel(struct revoke_table *table, uint64_t number);
/* Whether a copy of the block in transaction `sequence` is not to be replayed */
bool revoke_holds(const struct revoke_table *table, uint64_t number,
		  uint32_t sequence);
void revoke_free(struct revoke_table *table, struct uk_alloc *a);

#endif /* JBD2_REVOKE_H */
