/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The algorithm of RFC 1034 section 4.3.2 with RFC 4592's wildcards, on a tree: from the root
 * down to the name, or to the nearest that exists.
 */
#include "answer.h"

#include <string.h>

#include "message.h"
#include "query.h"

#define UDP_LEAST 512	 /* RFC 1035 section 4.2.1 */
#define UDP_MOST 1232	 /* what passes everywhere in one piece: IPv6's 1280 without headers */
#define OPT_BYTES 11
#define CHAIN_MOST 8	 /* CNAMEs that lead to one another */
#define ADDRESSES_MOST 24 /* hosts whose addresses are added */
#define ANY_TTL UINT32_MAX

/* Where a name is in the zone. */
struct place {
	bool is_inside;	  /* at or below the apex */
	bool is_exact;	  /* the name itself exists, and is `closest` */
	uint16_t closest; /* the nearest that exists */
	uint16_t cut;	  /* the name is delegated from here on; or ZONE_NONE */
};

struct answer {
	const struct zone *zone;
	const struct query *query;
	struct message message;
	uint16_t flags; /* of the header */
	bool is_referral;
	enum rcode rcode;
	uint16_t hosts[ADDRESSES_MOST]; /* whose addresses the client will want */
	unsigned int host_count;
};

/* The question's name, label by label from the right. Its ends become known to the message. */
static struct place place_of_question(struct answer *answer,
				      const uint8_t *question)
{
	const struct zone *zone = answer->zone;
	const struct query *query = answer->query;
	struct place place = { .is_inside = zone->apex == ZONE_ROOT };
	uint16_t node = ZONE_ROOT;
	unsigned int left = query->labels;

	while (left) {
		size_t at = query->label_at[left - 1];
		uint16_t child = zone_child(zone, node, question + at);

		if (child == ZONE_NONE)
			break;
		if (place.is_inside &&
		    !(zone->nodes[child].flags & ZONE_EXISTS))
			break; /* only mentioned: nothing below it exists */
		node = child;
		left--;
		message_know(&answer->message, node, DNS_HEADER_BYTES + at);
		if (node == zone->apex)
			place.is_inside = true;
		/* a delegation's DS belongs to this side of it (RFC 4035 section 3.1.4.1) */
		if (zone->nodes[node].flags & ZONE_CUT &&
		    (left || query->type != TYPE_DS)) {
			place.cut = node;
			break;
		}
	}
	place.closest = node;
	place.is_exact = !left;
	return place;
}

/* A name that the zone mentions, from itself up to the apex. */
static struct place place_of_node(const struct answer *answer, uint16_t name)
{
	const struct zone *zone = answer->zone;
	struct place place = { 0 };
	uint16_t node = name;

	for (;; node = zone->nodes[node].parent) {
		uint8_t flags = zone->nodes[node].flags;

		if (flags & ZONE_EXISTS && !place.closest) {
			place.closest = node;
			place.is_exact = node == name;
		}
		if (flags & ZONE_CUT &&
		    (node != name || answer->query->type != TYPE_DS))
			place.cut = node; /* the last one is the highest */
		if (node == zone->apex)
			place.is_inside = true;
		if (node == zone->apex || node == ZONE_ROOT)
			return place;
	}
}

static void note_hosts(struct answer *answer, const struct zone_set *set)
{
	const struct zone_record *record =
		(const void *)(answer->zone->records + set->records);

	if (set->type != TYPE_NS && set->type != TYPE_MX &&
	    set->type != TYPE_SRV)
		return;
	for (unsigned int i = 0; i < set->count; i++) {
		uint16_t host = zone_record_name(record, 0);
		unsigned int known = 0;

		while (known < answer->host_count &&
		       answer->hosts[known] != host)
			known++;
		if (known == answer->host_count && known < ADDRESSES_MOST)
			answer->hosts[answer->host_count++] = host;
		record = zone_next(record);
	}
}

/* A set that the answer is not complete without. `owner_at` as message_put_set() has it. */
static void put(struct answer *answer, enum section section, size_t owner_at,
		uint16_t owner, const struct zone_set *set, uint32_t ttl)
{
	if (answer->flags & FLAG_TRUNCATED)
		return;
	if (message_put_set(&answer->message, section, owner_at, owner, set,
			    ttl))
		note_hosts(answer, set);
	else
		answer->flags |= FLAG_TRUNCATED;
}

/* There is none: the SOA says for how long to remember that (RFC 2308 section 3). */
static void put_none(struct answer *answer, enum rcode rcode)
{
	const struct zone *zone = answer->zone;
	const struct zone_set *soa = zone_find_set(zone, zone->apex, TYPE_SOA);
	const struct zone_record *record =
		(const void *)(zone->records + soa->records);
	const uint8_t *minimum = (const uint8_t *)zone_next(record) - 4;

	answer->rcode = rcode;
	put(answer, SECTION_AUTHORITY, 0, zone->apex, soa,
	    (uint32_t)dns_get16(minimum) << 16 | dns_get16(minimum + 2));
}

/* Somebody else's: his servers, with their addresses as far as they lie below the cut. */
static void put_referral(struct answer *answer, uint16_t cut, bool is_first)
{
	answer->is_referral = true;
	if (is_first)
		answer->flags &= (uint16_t)~FLAG_AUTHORITATIVE;
	put(answer, SECTION_AUTHORITY, 0, cut,
	    zone_find_set(answer->zone, cut, TYPE_NS), ANY_TTL);
}

/* The node's records of the type that was asked for. */
static const struct zone_set *wanted(const struct answer *answer, uint16_t node)
{
	/* for "any", any one will do (RFC 8482 section 4.1) */
	if (answer->query->type == TYPE_ANY)
		return answer->zone->nodes[node].set_count ?
			       &answer->zone->sets[answer->zone->nodes[node].sets] :
			       NULL;
	return zone_find_set(answer->zone, node, answer->query->type);
}

/* Follows the name from where it is to records, to "there is none", or out of the zone. */
static void resolve(struct answer *answer, struct place place)
{
	const struct zone *zone = answer->zone;
	size_t owner_at = DNS_HEADER_BYTES; /* first the question's own name */
	uint16_t owner = ZONE_NONE;

	for (unsigned int step = 0; place.is_inside && step < CHAIN_MOST;
	     step++) {
		const struct zone_set *set;
		uint16_t node = place.closest;

		if (place.cut) {
			put_referral(answer, place.cut, !step);
			return;
		}
		if (!place.is_exact)
			node = zone->nodes[node].wildcard;
		if (node == ZONE_NONE && !place.is_exact) {
			put_none(answer, RCODE_NXDOMAIN);
			return;
		}
		set = wanted(answer, node);
		if (set) {
			put(answer, SECTION_ANSWER, owner_at, owner, set,
			    ANY_TTL);
			return;
		}
		set = zone_find_set(zone, node, TYPE_CNAME);
		if (!set) {
			put_none(answer, RCODE_NOERROR);
			return;
		}
		put(answer, SECTION_ANSWER, owner_at, owner, set, ANY_TTL);
		owner_at = 0;
		owner = zone_record_name(
			(const void *)(zone->records + set->records), 0);
		place = place_of_node(answer, owner);
	}
}

static bool is_address(uint16_t type)
{
	return type == TYPE_A || type == TYPE_AAAA;
}

/* Addresses of the hosts that the answer names, if they fit; glue must (RFC 9471). */
static void put_addresses(struct answer *answer)
{
	const struct zone *zone = answer->zone;

	for (unsigned int i = 0; i < answer->host_count; i++) {
		const struct zone_node *node = &zone->nodes[answer->hosts[i]];
		bool is_glue = node->flags & (ZONE_BELOW | ZONE_CUT);

		if (!(node->flags & ZONE_EXISTS) || (is_glue && !answer->is_referral))
			continue;
		for (unsigned int j = 0; j < node->set_count; j++) {
			const struct zone_set *set = &zone->sets[node->sets + j];

			if (is_address(set->type) &&
			    !message_put_set(&answer->message,
					     SECTION_ADDITIONAL, 0,
					     answer->hosts[i], set, ANY_TTL) &&
			    is_glue)
				answer->flags |= FLAG_TRUNCATED;
		}
	}
}

/* What is asked for in a question that can be read. */
static void answer_question(struct answer *answer, const uint8_t *question)
{
	const struct query *query = answer->query;
	struct place place;

	if (query->class != CLASS_IN && query->class != CLASS_ANY) {
		answer->rcode = RCODE_REFUSED;
	} else if (query->type == TYPE_OPT || !query->type) {
		answer->rcode = RCODE_FORMERR;
	} else if (query->type == TYPE_AXFR || query->type == TYPE_IXFR) {
		answer->rcode = RCODE_REFUSED;
	} else if (query->type >= 128 && query->type < TYPE_ANY) {
		answer->rcode = RCODE_NOTIMP; /* what is no data (RFC 6895) */
	} else {
		place = place_of_question(answer, question);
		if (!place.is_inside) {
			answer->rcode = RCODE_REFUSED;
			return;
		}
		answer->flags |= FLAG_AUTHORITATIVE;
		resolve(answer, place);
		if (!(answer->flags & FLAG_TRUNCATED))
			put_addresses(answer);
	}
}

/* OPT (RFC 6891 section 6.1.2), for which room was left. */
static void put_opt(struct answer *answer)
{
	struct message *message = &answer->message;

	message->room += OPT_BYTES;
	message_put(message, "", 1);
	message_put16(message, TYPE_OPT);
	message_put16(message, UDP_MOST);
	message_put16(message, (unsigned int)answer->rcode >> 4 << 8);
	message_put16(message, answer->query->wants_dnssec ? 0x8000 : 0);
	message_put16(message, 0);
	message->bytes[10] += !++message->bytes[11];
}

/* The longest answer to this query. */
static size_t room_of(const struct query *query, bool is_stream)
{
	size_t room = UDP_LEAST;

	if (is_stream)
		return ANSWER_MOST;
	if (query->udp_bytes > room)
		room = query->udp_bytes < UDP_MOST ? query->udp_bytes : UDP_MOST;
	return room;
}

size_t dns_answer(const struct zone *zone, const uint8_t *message,
		  size_t length, bool is_stream, uint8_t *bytes)
{
	struct query query;
	struct answer answer;
	unsigned int flags;

	if (length < DNS_HEADER_BYTES ||
	    dns_get16(message + 2) & FLAG_RESPONSE)
		return 0;
	answer.zone = zone;
	answer.query = &query;
	answer.flags = 0;
	answer.is_referral = false;
	answer.host_count = 0;
	answer.rcode = query_read(&query, message, length);
	answer.message.zone = zone;
	answer.message.bytes = bytes;
	answer.message.names = 0;
	answer.message.is_full = false;
	answer.message.length = DNS_HEADER_BYTES + query.question_length;
	answer.message.room = room_of(&query, is_stream) -
			      (query.has_edns ? OPT_BYTES : 0);
	memcpy(bytes, message, answer.message.length);
	memset(bytes + 4, 0, DNS_HEADER_BYTES - 4);
	bytes[5] = query.question_length != 0;

	if (answer.rcode == RCODE_NOERROR)
		answer_question(&answer, message + DNS_HEADER_BYTES);
	if (query.has_edns)
		put_opt(&answer);
	flags = FLAG_RESPONSE | answer.flags | (answer.rcode & 15) |
		(query.flags & (FLAG_OPCODE | FLAG_RECURSION));
	bytes[2] = (uint8_t)(flags >> 8);
	bytes[3] = (uint8_t)flags;
	return answer.message.length;
}
