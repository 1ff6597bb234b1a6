/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What must not be guessed: initial sequence numbers (RFC 6528, section 3),
 * first ports, identifiers of DNS and DHCP. All are SipHash-2-4 (Aumasson and
 * Bernstein, 2012) under a key that is drawn at boot.
 */
#include "internal.h"

#include <uk/arch/cpu.h>
#include <uk/arch/random.h>
#include <uk/string.h>
#include <uk/time.h>

static uint64_t key[2];
static uint64_t drawn;

static inline uint64_t rotate(uint64_t value, unsigned int bits)
{
	return value << bits | value >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

/* Of whole words, which is all that is hashed here. */
uint64_t netstack_hash(const uint64_t *words, unsigned int count)
{
	uint64_t v[4] = {
		key[0] ^ 0x736f6d6570736575,
		key[1] ^ 0x646f72616e646f6d,
		key[0] ^ 0x6c7967656e657261,
		key[1] ^ 0x7465646279746573,
	};

	for (unsigned int i = 0; i <= count; i++) {
		/* the last word holds the length only */
		uint64_t word = i < count ? words[i] : (uint64_t)count << 59;

		v[3] ^= word;
		sip_round(v);
		sip_round(v);
		v[0] ^= word;
	}
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Without the CPU's generator, what differs from boot to boot: time, and the
 * cycle counter, whose low bits depend on when the host ran us.
 */
void netstack_random_start(void)
{
	for (int i = 0; i < 2; i++)
		if (!uk_arch_random(&key[i]))
			key[i] = uk_time_wall() ^ rotate(uk_arch_cycles(), 32);
	key[1] = netstack_hash(key, 2);
}

/* Adds what an outsider may not know: addresses of interfaces, late cycles. */
void netstack_random_stir(uint64_t word)
{
	uint64_t words[] = { word, uk_arch_cycles(), key[0] };

	key[0] ^= netstack_hash(words, UK_ARRAY_SIZE(words));
}

uint32_t netstack_random(void)
{
	drawn++;
	return (uint32_t)netstack_hash(&drawn, 1);
}

/* A clock of 4 microseconds on top of what only the connection determines. */
u32_t netstack_tcp_isn(const ip_addr_t *local, u16_t local_port,
		       const ip_addr_t *remote, u16_t remote_port)
{
	uint64_t words[1 + 2 * ((sizeof(ip_addr_t) + 7) / 8)] = {
		(uint64_t)local_port << 16 | remote_port
	};
	ip_addr_t addresses[2];

	/* copied member by member, and so without what lies between them */
	memset(addresses, 0, sizeof(addresses));
	ip_addr_copy(addresses[0], *local);
	ip_addr_copy(addresses[1], *remote);
	_Static_assert(sizeof(addresses) <= sizeof(words) - 8, "fits");
	memcpy(&words[1], addresses, sizeof(addresses));
	return (u32_t)netstack_hash(words, UK_ARRAY_SIZE(words)) +
	       (u32_t)(uk_time_monotonic() / 4096);
}
