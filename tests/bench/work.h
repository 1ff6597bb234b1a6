/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A computation of one to two milliseconds, in the same instructions wherever it is compiled.
 */
#ifndef BENCH_WORK_H
#define BENCH_WORK_H

static void work(void)
{
	unsigned long count = 1000000, value = 1;

	__asm__ volatile("1:	imulq	$69069, %1, %1\n"
			 "	addq	$12345, %1\n"
			 "	decq	%0\n"
			 "	jnz	1b"
			 : "+r"(count), "+r"(value));
}

#endif /* BENCH_WORK_H */
