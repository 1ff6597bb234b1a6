/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asks a system about pipes, FIFOs and local sockets, and says what it answers.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "say.h"

void part(const char *name)
{
	printf("== %s\n", name);
}

long say(const char *what, long value)
{
	if (value == -1)
		printf("%s: error %d\n", what, errno);
	else
		printf("%s: %ld\n", what, value);
	return value;
}

void say_state(const char *what, int fd)
{
	struct pollfd poll_fd = { .fd = fd,
				  .events = POLLIN | POLLOUT | POLLRDHUP };
	int found = poll(&poll_fd, 1, 0);

	printf("poll %s: %d%s%s%s%s%s%s\n", what, found,
	       poll_fd.revents & POLLIN ? " in" : "",
	       poll_fd.revents & POLLOUT ? " out" : "",
	       poll_fd.revents & POLLERR ? " error" : "",
	       poll_fd.revents & POLLHUP ? " hangup" : "",
	       poll_fd.revents & POLLRDHUP ? " ended" : "",
	       poll_fd.revents & POLLNVAL ? " invalid" : "");
}

void say_waiting(const char *what, int fd)
{
	int count = -7;
	int result = ioctl(fd, FIONREAD, &count);

	if (result)
		printf("waiting in %s: error %d\n", what, errno);
	else
		printf("waiting in %s: %d\n", what, count);
}

void say_read(const char *what, int fd, size_t length)
{
	static char data[1 << 20];
	ssize_t result = read(fd, data, length);

	if (result < 0)
		printf("read %s %zu: error %d\n", what, length, errno);
	else if (result > 40)
		printf("read %s %zu: %zd bytes, '%.4s'...'%.4s'\n", what,
		       length, result, data, data + result - 4);
	else
		printf("read %s %zu: %zd '%.*s'\n", what, length, result,
		       (int)result, data);
}

void say_write(const char *what, int fd, const char *text)
{
	ssize_t result = write(fd, text, strlen(text));

	if (result < 0)
		printf("write %s '%s': error %d\n", what, text, errno);
	else
		printf("write %s '%s': %zd\n", what, text, result);
}

void close_both(const int *fds)
{
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	umask(022);
	pipes();
	fifos();
	streams();
	messages();
	names();
	rights();
	printf("end\n");
	return 0;
}
