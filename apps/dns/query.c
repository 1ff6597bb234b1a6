/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From bytes to a query. Every length is checked against what is left.
 */
#include "query.h"

/* The question's name. It is the message's first name: nothing to point back to. */
static bool read_name(struct query *query, const uint8_t *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && bytes[at]) {
		if (bytes[at] > 63 || at + bytes[at] + 1 >= DNS_NAME_MOST)
			return false;
		query->label_at[query->labels++] = (uint8_t)at;
		at += bytes[at] + 1u;
	}
	if (at >= length || length - at < 5)
		return false;
	query->type = dns_get16(bytes + at + 1);
	query->class = dns_get16(bytes + at + 3);
	query->question_length = at + 5;
	return true;
}

/* The length of a name in a record, which may end in a pointer; 0 if it is none. */
static size_t name_length(const uint8_t *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && bytes[at] && bytes[at] <= 63)
		at += bytes[at] + 1u;
	if (at >= length)
		return 0;
	if (bytes[at])
		return bytes[at] >= 0xc0 && length - at >= 2 ? at + 2 : 0;
	return at + 1;
}

/* OPT (RFC 6891 section 6.1.2): its class is a size, its time to live are flags. */
static bool read_opt(struct query *query, size_t name, const uint8_t *fixed)
{
	if (query->has_edns || name != 1)
		return false;
	query->has_edns = true;
	query->udp_bytes = dns_get16(fixed + 2);
	query->version = fixed[5];
	query->wants_dnssec = fixed[6] & 0x80;
	return true;
}

/* Records behind the question: only an OPT among the additional ones means something. */
static bool read_records(struct query *query, const uint8_t *bytes,
			 size_t length, unsigned int count, unsigned int first)
{
	for (unsigned int i = 0; i < count; i++) {
		size_t name = name_length(bytes, length);
		size_t data;

		if (!name || length - name < 10)
			return false;
		data = dns_get16(bytes + name + 8);
		if (length - name - 10 < data)
			return false;
		if (dns_get16(bytes + name) == TYPE_OPT &&
		    (i < first || !read_opt(query, name, bytes + name)))
			return false;
		bytes += name + 10 + data;
		length -= name + 10 + data;
	}
	return !length;
}

enum rcode query_read(struct query *query, const uint8_t *bytes, size_t length)
{
	unsigned int before = dns_get16(bytes + 6) + dns_get16(bytes + 8);
	unsigned int records = before + dns_get16(bytes + 10);

	/* not label_at, which `labels` guards */
	query->flags = dns_get16(bytes + 2);
	query->type = query->class = 0;
	query->question_length = 0;
	query->labels = 0;
	query->has_edns = query->wants_dnssec = false;
	query->version = 0;
	query->udp_bytes = 0;
	if (query->flags & FLAG_OPCODE)
		return RCODE_NOTIMP;
	if (dns_get16(bytes + 4) != 1 ||
	    !read_name(query, bytes + DNS_HEADER_BYTES,
		       length - DNS_HEADER_BYTES))
		return RCODE_FORMERR;
	bytes += DNS_HEADER_BYTES + query->question_length;
	length -= DNS_HEADER_BYTES + query->question_length;
	if (!read_records(query, bytes, length, records, before))
		return RCODE_FORMERR;
	return query->version ? RCODE_BADVERS : RCODE_NOERROR;
}
