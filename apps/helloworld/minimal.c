/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The smallest application: no C library, no allocator, no threads.
 */
#include <uk/boot.h>
#include <uk/print.h>

int main(int argc, char **argv)
{
	uk_printf("Hello, world!\n");
	for (int i = 1; i < argc; i++)
		uk_printf("Argument %d: %s\n", i, argv[i]);
	return 0;
}
