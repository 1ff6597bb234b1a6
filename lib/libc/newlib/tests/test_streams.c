/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams, descriptors, the environment, signals. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(newlib_streams, "newlib: streams and descriptors");

UK_TEST(newlib_streams, console)
{
	struct stat status;

	UK_EXPECT_EQ(isatty(STDOUT_FILENO), 1);
	UK_EXPECT_EQ(fileno(stderr), STDERR_FILENO);
	UK_EXPECT_EQ(fstat(STDIN_FILENO, &status), 0);
	UK_EXPECT(S_ISCHR(status.st_mode));
	errno = 0;
	UK_EXPECT_EQ(lseek(STDOUT_FILENO, 0, SEEK_SET), -1);
	UK_EXPECT_EQ(errno, ESPIPE);
	errno = 0;
	UK_EXPECT_EQ(write(77, "x", 1), -1);
	UK_EXPECT_EQ(errno, EBADF);
	errno = 0;
	UK_EXPECT_EQ(read(77, &status, 1), -1);
	UK_EXPECT_EQ(errno, EBADF);
	errno = 0;
	UK_EXPECT_EQ(isatty(77), 0);
	UK_EXPECT_EQ(errno, EBADF);
	UK_EXPECT_EQ(printf("# a line of %s\n", "stdout"), 19);
}

#ifndef CONFIG_LIBFDTAB
UK_TEST(newlib_streams, no_files)
{
	errno = 0;
	UK_EXPECT(fopen("/nothing", "r") == NULL);
	UK_EXPECT_EQ(errno, ENOENT);
	errno = 0;
	UK_EXPECT(fopen("/nothing", "w") == NULL);
	UK_EXPECT_EQ(errno, EROFS);
}
#endif

UK_TEST(newlib_streams, in_memory)
{
	char *text = NULL, line[16];
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	UK_REQUIRE(file != NULL);
	for (int i = 0; i < 1000; i++)
		fprintf(file, "%d\n", i);
	UK_EXPECT_EQ(fclose(file), 0);
	UK_EXPECT_EQ(length, 10 * 2 + 90 * 3 + 900 * 4);
	file = fmemopen(text, length, "r");
	UK_REQUIRE(file != NULL);
	for (int i = 0; i < 1000; i++) {
		int number = -1;

		UK_REQUIRE(fgets(line, sizeof(line), file) != NULL);
		sscanf(line, "%d", &number);
		UK_REQUIRE(number == i);
	}
	UK_EXPECT(fgets(line, sizeof(line), file) == NULL);
	UK_EXPECT(feof(file));
	UK_EXPECT_EQ(fclose(file), 0);
	free(text);
}

UK_TEST(newlib_streams, environment)
{
	UK_EXPECT(getenv("NAME") == NULL);
	UK_EXPECT_EQ(setenv("NAME", "value", 0), 0);
	UK_REQUIRE(getenv("NAME") != NULL);
	UK_EXPECT(!strcmp(getenv("NAME"), "value"));
	UK_EXPECT_EQ(unsetenv("NAME"), 0);
	UK_EXPECT(getenv("NAME") == NULL);
}

static volatile sig_atomic_t caught;

static void catch(int number)
{
	caught = number;
}

/* What standard C has; POSIX's signals keep the handler, standard C's may not. */
UK_TEST(newlib_streams, signals)
{
	void (*old)(int);

	UK_EXPECT(signal(SIGUSR1, catch) == SIG_DFL);
	UK_EXPECT_EQ(raise(SIGUSR1), 0);
	UK_EXPECT_EQ(caught, SIGUSR1);
	old = signal(SIGUSR1, SIG_IGN);
	UK_EXPECT(old == SIG_DFL || old == catch);
	UK_EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	UK_EXPECT(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
	UK_EXPECT(signal(SIGKILL, catch) == SIG_ERR);
	UK_EXPECT_EQ(raise(-1), -1);
	UK_EXPECT_EQ(kill(77, 0), -1);
}
