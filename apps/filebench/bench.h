/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the parts of this program share: how often to do a thing, how long it took, and
 * what is printed of it.
 */
#ifndef FILEBENCH_BENCH_H
#define FILEBENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE 4096

/* How often each operation is done */
extern unsigned int bench_count;
/* A line is a name and numbers, for programs */
extern bool bench_is_machine;
/* The one operation that is to be done, by its word for programs; NULL: all */
extern const char *bench_only;

/* An operation: `name` is for programs, `text` for people. */
struct bench {
	const char *name, *text;
	/* Does it `count` times: 0 or an error number. */
	int (*run)(unsigned int count);
	unsigned int seldom; /* it is done once in so many times */
};

/* Does it, if it is wanted, and prints what it took. 0, or 1 after an error that was
 * printed.
 */
int bench_run(const struct bench *bench);

/* "filebench: WHAT: the error's text"; returns 1. */
int bench_failed(const char *what, int error);

/* Numbers that look random, the same at each run. */
uint32_t bench_random(void);

/* The parts: 0, or 1 after an error that was printed. */
int files_run(const char *folder);
int sizes_run(const char *folder);
int block_run(const char *disk, bool write);

/* Of files_run(): the same file without descriptors, and without the vfs. Both want
 * ways_prepare() first, with the path that files_run() opens; 0 or an error number.
 */
int ways_prepare(const char *folder, const char *name);
int ways_vfs(unsigned int count);
int ways_direct(unsigned int count);
void ways_end(void);

#endif /* FILEBENCH_BENCH_H */
