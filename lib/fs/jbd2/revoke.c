/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hash table of revoked blocks: of those that the running transaction will write, and
 * at replay of all that the log has.
 */
#include "revoke.h"

#define SIZE_LEAST 16u

/* Where it is, or would be put */
static struct revoke_entry *find(const struct revoke_table *table,
				 uint64_t number)
{
	uint64_t hash = number * 0x9e3779b97f4a7c15ul;
	unsigned int i = (unsigned int)(hash >> 32);

	for (;; i++) {
		struct revoke_entry *entry =
			&table->entries[i & (table->size - 1)];

		if (!entry->used || entry->number == number)
			return entry;
	}
}

static void put(struct revoke_table *table, const struct revoke_entry *from)
{
	struct revoke_entry *entry = find(table, from->number);

	*entry = *from;
	table->used++;
	table->valid++;
}

static int grow(struct revoke_table *table, struct uk_alloc *a)
{
	struct revoke_table larger = { 0 };

	larger.size = UK_MAX(SIZE_LEAST, table->valid * 4);
	larger.size = 1u << (32 - __builtin_clz(larger.size - 1));
	larger.entries = uk_calloc(a, larger.size, sizeof(*larger.entries));
	if (!larger.entries)
		return -ENOMEM;
	for (unsigned int i = 0; i < table->size; i++)
		if (table->entries[i].valid)
			put(&larger, &table->entries[i]);
	uk_free(a, table->entries);
	*table = larger;
	return 0;
}

int revoke_add(struct revoke_table *table, struct uk_alloc *a, uint64_t number,
	       uint32_t sequence)
{
	struct revoke_entry new = { number, sequence, true, true };
	struct revoke_entry *entry = table->size ? find(table, number) : NULL;

	if (!entry || !entry->used) {
		if (table->used * 2 >= table->size) {
			int error = grow(table, a);

			if (error)
				return error;
		}
		put(table, &new);
		return 0;
	}
	table->valid += !entry->valid;
	*entry = new;
	return 0;
}

void revoke_cancel(struct revoke_table *table, uint64_t number)
{
	struct revoke_entry *entry;

	if (!table->valid)
		return;
	entry = find(table, number);
	table->valid -= entry->valid;
	entry->valid = false;
}

bool revoke_holds(const struct revoke_table *table, uint64_t number,
		  uint32_t sequence)
{
	struct revoke_entry *entry = table->size ? find(table, number) : NULL;

	return entry && entry->valid &&
	       (int32_t)(sequence - entry->sequence) <= 0;
}

void revoke_free(struct revoke_table *table, struct uk_alloc *a)
{
	uk_free(a, table->entries);
	*table = (struct revoke_table){ 0 };
}
