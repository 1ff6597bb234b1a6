/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entries by name and by slot. A removed entry's slot goes to the next new name, so
 * a program that renames each file it reads of does not read the new names for
 * ever, and one that removes them all does not make the table longer.
 */
#include <uk/arch/random.h>
#include <uk/errno.h>
#include <uk/string.h>

#include "directory.h"

#define ROOM_LEAST 4u
#define ROOM_MOST (1u << 30)

/* An entry's address, or (odd) 2 * (the next free slot + 1) + 1 */
struct slot {
	uintptr_t value;
};

static struct entry *entry_in(const struct directory *directory, uint32_t slot)
{
	uintptr_t value = directory->slots[slot].value;

	return value & 1 ? NULL : (struct entry *)value;
}

static uint32_t *buckets(const struct directory *directory)
{
	return (uint32_t *)&directory->slots[directory->room];
}

static size_t bytes(uint32_t room)
{
	return room * (sizeof(struct slot) + sizeof(uint32_t));
}

static uint64_t seed;

void directory_seed(void)
{
	if (!seed && !uk_arch_random(&seed))
		seed = 0;
}

/* Eight bytes a step: the halves of a product are mixed. */
static uint32_t hash_of(const struct uk_name *name)
{
	const char *text = name->text;
	uint64_t hash = seed ^ name->length;

	for (size_t left = name->length; left;) {
		size_t step = UK_MIN(left, sizeof(uint64_t));
		unsigned __int128 product;
		uint64_t word = 0;

		/* of fixed length where it can be: one load */
		if (step == sizeof(word))
			memcpy(&word, text, sizeof(word));
		else
			memcpy(&word, text, step);
		product = (unsigned __int128)(hash ^ word) *
			  0x9e3779b97f4a7c15u; /* 2^64 / the golden ratio */
		hash = (uint64_t)product ^ (uint64_t)(product >> 64);
		text += step;
		left -= step;
	}
	return (uint32_t)(hash ^ hash >> 32);
}

struct entry *directory_find(const struct directory *directory,
			     const struct uk_name *name)
{
	uint32_t hash, next;

	if (!directory->room)
		return NULL;
	hash = hash_of(name);
	next = buckets(directory)[hash & (directory->room - 1)];
	while (next) {
		struct entry *entry = entry_in(directory, next - 1);

		if (entry->hash == hash && entry->length == name->length &&
		    !memcmp(entry->name, name->text, name->length))
			return entry;
		next = entry->next;
	}
	return NULL;
}

static void chain(struct directory *directory, struct entry *entry)
{
	uint32_t *bucket =
		&buckets(directory)[entry->hash & (directory->room - 1)];

	entry->next = *bucket;
	*bucket = entry->slot + 1;
}

/* Twice the slots, all of which are taken now, and as many buckets. */
static int grow(struct directory *directory, struct ramfs_memory *memory)
{
	struct slot *old = directory->slots;
	uint32_t room = directory->room;
	uint32_t more = room ? room * 2 : ROOM_LEAST;
	struct slot *slots;

	slots = room == ROOM_MOST ? NULL : ramfs_take(memory, bytes(more));
	if (!slots)
		return -ENOSPC;
	if (old) {
		memcpy(slots, old, room * sizeof(*slots));
		ramfs_give(memory, old, bytes(room));
	}
	directory->slots = slots;
	directory->room = more;
	memset(buckets(directory), 0, more * sizeof(uint32_t));
	for (uint32_t slot = 0; slot < directory->used; slot++)
		chain(directory, entry_in(directory, slot));
	return 0;
}

static size_t entry_bytes(size_t length)
{
	return offsetof(struct entry, name) + length;
}

int directory_add(struct directory *directory, struct ramfs_memory *memory,
		  const struct uk_name *name, struct ramfs_node *node)
{
	struct entry *entry = ramfs_take(memory, entry_bytes(name->length));

	if (!entry)
		return -ENOSPC;
	if (directory->free) {
		entry->slot = directory->free - 1;
		directory->free = (uint32_t)(
			directory->slots[entry->slot].value >> 1);
	} else {
		if (directory->used == directory->room &&
		    grow(directory, memory)) {
			ramfs_give(memory, entry, entry_bytes(name->length));
			return -ENOSPC;
		}
		entry->slot = directory->used++;
	}
	entry->node = node;
	entry->hash = hash_of(name);
	entry->length = (uint8_t)name->length;
	memcpy(entry->name, name->text, name->length);
	directory->slots[entry->slot].value = (uintptr_t)entry;
	directory->count++;
	chain(directory, entry);
	return 0;
}

void directory_remove(struct directory *directory, struct ramfs_memory *memory,
		      struct entry *entry)
{
	uint32_t *link =
		&buckets(directory)[entry->hash & (directory->room - 1)];

	while (*link != entry->slot + 1)
		link = &entry_in(directory, *link - 1)->next;
	*link = entry->next;
	directory->slots[entry->slot].value =
		(uintptr_t)directory->free << 1 | 1;
	directory->free = entry->slot + 1;
	ramfs_give(memory, entry, entry_bytes(entry->length));
	if (!--directory->count) {
		ramfs_give(memory, directory->slots, bytes(directory->room));
		*directory = (struct directory){ .above = directory->above };
	}
}

struct entry *directory_next(const struct directory *directory, uint64_t from)
{
	for (; from < directory->used; from++) {
		struct entry *entry = entry_in(directory, (uint32_t)from);

		if (entry)
			return entry;
	}
	return NULL;
}

struct ramfs_node *directory_drain(struct directory *directory,
				   struct ramfs_memory *memory)
{
	while (directory->used) {
		struct entry *entry = entry_in(directory, --directory->used);
		struct ramfs_node *node;

		if (!entry)
			continue;
		node = entry->node;
		ramfs_give(memory, entry, entry_bytes(entry->length));
		return node;
	}
	if (directory->slots)
		ramfs_give(memory, directory->slots, bytes(directory->room));
	directory->slots = NULL;
	return NULL;
}
