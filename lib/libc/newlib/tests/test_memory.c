/* SPDX-License-Identifier: BSD-3-Clause */
/* malloc() and its kin: contents, alignment, and the error of each failure. */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(newlib_memory, "newlib: malloc and its kin");

/*
 * The compiler knows what these functions do, would do without the calls, and (clang)
 * takes it that none of them sets errno: hence the volatiles.
 */
static void *volatile kept;

#define ERROR (*(volatile int *)&errno)

UK_TEST(newlib_memory, none)
{
	volatile size_t huge = SIZE_MAX / 2;

	ERROR = 0;
	kept = malloc(huge);
	UK_EXPECT(kept == NULL);
	UK_EXPECT_EQ(ERROR, ENOMEM);
	ERROR = 0;
	kept = calloc(huge, 4);
	UK_EXPECT(kept == NULL);
	UK_EXPECT_EQ(ERROR, ENOMEM);
	ERROR = 0;
	kept = reallocarray(NULL, huge, 4);
	UK_EXPECT(kept == NULL);
	UK_EXPECT_EQ(ERROR, ENOMEM);
	free(NULL);
}

UK_TEST(newlib_memory, content)
{
	unsigned char *block = malloc(100), *zeroes = calloc(100, 3), *grown;
	unsigned char *volatile same = block;
	volatile size_t huge = SIZE_MAX / 2;
	int wrong = 0;

	UK_REQUIRE(block && zeroes);
	UK_EXPECT_EQ((uintptr_t)block % 16, 0);
	UK_EXPECT(malloc_usable_size(block) >= 100);
	for (int i = 0; i < 100; i++)
		block[i] = (unsigned char)i;
	ERROR = 0;
	kept = realloc(same, huge);
	UK_EXPECT(kept == NULL);
	UK_EXPECT_EQ(ERROR, ENOMEM);
	grown = realloc(same, 10000);
	UK_REQUIRE(grown);
	for (int i = 0; i < 100; i++)
		wrong += grown[i] != i;
	for (int i = 0; i < 300; i++)
		wrong += zeroes[i] != 0;
	UK_EXPECT_EQ(wrong, 0);
	free(grown);
	free(zeroes);
}

UK_TEST(newlib_memory, alignment)
{
	volatile size_t huge = SIZE_MAX / 2;
	void *block = NULL;

	for (size_t align = 8; align <= 8192; align *= 2) {
		UK_EXPECT_EQ(posix_memalign(&block, align, 10), 0);
		UK_EXPECT_EQ((uintptr_t)block % align, 0);
		free(block);
		block = aligned_alloc(align, align);
		UK_EXPECT(block && (uintptr_t)block % align == 0);
		free(block);
	}
	UK_EXPECT_EQ(posix_memalign(&block, 3, 10), EINVAL);
	UK_EXPECT_EQ(posix_memalign(&block, 4, 10), EINVAL);
	UK_EXPECT_EQ(posix_memalign(&block, 16, huge), ENOMEM);
	ERROR = 0;
	kept = memalign(24, 10);
	UK_EXPECT(kept == NULL);
	UK_EXPECT_EQ(ERROR, EINVAL);
}
