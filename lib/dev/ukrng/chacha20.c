/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ChaCha20's block function, in the small form: a seed every now and then is no
 * stream of traffic.
 */
#include "chacha20.h"

#define DOUBLE_ROUNDS 10

static inline uint32_t rotate(uint32_t value, unsigned int bits)
{
	return value << bits | value >> (32 - bits);
}

/* RFC 8439 section 2.1 */
static void quarter_round(uint32_t *words, unsigned int a, unsigned int b,
			  unsigned int c, unsigned int d)
{
	words[a] += words[b];
	words[d] = rotate(words[d] ^ words[a], 16);
	words[c] += words[d];
	words[b] = rotate(words[b] ^ words[c], 12);
	words[a] += words[b];
	words[d] = rotate(words[d] ^ words[a], 8);
	words[c] += words[d];
	words[b] = rotate(words[b] ^ words[c], 7);
}

void chacha20_block(const uint32_t key[CHACHA20_KEY / 4], uint32_t counter,
		    const uint32_t nonce[3], uint32_t block[CHACHA20_WORDS])
{
	uint32_t start[CHACHA20_WORDS] = {
		/* "expand 32-byte k" */
		0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, key[0], key[1],
		key[2],	    key[3],	key[4],	    key[5],	key[6], key[7],
		counter,    nonce[0],	nonce[1],   nonce[2],
	};

	for (unsigned int i = 0; i < CHACHA20_WORDS; i++)
		block[i] = start[i];
	for (int round = 0; round < DOUBLE_ROUNDS; round++) {
		for (unsigned int i = 0; i < 4; i++)
			quarter_round(block, i, i + 4, i + 8, i + 12);
		for (unsigned int i = 0; i < 4; i++)
			quarter_round(block, i, 4 + (i + 1) % 4,
				      8 + (i + 2) % 4, 12 + (i + 3) % 4);
	}
	for (unsigned int i = 0; i < CHACHA20_WORDS; i++)
		block[i] += start[i];
}
