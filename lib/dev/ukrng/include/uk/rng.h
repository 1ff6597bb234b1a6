/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers that nobody can guess: ChaCha20 (RFC 8439) with fast key erasure,
 * seeded from every source there is: RDSEED, RDRAND, a virtio entropy device.
 * Without a source it gives none, instead of some that can be guessed.
 *
 * Context: threads, and the boot from init stage `library` on. The first call may
 * wait for a source; then nothing sleeps until the next seed is due.
 */
#ifndef UK_RNG_H
#define UK_RNG_H

#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/table.h>

/* Fills `to`. 0, or -EAGAIN: no source has given a seed, which is printed once. */
int uk_rng_get(void *to, size_t length);

/* Adds what may be hard to guess; cannot make the state weaker. Never sleeps. */
void uk_rng_add(const void *bytes, size_t length);

/*
 * A source of seeds: a CPU instruction, a device's driver. Gives up to `length` bytes of
 * full entropy, and returns how many; 0 if it has none now. May wait for its
 * device, for a second at most. Called for the first random number, and again after
 * every 2^20 bytes that were handed out.
 */
struct uk_rng_source {
	const char *name;
	size_t (*seed)(void *to, size_t length);
};

UK_TABLE_DECLARE(struct uk_rng_source, uk_rng_sources);

#define UK_RNG_SOURCE(source, ...)                                        \
	UK_TABLE_ENTRY(struct uk_rng_source, uk_rng_sources, source) = { \
		.name = #source, __VA_ARGS__                              \
	}

#endif /* UK_RNG_H */
