/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every end of a name that stands in the message is remembered by its node; to
 * compress another name is to look its nodes up, from the nearest label to the root.
 */
#include "message.h"

#include <string.h>

#include "query.h"

#define POINTER 0xc000 /* and 14 bits of offset */

void message_know(struct message *message, uint16_t node, size_t at)
{
	if (message->names == MESSAGE_NAMES || at >= 0x4000)
		return;
	message->name[message->names].node = node;
	message->name[message->names++].at = (uint16_t)at;
}

void message_put(struct message *message, const void *bytes, size_t length)
{
	if (message->room - message->length < length) {
		message->is_full = true;
		return;
	}
	memcpy(message->bytes + message->length, bytes, length);
	message->length += length;
}

void message_put16(struct message *message, unsigned int value)
{
	const uint8_t bytes[2] = { (uint8_t)(value >> 8), (uint8_t)value };

	message_put(message, bytes, sizeof(bytes));
}

void message_put32(struct message *message, uint32_t value)
{
	message_put16(message, value >> 16);
	message_put16(message, value & 0xffff);
}

/* Where the name of `node` stands, or 0. */
static unsigned int find_name(const struct message *message, uint16_t node)
{
	for (unsigned int i = 0; i < message->names; i++)
		if (message->name[i].node == node)
			return message->name[i].at;
	return 0;
}

static void put_name(struct message *message, uint16_t node, bool compress)
{
	const struct zone *zone = message->zone;

	for (; node != ZONE_ROOT; node = zone->nodes[node].parent) {
		const uint8_t *label = zone->labels + zone->nodes[node].label;
		unsigned int at = find_name(message, node);

		if (at && compress) {
			message_put16(message, POINTER | at);
			return;
		}
		if (!at)
			message_know(message, node, message->length);
		message_put(message, label, label[0] + 1u);
	}
	message_put(message, "", 1);
}

/* Names in data may be compressed in types that every resolver knows (RFC 3597 section 4). */
static bool is_compressed(uint16_t type)
{
	return type == TYPE_NS || type == TYPE_CNAME || type == TYPE_SOA ||
	       type == TYPE_PTR || type == TYPE_MX;
}

static void put_data(struct message *message, uint16_t type,
		     const struct zone_record *record)
{
	unsigned int before = record->before[0] + record->before[1] * 256u;
	size_t start = message->length;
	size_t length;

	message_put16(message, 0);
	message_put(message, record->data, before);
	for (unsigned int i = 0; i < record->names; i++)
		put_name(message, zone_record_name(record, i),
			 is_compressed(type));
	message_put(message, record->data + before + 2 * record->names,
		    record->after);
	if (message->is_full)
		return;
	length = message->length - start - 2;
	message->bytes[start] = (uint8_t)(length >> 8);
	message->bytes[start + 1] = (uint8_t)length;
}

bool message_put_set(struct message *message, enum section section,
		     size_t owner_at, uint16_t owner,
		     const struct zone_set *set, uint32_t ttl)
{
	const struct zone_record *record =
		(const void *)(message->zone->records + set->records);
	uint8_t *count = message->bytes + 6 + 2 * section;
	size_t length = message->length;
	unsigned int names = message->names;
	unsigned int sum = dns_get16(count) + set->count;

	for (unsigned int i = 0; i < set->count && !message->is_full; i++) {
		if (owner_at)
			message_put16(message, POINTER | (unsigned int)owner_at);
		else
			put_name(message, owner, true);
		message_put16(message, set->type);
		message_put16(message, CLASS_IN);
		message_put32(message, set->ttl < ttl ? set->ttl : ttl);
		put_data(message, set->type, record);
		record = zone_next(record);
	}
	if (message->is_full) {
		message->is_full = false;
		message->length = length;
		message->names = names;
		return false;
	}
	count[0] = (uint8_t)(sum >> 8);
	count[1] = (uint8_t)sum;
	return true;
}
