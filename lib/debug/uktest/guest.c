/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In the guest: runs the suites in place of the application.
 */
#include <uk/boot.h>
#include <uk/init.h>
#include <uk/param.h>
#include <uk/print.h>
#include <uk/test.h>

static const char *suite;
UK_PARAM(STRING, uktest, suite, suite, "the only suite to run (all)");

static int uktest_start(void)
{
	int failed = uk_test_run(suite);

	if (failed < 0)
		uk_printf("# no such suite in this image\n");
	uk_exit(failed != 0);
}
UK_INIT(late, uktest_start);
