/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs the suites and reports in KTAP (Linux: Documentation/dev-tools/ktap.rst): one
 * subtest a suite, one line a case.
 */
#include <uk/test.h>

#ifdef UK_TEST_HOST
#include <stdio.h>
#include <string.h>
#define print printf
#else
#include <uk/print.h>
#include <uk/string.h>
#define print uk_printf
#endif

static bool case_failed;

void uk_test_failed(const char *what, const char *file, int line)
{
	case_failed = true;
	print("    # expected %s (%s:%d)\n", what, file, line);
}

void uk_test_failed_equal(const char *what, long long a, long long b,
			  const char *file, int line)
{
	uk_test_failed(what, file, line);
	print("    # left side %lld, right side %lld\n", a, b);
}

static bool is_wanted(const struct uk_test *test, const char *only)
{
	return !only || !strcmp(test->suite->name, only);
}

/* Cases of one suite stand together: they come from one file. */
static const struct uk_test *suite_end(const struct uk_test *test)
{
	const struct uk_test *end = test;

	while (end < &__stop_uk_tests[0] && end->suite == test->suite)
		end++;
	return end;
}

static int run_suite(const struct uk_test *test, const struct uk_test *end)
{
	int failed = 0;

	print("    KTAP version 1\n    # Subtest: %s\n    1..%d\n",
	      test->suite->name, (int)(end - test));
	for (int number = 1; test < end; test++, number++) {
		case_failed = false;
		test->run();
		failed += case_failed;
		print("    %s %d %s\n", case_failed ? "not ok" : "ok", number,
		      test->name);
	}
	return failed;
}

int uk_test_run(const char *only)
{
	const struct uk_test *test = &__start_uk_tests[0];
	const struct uk_test *last = &__stop_uk_tests[0];
	int suites = 0, number = 0, failed = 0;

	for (const struct uk_test *t = test; t < last; t = suite_end(t))
		suites += is_wanted(t, only);
	print("KTAP version 1\n1..%d\n", suites);
	for (; test < last; test = suite_end(test)) {
		int now;

		if (!is_wanted(test, only))
			continue;
		now = run_suite(test, suite_end(test));
		print("%s %d %s: %s\n", now ? "not ok" : "ok", ++number,
		      test->suite->name, test->suite->about);
		failed += now;
	}
	return suites ? failed : -1;
}
