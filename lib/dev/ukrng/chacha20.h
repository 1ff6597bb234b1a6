/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The block function of ChaCha20 (RFC 8439 section 2.3). Pure.
 */
#ifndef UKRNG_CHACHA20_H
#define UKRNG_CHACHA20_H

#include <uk/essentials.h>

#define CHACHA20_KEY 32u
#define CHACHA20_BLOCK 64u
/* Of a block: 4 of constants, 8 of the key, the counter, 3 of the nonce */
#define CHACHA20_WORDS 16u

/* Block `counter` of the stream of `key` and `nonce`, as little-endian words. */
void chacha20_block(const uint32_t key[CHACHA20_KEY / 4], uint32_t counter,
		    const uint32_t nonce[3], uint32_t block[CHACHA20_WORDS]);

#endif /* UKRNG_CHACHA20_H */
