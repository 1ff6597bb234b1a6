/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The store: keys and values in one piece of memory that the caller gives. No C library,
 * no allocator: both builds of udpkv use it, with sockets and without.
 */
#ifndef UDPKV_STORE_H
#define UDPKV_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_KEY_MOST 64
#define STORE_VALUE_MOST 1024

struct store;

/*
 * An empty store within [memory, memory + bytes), aligned to 8. `seed` should be hard to guess:
 * nobody can choose keys that share a slot then. NULL if there is not room for one entry
 * of the largest size.
 */
struct store *store_create(void *memory, size_t bytes, uint64_t seed);

/* Copies the value to `value`, STORE_VALUE_MOST bytes at most; its length, or -1 if there is
 * none. `value` may overlap `key`.
 */
int store_get(const struct store *store, const uint8_t *key, size_t key_length,
	      uint8_t *value);

/*
 * False if the store is full; then the key's old value, if any, still holds. Lengths are the
 * caller's to check: key 1 to STORE_KEY_MOST, value 0 to STORE_VALUE_MOST.
 */
bool store_set(struct store *store, const uint8_t *key, size_t key_length,
	       const uint8_t *value, size_t value_length);

/* False if there was none. */
bool store_delete(struct store *store, const uint8_t *key, size_t key_length);

size_t store_entries(const struct store *store);

#endif /* UDPKV_STORE_H */
