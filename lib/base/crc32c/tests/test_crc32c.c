/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/crc32c.h>
#include <uk/test.h>

UK_TESTSUITE(crc32c, "checksums of RFC 3720, by instruction and by table");

static unsigned char bytes[64 + 8];

/* RFC 3720, appendix B.4, has them with the least significant byte first. */
static void check(uint32_t expected)
{
	UK_EXPECT_EQ(uk_crc32c(UINT32_MAX, bytes, 32), expected ^ UINT32_MAX);
	UK_EXPECT_EQ(uk_crc32c_by_table(UINT32_MAX, bytes, 32),
		     expected ^ UINT32_MAX);
}

UK_TEST(crc32c, examples)
{
	for (unsigned int i = 0; i < 32; i++)
		bytes[i] = 0;
	check(0x8a9136aa);
	for (unsigned int i = 0; i < 32; i++)
		bytes[i] = 0xff;
	check(0x62a8ab43);
	for (unsigned int i = 0; i < 32; i++)
		bytes[i] = (unsigned char)i;
	check(0x46dd794e);
	for (unsigned int i = 0; i < 32; i++)
		bytes[i] = (unsigned char)(31 - i);
	check(0x113fdb5c);
	UK_EXPECT_EQ(uk_crc32c(UINT32_MAX, "123456789", 9),
		     0xe3069283 ^ UINT32_MAX);
}

UK_TEST(crc32c, every_length_and_alignment)
{
	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 37 + 11);
	for (unsigned int at = 0; at < 8; at++)
		for (unsigned int length = 0; length <= 64; length++)
			UK_EXPECT_EQ(uk_crc32c(7, bytes + at, length),
				     uk_crc32c_by_table(7, bytes + at, length));
}

UK_TEST(crc32c, continues)
{
	uint32_t whole = uk_crc32c(UINT32_MAX, bytes, 64);

	for (unsigned int cut = 0; cut <= 64; cut++)
		UK_EXPECT_EQ(uk_crc32c(uk_crc32c(UINT32_MAX, bytes, cut),
				       bytes + cut, 64 - cut),
			     whole);
}
