/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cycles of calls that do nothing, each by a loop of so many; the shortest of several
 * rounds, since what interrupts one only adds to it.
 */
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#ifndef __NEWLIB__ /* its programs have no calls by number */
#include <sys/syscall.h>
#endif

#define CALLS 10000
#define ROUNDS 20

long other_function(void);

static void nothing(void)
{
}

/* Inlined, so that each loop has its own call and nothing else. */
static inline __attribute__((always_inline)) void measure(const char *name, void (*call)(void))
{
	uint64_t least = UINT64_MAX;

	for (int round = 0; round < ROUNDS; round++) {
		uint64_t start = __builtin_ia32_rdtsc(), cycles;

		for (int i = 0; i < CALLS; i++) {
			call();
			__asm__ volatile("" ::: "memory");
		}
		cycles = __builtin_ia32_rdtsc() - start;
		least = cycles < least ? cycles : least;
	}
	printf("%s: %llu cycles for %d calls\n", name, (unsigned long long)least, CALLS);
}

static inline void call_function(void)
{
	other_function();
}

static inline void call_libc(void)
{
	getppid();
}

#ifdef SYS_getppid
static inline void call_number(void)
{
	syscall(SYS_getppid);
}
#endif

int main(void)
{
	measure("loop", nothing);
	measure("function", call_function);
	measure("libc", call_libc);
#ifdef SYS_getppid
	measure("number", call_number);
#endif
	return 0;
}
