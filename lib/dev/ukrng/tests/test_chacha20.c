/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ChaCha20 against RFC 8439's own vectors.
 */
#include <uk/test.h>

#include "../chacha20.h"

UK_TESTSUITE(chacha20, "ChaCha20's block function");

/* RFC 8439 section 2.3.2 */
UK_TEST(chacha20, a_block)
{
	static const uint32_t nonce[3] = { 0x09000000, 0x4a000000, 0 };
	static const uint32_t want[CHACHA20_WORDS] = {
		0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3,
		0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
		0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
		0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2,
	};
	uint32_t key[8], block[CHACHA20_WORDS];

	for (uint32_t i = 0; i < 8; i++)
		key[i] = 4 * i * 0x01010101u + 0x03020100u;
	chacha20_block(key, 1, nonce, block);
	for (unsigned int i = 0; i < CHACHA20_WORDS; i++)
		UK_EXPECT_EQ(block[i], want[i]);
}

/* RFC 8439 appendix A.1, vector 1 */
UK_TEST(chacha20, a_block_of_zeroes)
{
	static const uint32_t zeroes[8];
	uint32_t block[CHACHA20_WORDS];

	chacha20_block(zeroes, 0, zeroes, block);
	UK_EXPECT_EQ(block[0], 0xade0b876u);
	UK_EXPECT_EQ(block[15], 0x8665eeb2u);
}
