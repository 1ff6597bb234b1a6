/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Test suites, in the guest and (UK_TEST_HOST) as a host program.
 * Cases run in thread context and may sleep. They run in no particular order, so each
 * stands by itself.
 */
#ifndef UK_TEST_H
#define UK_TEST_H

#include <uk/table.h>

struct uk_test_suite {
	const char *name;
	const char *about;
};

struct uk_test {
	const struct uk_test_suite *suite;
	const char *name;
	void (*run)(void);
};

UK_TABLE_DECLARE(struct uk_test, uk_tests);

#define UK_TESTSUITE(suite, text) \
	static const struct uk_test_suite uk_suite_##suite = { #suite, text }

/* gcc's link-time optimisation turns the order of a file's objects around */
#if __has_attribute(no_reorder)
#define UK_TEST_IN_ORDER __attribute__((no_reorder))
#else
#define UK_TEST_IN_ORDER
#endif

#define UK_TEST(suite, name)                                              \
	static void uk_test_##suite##_##name(void);                       \
	UK_TABLE_ENTRY(struct uk_test, uk_tests, suite##_##name)          \
	UK_TEST_IN_ORDER = { &uk_suite_##suite, #name,                    \
			     uk_test_##suite##_##name };                  \
	static void uk_test_##suite##_##name(void)

/* Notes that the running case failed. */
void uk_test_failed(const char *what, const char *file, int line);
void uk_test_failed_equal(const char *what, long long a, long long b,
			  const char *file, int line);

#define UK_EXPECT(condition)                                            \
	do {                                                            \
		if (!(condition))                                       \
			uk_test_failed(#condition, __FILE__, __LINE__); \
	} while (0)

/* Integers and pointers; prints both when they differ. */
#define UK_EXPECT_EQ(a, b)                                                     \
	do {                                                                   \
		long long expect_a = (long long)(a);                           \
		long long expect_b = (long long)(b);                           \
		if (expect_a != expect_b)                                      \
			uk_test_failed_equal(#a " == " #b, expect_a, expect_b, \
					     __FILE__, __LINE__);              \
	} while (0)

/* As UK_EXPECT, and ends the case. */
#define UK_REQUIRE(condition)                                           \
	do {                                                            \
		if (!(condition)) {                                     \
			uk_test_failed(#condition, __FILE__, __LINE__); \
			return;                                         \
		}                                                       \
	} while (0)

/* Runs the suites, all or the one called `only`; returns how many cases failed, -1 if
 * there was none to run.
 */
int uk_test_run(const char *only);

#endif /* UK_TEST_H */
