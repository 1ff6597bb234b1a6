/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Futexes without anybody who waits: what is refused, and what changes.
 */
#include <uk/futex.h>
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(futex, "futex: words and operations");

static uint32_t words[2];

UK_TEST(futex, refused)
{
	const uint32_t *odd = (const uint32_t *)((uintptr_t)words + 1);
	uint32_t *odd_other = (uint32_t *)((uintptr_t)words + 2);

	UK_EXPECT_EQ(uk_futex_wait(odd, 0, UK_FUTEX_ANY, 0), -EINVAL);
	UK_EXPECT_EQ(uk_futex_wait(words, 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_futex_wake(odd, 1, UK_FUTEX_ANY), -EINVAL);
	UK_EXPECT_EQ(uk_futex_wake(words, 1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_futex_requeue(odd, 0, 1, words, NULL), -EINVAL);
	UK_EXPECT_EQ(uk_futex_requeue(words, 0, 1, odd, NULL), -EINVAL);
	UK_EXPECT_EQ(uk_futex_requeue(words, -1, 1, words + 1, NULL), -EINVAL);
	UK_EXPECT_EQ(uk_futex_requeue(words, 0, -1, words + 1, NULL), -EINVAL);
	UK_EXPECT_EQ(uk_futex_wake_operation(odd, 1, words, 1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_futex_wake_operation(words, 1, odd_other, 1, 0), -EINVAL);
}

UK_TEST(futex, nobody_waits)
{
	words[0] = 5;
	UK_EXPECT_EQ(uk_futex_wait(words, 6, UK_FUTEX_ANY, 0), -EAGAIN);
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, UK_FUTEX_ANY), 0);
	UK_EXPECT_EQ(uk_futex_requeue(words, 1, 1, words + 1, NULL), 0);
	UK_EXPECT_EQ(uk_futex_requeue(words, 1, 1, words + 1,
				      &(uint32_t){ 6 }), -EAGAIN);
	UK_EXPECT_EQ(uk_futex_requeue(words, 1, 1, words + 1,
				      &(uint32_t){ 5 }), 0);
}

UK_TEST(futex, times_out)
{
	uint64_t soon = uk_time_deadline(UK_TIME_MILLISECOND);

	words[0] = 5;
	UK_EXPECT_EQ(uk_futex_wait(words, 5, UK_FUTEX_ANY, 0), -ETIMEDOUT);
	UK_EXPECT_EQ(uk_futex_wait(words, 5, 1, soon), -ETIMEDOUT);
	UK_EXPECT(uk_time_monotonic() >= soon);
	UK_EXPECT_EQ(uk_futex_wake(words, 1, UK_FUTEX_ANY), 0);
}

/* What the word is after the operation on `before`. */
static uint32_t after(uint32_t before, uint32_t code, uint32_t argument)
{
	words[1] = before;
	UK_EXPECT_EQ(uk_futex_wake_operation(
			     words, 1, words + 1, 1,
			     UK_FUTEX_OPERATION(code, argument, UK_FUTEX_EQUAL, 0)),
		     0);
	return words[1];
}

UK_TEST(futex, operations)
{
	UK_EXPECT_EQ(after(7, UK_FUTEX_SET, 9), 9u);
	UK_EXPECT_EQ(after(7, UK_FUTEX_ADD, (uint32_t)-3), 4u);
	UK_EXPECT_EQ(after(7, UK_FUTEX_OR, 8), 15u);
	UK_EXPECT_EQ(after(7, UK_FUTEX_AND_NOT, 2), 5u);
	UK_EXPECT_EQ(after(7, UK_FUTEX_XOR, 5), 2u);
	UK_EXPECT_EQ(after(7, UK_FUTEX_SET, (uint32_t)-1), UINT32_MAX);
	UK_EXPECT_EQ(after(0, UK_FUTEX_OR | UK_FUTEX_SHIFT, 31), 1u << 31);
	UK_EXPECT_EQ(after(0, UK_FUTEX_ADD | UK_FUTEX_SHIFT, 4), 16u);
}

UK_TEST(futex, operations_that_are_none)
{
	words[1] = 7;
	for (uint32_t code = 5; code < 8; code++)
		UK_EXPECT_EQ(uk_futex_wake_operation(words, 1, words + 1, 1,
						     UK_FUTEX_OPERATION(code, 1, 0, 0)),
			     -ENOSYS);
	for (uint32_t compare = 6; compare < 16; compare++)
		UK_EXPECT_EQ(uk_futex_wake_operation(
				     words, 1, words + 1, 1,
				     UK_FUTEX_OPERATION(UK_FUTEX_SET, 1, compare, 0)),
			     -ENOSYS);
	UK_EXPECT_EQ(words[1], 7u);
}
