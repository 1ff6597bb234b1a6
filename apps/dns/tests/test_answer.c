/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Queries of known bytes against zones/example.zone; test_dns.py asks the whole server.
 */
#include <string.h>
#include <uk/test.h>

#include "../answer.h"
#include "../query.h"

UK_TESTSUITE(dns, "answers to queries, and to what is none");

static uint8_t query[600], answer[ANSWER_MOST];

/* A query for `name` (dots between labels); its length. */
static size_t ask(const char *name, unsigned int type)
{
	static const uint8_t header[] = { 0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
	size_t at = sizeof(header);

	memcpy(query, header, sizeof(header));
	while (*name) {
		size_t length = strcspn(name, ".");

		query[at++] = (uint8_t)length;
		memcpy(query + at, name, length);
		at += length;
		name += length + (name[length] == '.');
	}
	query[at++] = 0;
	query[at++] = (uint8_t)(type >> 8);
	query[at++] = (uint8_t)type;
	query[at++] = 0;
	query[at++] = CLASS_IN;
	return at;
}

static size_t add_opt(size_t at, unsigned int bytes, unsigned int version)
{
	const uint8_t opt[] = { 0, 0, TYPE_OPT, (uint8_t)(bytes >> 8),
				(uint8_t)bytes, 0, (uint8_t)version, 0x80, 0,
				0, 0 };

	memcpy(query + at, opt, sizeof(opt));
	query[11]++;
	return at + sizeof(opt);
}

/* Answers the first `length` bytes by UDP. */
static size_t get(size_t length)
{
	return dns_answer(&zone, query, length, false, answer);
}

static unsigned int rcode(void)
{
	return answer[3] & 15;
}

/* Records in section 1 (answer) to 3 (additional). */
static unsigned int count(unsigned int section)
{
	return dns_get16(answer + 4 + 2 * section);
}

UK_TEST(dns, an_address)
{
	static const uint8_t expected[] = {
		0xc0, 12, 0, 1, 0, 1, 0, 0, 0x0e, 0x10, 0, 4, 192, 0, 2, 25,
	};
	size_t length = ask("MAIL.example.org", TYPE_A);

	UK_EXPECT_EQ(get(length), length + sizeof(expected));
	UK_EXPECT(!memcmp(answer + length, expected, sizeof(expected)));
	UK_EXPECT(!memcmp(answer + 12, query + 12, length - 12));
	UK_EXPECT_EQ(dns_get16(answer), 0xabcd);
	UK_EXPECT_EQ(answer[2], 0x85); /* QR AA RD */
	UK_EXPECT_EQ(count(1), 1);
	UK_EXPECT_EQ(count(2) + count(3), 0);
}

UK_TEST(dns, what_is_ignored)
{
	size_t length = ask("example.org", TYPE_A);

	for (size_t i = 0; i < DNS_HEADER_BYTES; i++)
		UK_EXPECT_EQ(get(i), 0);
	query[2] |= 0x80;
	UK_EXPECT_EQ(get(length), 0);
}

UK_TEST(dns, format_errors)
{
	size_t length = ask("example.org", TYPE_A);

	for (size_t i = DNS_HEADER_BYTES; i < length; i++) {
		UK_EXPECT_EQ(get(i), DNS_HEADER_BYTES);
		UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
	}
	UK_EXPECT(get(length + 1) > 0);
	UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
	query[12] = 0xc0; /* a pointer */
	get(length);
	UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
	length = ask("example.org", TYPE_A);
	query[5] = 2;
	get(length);
	UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
	length = ask("example.org", TYPE_A);
	length = add_opt(add_opt(length, 512, 0), 512, 0);
	get(length);
	UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
}

UK_TEST(dns, names_at_their_limits)
{
	char name[300];
	size_t length;

	/* 127 labels are 255 bytes */
	for (int i = 0; i < 254; i += 2)
		memcpy(name + i, "a.", 3);
	UK_EXPECT_EQ(get(ask(name, TYPE_A)), 12 + 255 + 4);
	UK_EXPECT_EQ(rcode(), RCODE_REFUSED);
	memcpy(name + 252, "aa.", 4);
	get(ask(name, TYPE_A));
	UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
	memset(name, 'a', 64);
	memcpy(name + 63, ".example.org", 13);
	get(ask(name, TYPE_A));
	UK_EXPECT_EQ(rcode(), RCODE_NXDOMAIN);
	memcpy(name + 64, ".example.org", 13);
	name[63] = 'a';
	length = ask(name, TYPE_A);
	get(length);
	UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
	UK_EXPECT(get(ask("", TYPE_NS)));
	UK_EXPECT_EQ(rcode(), RCODE_REFUSED);
}

UK_TEST(dns, opcodes_types_classes)
{
	size_t length = ask("example.org", TYPE_A);

	query[2] = 5 << 3; /* UPDATE */
	UK_EXPECT_EQ(get(length), DNS_HEADER_BYTES);
	UK_EXPECT_EQ(rcode(), RCODE_NOTIMP);
	UK_EXPECT_EQ(answer[2], 0x80 | 5 << 3);
	get(ask("example.org", TYPE_AXFR));
	UK_EXPECT_EQ(rcode(), RCODE_REFUSED);
	get(ask("example.org", 249));
	UK_EXPECT_EQ(rcode(), RCODE_NOTIMP);
	get(ask("example.org", TYPE_OPT));
	UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
	get(ask("example.org", 65535));
	UK_EXPECT_EQ(rcode(), RCODE_NOERROR);
	UK_EXPECT_EQ(count(2), 1);
	length = ask("version.bind", 16);
	query[length - 1] = 3; /* CHAOS */
	get(length);
	UK_EXPECT_EQ(rcode(), RCODE_REFUSED);
}

UK_TEST(dns, edns)
{
	size_t length = ask("example.org", TYPE_A);
	size_t with = add_opt(length, 4096, 0);
	size_t got = get(with);

	UK_EXPECT_EQ(got, length + 16 + 11);
	UK_EXPECT_EQ(count(3), 1);
	UK_EXPECT_EQ(dns_get16(answer + got - 10), TYPE_OPT);
	UK_EXPECT_EQ(answer[got - 4], 0x80); /* DO */
	with = add_opt(ask("example.org", TYPE_A), 4096, 1);
	got = get(with);
	UK_EXPECT_EQ(rcode(), 0);
	UK_EXPECT_EQ(answer[got - 6], 1); /* BADVERS */
	UK_EXPECT_EQ(count(1), 0);
	/* a cookie in it */
	length = ask("example.org", TYPE_A);
	with = add_opt(length, 4096, 0);
	query[with - 1] = 12;
	memset(query + with, 0, 12);
	query[with + 1] = 10;
	query[with + 3] = 8;
	UK_EXPECT_EQ(get(with + 12), length + 16 + 11);
	get(with + 11);
	UK_EXPECT_EQ(rcode(), RCODE_FORMERR);
}

UK_TEST(dns, truncation)
{
	size_t length = ask("big.example.org", 16);

	UK_EXPECT_EQ(get(length), length);
	UK_EXPECT(answer[2] & 2);
	UK_EXPECT_EQ(count(1), 0);
	UK_EXPECT(dns_answer(&zone, query, length, true, answer) > 1232);
	UK_EXPECT(!(answer[2] & 2));
	UK_EXPECT_EQ(count(1), 17);
}
