/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An answer being written: records of the zone, their names compressed (RFC 1035 section 4.1.4).
 */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include "zone.h"

/* Names that later ones may point to; beyond that many, they are written out. */
#define MESSAGE_NAMES 48

struct message {
	const struct zone *zone;
	uint8_t *bytes;
	size_t length, room;
	bool is_full; /* something did not fit; what was written of it counts for nothing */
	unsigned int names;
	struct {
		uint16_t node;
		uint16_t at;
	} name[MESSAGE_NAMES];
};

enum section { SECTION_ANSWER, SECTION_AUTHORITY, SECTION_ADDITIONAL };

/* The name of `node` stands at `at` already. */
void message_know(struct message *message, uint16_t node, size_t at);

void message_put(struct message *message, const void *bytes, size_t length);
void message_put16(struct message *message, unsigned int value);
void message_put32(struct message *message, uint32_t value);

/*
 * All records of a set, with the name at `owner_at` of the message, or that of `owner` if that is
 * 0, and a time to live of at most `ttl`; counted in the header. False if they do not fit:
 * then the message is as it was.
 */
bool message_put_set(struct message *message, enum section section,
		     size_t owner_at, uint16_t owner,
		     const struct zone_set *set, uint32_t ttl);

#endif /* DNS_MESSAGE_H */
