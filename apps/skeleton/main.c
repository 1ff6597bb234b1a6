/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Adds the numbers that it is given: an ordinary C program. What main() returns is the
 * exit status of `make run`.
 */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	long sum = 0;

	for (int i = 1; i < argc; i++) {
		char *end;

		sum += strtol(argv[i], &end, 10);
		if (end == argv[i] || *end) {
			printf("'%s' is no number\n", argv[i]);
			return 1;
		}
	}
	printf("The sum is %ld.\n", sum);
	return 0;
}
