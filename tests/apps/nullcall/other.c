/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A function that the compiler may neither inline nor look into, as those of a library
 * that is linked without optimising across it.
 */
long other_function(void);

__attribute__((noinline
#ifndef __clang__
	       ,
	       noipa
#endif
	       )) long other_function(void)
{
	__asm__ volatile("");
	return 1;
}
