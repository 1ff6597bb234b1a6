/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long programs take from fork to their first output and to their exit: each in turn, round
 * after round, so that what else the machine does meets all of them alike.
 *
 *     spawn ROUNDS PROGRAM [WORD ...] [-- PROGRAM [WORD ...]] ...
 *
 * Prints a line for each: the medians of both, in microseconds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAMS_MOST 8
#define ROUNDS_MOST 10000

struct times {
	double first;
	double exit;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void die(const char *what, const char *which)
{
	fprintf(stderr, "spawn: %s: %s\n", which, what);
	exit(2);
}

static struct times measure(char **words)
{
	struct times times;
	char byte;
	int fds[2];
	int status;
	double start;
	pid_t child;

	if (pipe2(fds, O_CLOEXEC))
		die("no pipe", *words);
	start = now();
	child = fork();
	if (child < 0)
		die("no process", *words);
	if (!child) {
		dup2(fds[1], 1);
		execv(*words, words);
		_exit(200);
	}
	close(fds[1]);
	if (read(fds[0], &byte, 1) != 1)
		die("says nothing", *words);
	times.first = now() - start;
	if (waitpid(child, &status, 0) != child || status)
		die("fails", *words);
	times.exit = now() - start;
	close(fds[0]);
	return times;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int count, char **words)
{
	static double first[PROGRAMS_MOST][ROUNDS_MOST];
	static double until_exit[PROGRAMS_MOST][ROUNDS_MOST];
	char **programs[PROGRAMS_MOST];
	int rounds = count > 2 ? atoi(words[1]) : 0;
	int many = 0;

	if (rounds < 1 || rounds > ROUNDS_MOST) {
		fprintf(stderr, "spawn ROUNDS PROGRAM [WORD ...] [-- ...]\n");
		return 2;
	}
	programs[many++] = words + 2;
	for (int i = 2; i < count; i++)
		if (!strcmp(words[i], "--")) {
			words[i] = NULL;
			if (many == PROGRAMS_MOST || i + 1 == count)
				die("too many programs, or none", "--");
			programs[many++] = words + i + 1;
		}
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < many; i++) {
			struct times times = measure(programs[i]);

			first[i][round] = times.first;
			until_exit[i][round] = times.exit;
		}
	for (int i = 0; i < many; i++) {
		qsort(first[i], (size_t)rounds, sizeof(double), compare);
		qsort(until_exit[i], (size_t)rounds, sizeof(double), compare);
		printf("%.1f %.1f\n", first[i][rounds / 2],
		       until_exit[i][rounds / 2]);
	}
	return 0;
}
