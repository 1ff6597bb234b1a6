/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An application that is never reached: uktest runs the suites and ends the image.
 */
#include <uk/boot.h>

int main(int argc __uk_unused, char **argv __uk_unused)
{
	return 1;
}
