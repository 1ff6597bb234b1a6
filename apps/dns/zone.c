/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Searches in the compiled zone.
 */
#include "zone.h"

#include <dns_zone.h>

const struct zone zone = {
	.nodes = zone_nodes,
	.sets = zone_sets,
	.labels = zone_labels,
	.records = zone_records,
	.slots = zone_slots,
	.mask = sizeof(zone_slots) / sizeof(*zone_slots) - 1,
	.apex = ZONE_APEX,
};

static bool same_label(const uint8_t *a, const uint8_t *b)
{
	if (a[0] != b[0])
		return false;
	for (unsigned int i = 1; i <= a[0]; i++) {
		uint8_t differ = a[i] ^ b[i];
		uint8_t c = a[i] | 0x20;

		if (differ && (differ != 0x20 || c < 'a' || c > 'z'))
			return false;
	}
	return true;
}

uint16_t zone_child(const struct zone *zone, uint16_t parent,
		    const uint8_t *label)
{
	uint32_t at = zone_hash(parent, label);

	/* ends: half of the slots are empty */
	for (;; at++) {
		uint16_t node = zone->slots[at & zone->mask];

		if (node == ZONE_NONE)
			return ZONE_NONE;
		if (zone->nodes[node].parent == parent &&
		    same_label(zone->labels + zone->nodes[node].label, label))
			return node;
	}
}

const struct zone_set *zone_find_set(const struct zone *zone, uint16_t node,
				     uint16_t type)
{
	const struct zone_set *set = &zone->sets[zone->nodes[node].sets];

	for (unsigned int i = zone->nodes[node].set_count; i; i--, set++)
		if (set->type == type)
			return set;
	return NULL;
}

const struct zone_record *zone_next(const struct zone_record *record)
{
	const uint8_t *end = record->data + record->before[0] +
			     record->before[1] * 256 + 2 * record->names +
			     record->after;

	return (const struct zone_record *)end;
}
