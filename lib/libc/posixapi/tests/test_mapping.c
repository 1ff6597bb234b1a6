/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory by mmap(): what is given, and what is refused.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_mapping, "memory by mmap()");

#define BOTH (PROT_READ | PROT_WRITE)

static int refused(size_t length, int protection, int flags)
{
	void *start = mmap(NULL, length, protection, flags, -1, 0);

	return start == MAP_FAILED ? errno : munmap(start, length);
}

UK_TEST(posixapi_mapping, memory)
{
	size_t page = (size_t)getpagesize();

	/* Pages are zeroed each time, also those that were written before. */
	for (int round = 0; round < 3; round++) {
		unsigned char *first = mmap(NULL, 3 * page - 1, BOTH,
					    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		unsigned char *second = mmap(NULL, 1, BOTH,
					     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		unsigned int sum = 0;

		UK_REQUIRE(first != MAP_FAILED && second != MAP_FAILED);
		UK_EXPECT_EQ((uintptr_t)first % page, 0);
		for (size_t i = 0; i < 3 * page; i++) {
			sum += first[i] + second[i % page];
			first[i] = 0xff;
		}
		UK_EXPECT_EQ(sum, 0);
		second[page - 1] = 0xff;
		UK_EXPECT_EQ(munmap(first, 3 * page), 0);
		UK_EXPECT_EQ(munmap(second, page), 0);
	}
}

UK_TEST(posixapi_mapping, refusals)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	size_t page = (size_t)getpagesize();
	char *start;

	UK_EXPECT_EQ(refused(page, BOTH, MAP_PRIVATE), ENODEV);
	UK_EXPECT_EQ(refused(page, BOTH, MAP_ANONYMOUS), EINVAL);
	UK_EXPECT_EQ(refused(page, BOTH, flags | MAP_SHARED), EINVAL);
	UK_EXPECT_EQ(refused(0, BOTH, flags), EINVAL);
	UK_EXPECT_EQ(refused(page, BOTH, flags | MAP_FIXED), ENOTSUP);
	UK_EXPECT_EQ(refused(page, PROT_NONE, flags), ENOTSUP);
	UK_EXPECT_EQ(refused(page, PROT_READ, flags), ENOTSUP);
	UK_EXPECT_EQ(refused(page, BOTH | PROT_EXEC, flags), ENOTSUP);
	UK_EXPECT_EQ(refused(SIZE_MAX, BOTH, flags), ENOMEM);
	UK_EXPECT_EQ(refused(SIZE_MAX - 2 * page, BOTH, flags), ENOMEM);

	start = mmap(NULL, 2 * page, BOTH, flags, -1, 0);
	UK_REQUIRE(start != MAP_FAILED);
	UK_EXPECT_EQ(munmap(start, page), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(munmap(start + page, page), -1);
	UK_EXPECT_EQ(munmap(start, 2 * page), 0);
	UK_EXPECT_EQ(munmap(start, 2 * page), -1);
}
