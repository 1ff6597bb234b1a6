/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The generator: a key of which nothing but the next key and the output is ever
 * computed, so that who learns the state later cannot find out what was handed
 * out before ("fast key erasure", Bernstein 2017).
 *
 * What changes the key does not sleep, so threads need no lock; only sources may
 * sleep, and they are asked before the key is touched.
 */
#include <uk/print.h>
#include <uk/rng.h>
#include <uk/string.h>

#include "chacha20.h"

/* Handed out under one seed */
#define RESEED_AFTER (1u << 20)

static uint32_t key[CHACHA20_KEY / 4];
static size_t left; /* bytes until it wants another seed; 0: now */
static bool seeded;

/* A memset() that the compiler may not leave out. */
static void forget(void *secret, size_t length)
{
	memset(secret, 0, length);
	__asm__ volatile("" ::"r"(secret) : "memory");
}

/* Half of a block becomes the key, the other half is given to the caller. */
static void step(uint32_t given[CHACHA20_KEY / 4])
{
	static const uint32_t no_nonce[3];
	uint32_t block[CHACHA20_WORDS];

	chacha20_block(key, 0, no_nonce, block);
	memcpy(key, block, CHACHA20_KEY);
	memcpy(given, block + CHACHA20_KEY / 4, CHACHA20_KEY);
	forget(block, sizeof(block));
}

/* A key that was unknown stays so, whatever is added: the block function is a
 * pseudo-random function of the key.
 */
void uk_rng_add(const void *bytes, size_t length)
{
	const unsigned char *from = bytes;
	uint32_t unused[CHACHA20_KEY / 4];

	while (length) {
		size_t part = UK_MIN(length, (size_t)CHACHA20_KEY);
		unsigned char *to = (unsigned char *)key;

		for (size_t i = 0; i < part; i++)
			to[i] ^= from[i];
		step(unused);
		from += part;
		length -= part;
	}
	forget(unused, sizeof(unused));
}

/* True once there has been a whole key's worth of entropy. */
static bool reseed(void)
{
	static bool said;
	size_t got = 0;

	UK_TABLE_FOR_EACH (uk_rng_sources, source) {
		unsigned char seed[CHACHA20_KEY];
		size_t length = source->seed(seed, sizeof(seed));

		uk_rng_add(seed, length);
		got += length;
		forget(seed, sizeof(seed));
	}
	seeded = seeded || got >= CHACHA20_KEY;
	if (seeded)
		left = RESEED_AFTER;
	else if (!said)
		uk_pr_err("no source of random numbers: the CPU has "
			  "neither RDSEED nor RDRAND, or the VMM hides them "
			  "(QEMU: choose -cpu max, or add -device "
			  "virtio-rng-pci; Xen: see cpuid=)\n");
	said = said || !seeded;
	return seeded;
}

int uk_rng_get(void *to, size_t length)
{
	char *at = to;

	while (length) {
		uint32_t given[CHACHA20_KEY / 4];
		size_t part = UK_MIN(length, sizeof(given));

		if (!left && !reseed())
			return -EAGAIN;
		step(given);
		memcpy(at, given, part);
		forget(given, sizeof(given));
		left -= UK_MIN(left, part);
		at += part;
		length -= part;
	}
	return 0;
}
