/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ends by a signal, or deals with one from the console, as the arguments say.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t interrupts;

static void note(int number)
{
	interrupts += number == SIGINT;
}

/* Reads lines up to "end"; Ctrl-C is a signal if `handled`, whether it comes amid read() or not. */
static int read_keys(int handled)
{
	struct sigaction action = { .sa_handler = note };
	struct termios modes;
	char line[64] = "";

	if (tcgetattr(0, &modes))
		return 2;
	modes.c_lflag |= ISIG | ICANON | ECHO;
	tcsetattr(0, TCSANOW, &modes);
	if (handled)
		sigaction(SIGINT, &action, NULL);
	puts("ready");
	while (strcmp(line, "end\n")) {
		ssize_t length = read(0, line, sizeof(line) - 1);

		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0)
			return 3;
		line[length] = 0;
		printf("line %s", line);
	}
	printf("interrupts: %d\n", (int)interrupts);
	return 0;
}

static int end_by(const char *name)
{
	int number;

	if (str2sig(name, &number))
		return 2;
	raise(number);
	puts("went on");
	return 0;
}

int main(int argc, char **argv)
{
	volatile int *volatile nowhere = NULL;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 2 && !strcmp(argv[1], "end"))
		return end_by(argv[2]);
	if (argc > 1 && !strcmp(argv[1], "keys"))
		return read_keys(argc > 2);
	if (argc > 1 && !strcmp(argv[1], "timer")) {
		alarm(1);
		for (;;)
			pause();
	}
	if (argc > 1 && !strcmp(argv[1], "null"))
		return *nowhere;
	return 2;
}
