/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * On the host: the suites that this program was linked with.
 */
#include <uk/test.h>

int main(int argc, char **argv)
{
	return uk_test_run(argc > 1 ? argv[1] : NULL) != 0;
}
