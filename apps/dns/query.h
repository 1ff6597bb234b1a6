/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A query (RFC 1035 section 4.1), read completely before anything is done with it.
 */
#ifndef DNS_QUERY_H
#define DNS_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_HEADER_BYTES 12
#define DNS_LABELS_MOST 127
#define DNS_NAME_MOST 255

enum rcode {
	RCODE_NOERROR = 0,
	RCODE_FORMERR = 1,
	RCODE_NXDOMAIN = 3,
	RCODE_NOTIMP = 4,
	RCODE_REFUSED = 5,
	RCODE_BADVERS = 16, /* RFC 6891 section 6.1.3 */
};

/* Types (IANA, DNS parameters) */
enum {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_AAAA = 28,
	TYPE_SRV = 33,
	TYPE_OPT = 41,
	TYPE_DS = 43,
	TYPE_IXFR = 251,
	TYPE_AXFR = 252,
	TYPE_ANY = 255,
};
enum { CLASS_IN = 1, CLASS_ANY = 255 };

/* In the header's two bytes of flags */
enum {
	FLAG_RESPONSE = 0x8000,
	FLAG_OPCODE = 0x7800,
	FLAG_AUTHORITATIVE = 0x0400,
	FLAG_TRUNCATED = 0x0200,
	FLAG_RECURSION = 0x0100, /* desired */
};

struct query {
	uint16_t flags;
	uint16_t type, class;
	size_t question_length; /* bytes of the question behind the header; 0: unknown */
	unsigned int labels;
	uint8_t label_at[DNS_LABELS_MOST]; /* each label's offset behind the header */
	bool has_edns;
	bool wants_dnssec;  /* the DO bit, which is only sent back (RFC 3225) */
	uint8_t version;    /* of EDNS */
	uint16_t udp_bytes; /* the longest answer that the client takes by UDP */
};

static inline uint16_t dns_get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

/*
 * Reads `bytes`, at least DNS_HEADER_BYTES. Returns RCODE_NOERROR, or what to answer: then
 * only flags are valid, and the question and the EDNS fields as far as they were read.
 */
enum rcode query_read(struct query *query, const uint8_t *bytes, size_t length);

#endif /* DNS_QUERY_H */
