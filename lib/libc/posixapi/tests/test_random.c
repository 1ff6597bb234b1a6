/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getrandom() and its kin.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_random, "getrandom, getentropy, arc4random");

UK_TEST(posixapi_random, bytes_come)
{
	unsigned char one[300] = { 0 }, other[300] = { 0 };

	UK_EXPECT_EQ(getrandom(one, sizeof(one), 0), (ssize_t)sizeof(one));
	UK_EXPECT_EQ(getrandom(other, 300, GRND_NONBLOCK | GRND_RANDOM), 300L);
	UK_EXPECT(memcmp(one, other, sizeof(one)) != 0);
	UK_EXPECT_EQ(getentropy(one, 256), 0);
	UK_EXPECT(memcmp(one, other, 256) != 0);
	UK_EXPECT(arc4random() != arc4random() || arc4random() != arc4random());
}

UK_TEST(posixapi_random, mistakes_are_refused)
{
	char byte;

	errno = 0;
	UK_EXPECT_EQ(getrandom(&byte, 1, 8), -1L);
	UK_EXPECT_EQ(errno, EINVAL);
	errno = 0;
	UK_EXPECT_EQ(getentropy(&byte, 257), -1);
	UK_EXPECT_EQ(errno, EIO);
}
