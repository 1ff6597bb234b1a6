/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ring: full, empty, and where its indices wrap.
 */
#include <uk/ring.h>
#include <uk/test.h>

UK_TESTSUITE(ring, "byte queue");

#define SIZE 16

static unsigned char memory[SIZE];

UK_TEST(ring, first_in_first_out)
{
	struct uk_ring ring;
	char got[4] = "";

	uk_ring_init(&ring, memory, SIZE);
	UK_EXPECT_EQ(uk_ring_count(&ring), 0);
	UK_EXPECT_EQ(uk_ring_get(&ring, got, 4), 0);
	UK_EXPECT_EQ(uk_ring_put(&ring, "abc", 3), 3);
	UK_EXPECT_EQ(uk_ring_count(&ring), 3);
	UK_EXPECT_EQ(uk_ring_get(&ring, got, 2), 2);
	UK_EXPECT(got[0] == 'a' && got[1] == 'b');
	UK_EXPECT_EQ(uk_ring_get(&ring, got, 4), 1);
	UK_EXPECT(got[0] == 'c' && got[1] == 'b');
}

UK_TEST(ring, takes_what_fits)
{
	struct uk_ring ring;
	char got[SIZE + 1];

	uk_ring_init(&ring, memory, SIZE);
	UK_EXPECT_EQ(uk_ring_put(&ring, "0123456789abcdefgh", 18), SIZE);
	UK_EXPECT_EQ(uk_ring_count(&ring), SIZE);
	UK_EXPECT_EQ(uk_ring_put(&ring, "x", 1), 0);
	UK_EXPECT_EQ(uk_ring_put(&ring, "x", 0), 0);
	UK_EXPECT_EQ(uk_ring_get(&ring, got, sizeof(got)), SIZE);
	UK_EXPECT_EQ(got[0], '0');
	UK_EXPECT_EQ(got[SIZE - 1], 'f');
	UK_EXPECT_EQ(uk_ring_count(&ring), 0);
}

/* Through every position, over the end of the memory and of 32 bits. */
static void run_through(uint32_t start)
{
	struct uk_ring ring;
	unsigned char next_in = 0, next_out = 0;
	uint32_t random = 7;

	uk_ring_init(&ring, memory, SIZE);
	ring.produced = ring.consumed = start;
	for (unsigned int step = 0; step < 1000; step++) {
		unsigned char bytes[SIZE + 4];
		uint32_t held = uk_ring_count(&ring);
		size_t length, done;

		random = random * 1664525 + 1013904223;
		length = (random >> 16) % sizeof(bytes);
		if (random >> 31) {
			for (size_t i = 0; i < length; i++)
				bytes[i] = (unsigned char)(next_in + i);
			done = uk_ring_put(&ring, bytes, length);
			UK_REQUIRE(done == UK_MIN(length, SIZE - held));
			next_in += done;
			UK_REQUIRE(uk_ring_count(&ring) == held + done);
		} else {
			done = uk_ring_get(&ring, bytes, length);
			UK_REQUIRE(done == UK_MIN(length, held));
			for (size_t i = 0; i < done; i++)
				UK_REQUIRE(bytes[i] == next_out++);
			UK_REQUIRE(uk_ring_count(&ring) == held - done);
		}
	}
}

UK_TEST(ring, wraps_at_the_end_of_its_memory)
{
	run_through(0);
}

UK_TEST(ring, wraps_at_32_bits)
{
	run_through(UINT32_MAX - 100);
}

UK_TEST(ring, of_one_byte)
{
	struct uk_ring ring;
	char got = 0;

	uk_ring_init(&ring, memory, 1);
	for (int i = 0; i < 3; i++) {
		UK_EXPECT_EQ(uk_ring_put(&ring, "ab", 2), 1);
		UK_EXPECT_EQ(uk_ring_get(&ring, &got, 1), 1);
		UK_EXPECT_EQ(got, 'a');
	}
}
