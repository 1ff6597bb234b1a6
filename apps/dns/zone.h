/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The zone as zone.py compiles it into the image: a tree of labels in tables that are
 * only read. Every name that the zone mentions is a node, so a name is a number, and to compare
 * two names, or their ends, is to compare numbers.
 */
#ifndef DNS_ZONE_H
#define DNS_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZONE_ROOT 0 /* the node of "." */
#define ZONE_NONE 0 /* no node, where the root cannot be meant */

enum {
	ZONE_EXISTS = 1,  /* at or below the apex, and it or a name below has records */
	ZONE_CUT = 2,	  /* delegated from here on */
	ZONE_BELOW = 4,	  /* below a cut: glue */
};

struct zone_node {
	uint32_t label;	   /* in `labels`: a length byte, and the label as the zone wrote it */
	uint16_t parent;   /* the root's is the root */
	uint16_t wildcard; /* its child "*" that has records, or ZONE_NONE */
	uint16_t sets;	   /* its first in `sets` */
	uint8_t set_count;
	uint8_t flags;
};

/* All records of a type at a node. */
struct zone_set {
	uint16_t type;
	uint16_t count;
	uint32_t ttl;
	uint32_t records; /* the first in `records` */
};

/*
 * A record: the lengths of two pieces of its data and the number of names between them, then
 * the first piece, the names (nodes, little endian), the second piece.
 */
struct zone_record {
	uint8_t before[2]; /* little endian */
	uint8_t names;
	uint8_t after;
	uint8_t data[];
};

struct zone {
	const struct zone_node *nodes;
	const struct zone_set *sets;
	const uint8_t *labels;
	const uint8_t *records;
	const uint16_t *slots; /* of children by parent and label: open addressing */
	uint32_t mask;	       /* number of slots - 1 */
	uint16_t apex;
};

extern const struct zone zone;

/* What the hash table is keyed by; zone.py computes the same. FNV-1a, folded. */
static inline uint32_t zone_hash(uint16_t parent, const uint8_t *label)
{
	uint32_t hash = (2166136261u ^ parent) * 16777619u;

	for (unsigned int i = 0; i <= label[0]; i++) {
		uint8_t c = label[i];

		if (i && c >= 'A' && c <= 'Z')
			c |= 0x20;
		hash = (hash ^ c) * 16777619u;
	}
	return hash ^ hash >> 15;
}

/* The child of `parent` with that label, whatever the case of its letters; or ZONE_NONE. */
uint16_t zone_child(const struct zone *zone, uint16_t parent,
		    const uint8_t *label);

/* A node's records of a type, or NULL. */
const struct zone_set *zone_find_set(const struct zone *zone, uint16_t node,
				     uint16_t type);

/* The record behind `record`. */
const struct zone_record *zone_next(const struct zone_record *record);

/* Name `i` of the record. */
static inline uint16_t zone_record_name(const struct zone_record *record,
					unsigned int i)
{
	const uint8_t *at = record->data + record->before[0] +
			    record->before[1] * 256 + 2 * i;

	return (uint16_t)(at[0] | at[1] << 8);
}

#endif /* DNS_ZONE_H */
