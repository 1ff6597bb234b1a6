/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs the compiler's test programs, one after the other, from the one named by the first
 * argument to the one named by the second. A program passes if its main() returns 0 or it
 * calls exit(0), and fails by abort(); these two are this file's within the programs.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STACK_SIZE (4 * 1024 * 1024) /* some have large arrays on it */
#define ABORTED 134

#define PROGRAM(name, function) int function(int argc, char **argv, char **environment);
#include "programs.h"
#undef PROGRAM

static const struct {
	const char *name;
	int (*run)(int argc, char **argv, char **environment);
} programs[] = {
#define PROGRAM(name, function) { name, function },
#include "programs.h"
#undef PROGRAM
};

#define COUNT ((int)(sizeof(programs) / sizeof(programs[0])))

static int first, last = COUNT - 1;
static jmp_buf runner;
static int status;

/* Called by the programs, which were compiled to call abort() and exit(). */
_Noreturn void torture_abort(void);
_Noreturn void torture_exit(int code);

_Noreturn void torture_abort(void)
{
	torture_exit(ABORTED);
}

_Noreturn void torture_exit(int code)
{
	status = code;
	longjmp(runner, 1);
}

static void run(int number)
{
	static char name[] = "program", *arguments[] = { name, NULL }, *environment[] = { NULL };

	printf("%s: begins\n", programs[number].name);
	fflush(stdout);
	if (!setjmp(runner))
		status = programs[number].run(1, arguments, environment);
	printf("%s: status %d\n", programs[number].name, status);
}

static void *run_all(void *argument)
{
	for (int i = first; i <= last; i++)
		run(i);
	return argument;
}

static int find(const char *name)
{
	for (int i = 0; i < COUNT; i++)
		if (!strcmp(programs[i].name, name))
			return i;
	fprintf(stderr, "there is no program %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	if (argc > 1)
		first = find(argv[1]);
	if (argc > 2)
		last = find(argv[2]);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	error = pthread_create(&thread, &attributes, run_all, NULL);
	if (error) {
		fprintf(stderr, "no thread for them: %s\n", strerror(error));
		return 1;
	}
	pthread_join(thread, NULL);
	printf("all ran\n");
	return 0;
}
