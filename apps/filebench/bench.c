/* SPDX-License-Identifier: BSD-3-Clause */
#include "bench.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

unsigned int bench_count = 10000;
bool bench_is_machine;
const char *bench_only;

struct moment {
	uint64_t time, cycles;
};

static struct moment now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (struct moment){
		.time = (uint64_t)time.tv_sec * 1000000000u +
			(uint64_t)time.tv_nsec,
		.cycles = __builtin_ia32_rdtsc(),
	};
}

static void print(const struct bench *bench, unsigned int count, uint64_t time,
		  uint64_t cycles)
{
	unsigned long long per_second =
		time ? count * 1000000000ull / time : 0;
	static bool has_head;

	if (bench_is_machine) {
		printf("%s %llu ns %llu cycles\n", bench->name,
		       (unsigned long long)time / count,
		       (unsigned long long)cycles / count);
		return;
	}
	if (!has_head)
		printf("%-36s %12s %12s %12s\n", "", "ns each", "cycles each",
		       "per second");
	has_head = true;
	printf("%-36s %12llu %12llu %12llu\n", bench->text,
	       (unsigned long long)time / count,
	       (unsigned long long)cycles / count, per_second);
}

int bench_run(const struct bench *bench)
{
	unsigned int count = bench_count / bench->seldom;
	struct moment start, end;
	int error;

	if (bench_only && strcmp(bench_only, bench->name))
		return 0;
	count += !count;
	start = now();
	error = bench->run(count);
	if (error)
		return bench_failed(bench->text, error);
	end = now();
	print(bench, count, end.time - start.time, end.cycles - start.cycles);
	return 0;
}

int bench_failed(const char *what, int error)
{
	fprintf(stderr, "filebench: %s: %s\n", what, strerror(error));
	return 1;
}

uint32_t bench_random(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}
