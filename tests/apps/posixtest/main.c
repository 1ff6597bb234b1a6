/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs programs of the Open POSIX Test Suite, one after the other, in one image: their main()
 * has another name, and their exit() comes back here.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define TEST(name, function) int function(int argc, char **argv);
#include "tests.h"
#undef TEST

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} tests[] = {
#define TEST(name, function) { name, function },
#include "tests.h"
#undef TEST
};

#define COUNT ((int)(sizeof(tests) / sizeof(tests[0])))

_Noreturn void posixtest_exit(int status);

static jmp_buf after;

void posixtest_exit(int status)
{
	longjmp(after, status + 1); /* which must not be 0 */
}

/* The program's status (posixtest.h: 0 passed, 1 failed, 2 unresolved...). */
static int run(int index)
{
	static char name[] = "test";
	char *arguments[] = { name, NULL };
	int status = setjmp(after);

	return status ? status - 1 : tests[index].run(1, arguments);
}

int main(void)
{
	int failed = 0;

	if (mkdir("/tmp", 01777))
		perror("/tmp"); /* it is there already, or the tests will say */
	for (int i = 0; i < COUNT; i++) {
		int status = run(i);

		printf("%s: status %d\n", tests[i].name, status);
		failed += status != 0;
	}
	printf("%d of %d passed\n", COUNT - failed, COUNT);
	return failed != 0;
}
