/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls one of the test programs of libraries of others: the first argument is its name.
 */
#include <stdio.h>
#include <string.h>

int example_main(int argc, char **argv);
int minigzip_main(int argc, char **argv);
int pcre2test_main(int argc, char **argv);

static const struct {
	const char *name;
	int (*main)(int argc, char **argv);
} programs[] = {
	{ "example", example_main },
	{ "minigzip", minigzip_main },
	{ "pcre2test", pcre2test_main },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(programs) / sizeof(programs[0]); i++)
		if (!strcmp(argv[1], programs[i].name))
			return programs[i].main(argc - 1, argv + 1);
	fputs("exttest: example, minigzip or pcre2test, and its arguments\n", stderr);
	return 2;
}
