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

static volatile sig_atomic_t seen;

static void note(int number)
{
	seen = number;
}

/* Reads lines; Ctrl-C is a signal if `handled`, and two of them are enough. */
static int read_keys(int handled)
{
	struct sigaction action = { .sa_handler = note };
	struct termios modes;
	char line[64];
	int count = 0;

	if (tcgetattr(0, &modes))
		return 2;
	modes.c_lflag |= ISIG | ICANON | ECHO;
	tcsetattr(0, TCSANOW, &modes);
	if (handled)
		sigaction(SIGINT, &action, NULL);
	puts("ready");
	while (count < 2) {
		ssize_t length = read(0, line, sizeof(line) - 1);

		if (length > 0) {
			line[length] = 0;
			printf("line %s", line);
		} else if (length < 0 && errno == EINTR) {
			printf("signal %d\n", (int)seen);
			count++;
		} else {
			return 3;
		}
	}
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
