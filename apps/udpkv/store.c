/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open addressing with linear probing. A slot holds a key's hash and the first of the blocks
 * that hold the key and its value. Blocks are all of one size and chained, so that memory
 * never fragments: what was deleted can be used again, whatever sizes come and go.
 */
#include "store.h"

struct slot {
	uint32_t hash;
	uint32_t block; /* 0: empty */
};

#define BLOCK_BYTES 60
struct block {
	uint32_t next; /* 0: the last */
	uint8_t bytes[BLOCK_BYTES];
};

/* An entry's bytes: its key's length, its value's (little endian), the key, the value. */
#define HEAD_BYTES 3
_Static_assert(HEAD_BYTES + STORE_KEY_MOST <= 2 * BLOCK_BYTES,
	       "a key lies in its entry's first two blocks");

struct store {
	struct slot *slots;
	struct block *blocks; /* [0] stands for "none" */
	uint64_t seed;
	uint32_t mask; /* slots - 1; their number is a power of two */
	uint32_t entries, entries_most;
	uint32_t block_count;
	uint32_t fresh; /* blocks from here on were never used */
	uint32_t free, free_count; /* a chain of those used before */
};

static uint32_t blocks_of(size_t key_length, size_t value_length)
{
	return (uint32_t)((HEAD_BYTES + key_length + value_length +
			   BLOCK_BYTES - 1) /
			  BLOCK_BYTES);
}

struct store *store_create(void *memory, size_t bytes, uint64_t seed)
{
	struct store *store = memory;
	struct slot *table = (struct slot *)(store + 1);
	size_t slots = 16, blocks;

	/* half as many blocks as slots to as many: small entries are the rule */
	while (slots <= UINT32_MAX / 4 &&
	       slots * (2 * sizeof(struct slot) + sizeof(struct block)) <= bytes)
		slots *= 2;
	blocks = sizeof(*store) + slots * sizeof(struct slot);
	blocks = bytes > blocks ? (bytes - blocks) / sizeof(struct block) : 0;
	if (blocks < 1 + blocks_of(STORE_KEY_MOST, STORE_VALUE_MOST))
		return NULL;
	*store = (struct store){
		.slots = table,
		.blocks = (struct block *)(table + slots),
		.seed = seed,
		.mask = (uint32_t)slots - 1,
		.entries_most = (uint32_t)(slots / 4 * 3),
		.block_count = blocks < UINT32_MAX ? (uint32_t)blocks :
						     UINT32_MAX,
		.fresh = 1,
	};
	__builtin_memset(table, 0, slots * sizeof(*table));
	return store;
}

/* Folds a product, of which every bit depends on all of both factors. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The seed enters every step: who does not know it cannot make keys collide. */
static inline uint32_t hash_of(const struct store *store, const uint8_t *key,
			size_t length)
{
	const uint64_t odd = 0x9e3779b97f4a7c15; /* 2^64 / golden ratio */
	uint64_t hash = store->seed ^ (length * odd);
	uint64_t word;

	for (; length > 8; key += 8, length -= 8) {
		__builtin_memcpy(&word, key, 8);
		hash = mix(hash ^ word, store->seed ^ odd);
	}
	word = 0;
	if (length >= 4) { /* two halves, which overlap */
		uint32_t half;

		__builtin_memcpy(&half, key, 4);
		word = (uint64_t)half << 32;
		__builtin_memcpy(&half, key + length - 4, 4);
		word |= half;
	} else {
		for (size_t i = 0; i < length; i++)
			word = word << 8 | key[i];
	}
	hash = mix(hash ^ word, store->seed ^ odd);
	return (uint32_t)mix(hash, odd);
}

static size_t value_length_of(const struct block *block)
{
	return block->bytes[1] | (size_t)block->bytes[2] << 8;
}

static bool has_key(const struct store *store, const struct block *block,
		    const uint8_t *key, size_t length)
{
	size_t first = BLOCK_BYTES - HEAD_BYTES;

	if (block->bytes[0] != length)
		return false;
	if (length < first)
		first = length;
	return !__builtin_memcmp(block->bytes + HEAD_BYTES, key, first) &&
	       (length == first ||
		!__builtin_memcmp(store->blocks[block->next].bytes, key + first,
				  length - first));
}

/* The key's slot, or the empty one where it would be. */
static inline uint32_t find(const struct store *store, uint32_t hash,
		     const uint8_t *key, size_t length)
{
	uint32_t at = hash & store->mask;

	/* ends: a quarter of the slots is empty at least */
	for (; store->slots[at].block; at = (at + 1) & store->mask)
		if (store->slots[at].hash == hash &&
		    has_key(store, &store->blocks[store->slots[at].block], key,
			    length))
			break;
	return at;
}

int store_get(const struct store *store, const uint8_t *key, size_t key_length,
	      uint8_t *value)
{
	uint32_t hash = hash_of(store, key, key_length);
	uint32_t first = store->slots[find(store, hash, key, key_length)].block;
	const struct block *block = &store->blocks[first];
	size_t skip = HEAD_BYTES + key_length;
	size_t left, length;

	if (!first)
		return -1;
	left = length = value_length_of(block);
	if (skip >= BLOCK_BYTES) {
		skip -= BLOCK_BYTES;
		block = &store->blocks[block->next];
	}
	for (;;) {
		size_t part = BLOCK_BYTES - skip;

		if (part >= left) {
			__builtin_memcpy(value, block->bytes + skip, left);
			return (int)length;
		}
		__builtin_memcpy(value, block->bytes + skip, part);
		value += part;
		left -= part;
		skip = 0;
		block = &store->blocks[block->next];
	}
}

static uint32_t take_block(struct store *store)
{
	uint32_t taken = store->free;

	if (!taken)
		return store->fresh++;
	store->free = store->blocks[taken].next;
	store->free_count--;
	return taken;
}

static void free_chain(struct store *store, uint32_t block)
{
	while (block) {
		uint32_t next = store->blocks[block].next;

		store->blocks[block].next = store->free;
		store->free = block;
		store->free_count++;
		block = next;
	}
}

/* A chain of blocks that is being filled. */
struct writer {
	struct store *store;
	struct block *block;
	size_t used;
};

static void put(struct writer *to, const uint8_t *bytes, size_t length)
{
	while (length) {
		size_t part = BLOCK_BYTES - to->used;

		if (!part) {
			uint32_t next = take_block(to->store);

			to->block->next = next;
			to->block = &to->store->blocks[next];
			to->used = 0;
			continue;
		}
		if (part > length)
			part = length;
		__builtin_memcpy(to->block->bytes + to->used, bytes, part);
		to->used += part;
		bytes += part;
		length -= part;
	}
}

bool store_set(struct store *store, const uint8_t *key, size_t key_length,
	       const uint8_t *value, size_t value_length)
{
	uint32_t hash = hash_of(store, key, key_length);
	struct slot *slot = &store->slots[find(store, hash, key, key_length)];
	uint32_t spare = store->free_count + store->block_count - store->fresh;
	const uint8_t head[HEAD_BYTES] = { (uint8_t)key_length,
					   (uint8_t)value_length,
					   (uint8_t)(value_length >> 8) };
	struct writer to = { .store = store };

	if (slot->block)
		spare += blocks_of(key_length,
				   value_length_of(&store->blocks[slot->block]));
	else if (store->entries == store->entries_most)
		return false;
	if (spare < blocks_of(key_length, value_length))
		return false;

	free_chain(store, slot->block);
	store->entries += !slot->block;
	slot->hash = hash;
	slot->block = take_block(store);
	to.block = &store->blocks[slot->block];
	put(&to, head, sizeof(head));
	put(&to, key, key_length);
	put(&to, value, value_length);
	to.block->next = 0;
	return true;
}

bool store_delete(struct store *store, const uint8_t *key, size_t key_length)
{
	uint32_t hash = hash_of(store, key, key_length);
	uint32_t hole = find(store, hash, key, key_length);
	uint32_t mask = store->mask;
	struct slot *slots = store->slots;

	if (!slots[hole].block)
		return false;
	free_chain(store, slots[hole].block);
	store->entries--;
	/* Those behind it that would no longer be found move up (Knuth 6.4, algorithm R). */
	for (uint32_t at = (hole + 1) & mask; slots[at].block;
	     at = (at + 1) & mask) {
		uint32_t home = slots[at].hash & mask;

		if (((at - home) & mask) < ((at - hole) & mask))
			continue; /* its home lies behind the hole */
		slots[hole] = slots[at];
		hole = at;
	}
	slots[hole].block = 0;
	return true;
}

size_t store_entries(const struct store *store)
{
	return store->entries;
}
