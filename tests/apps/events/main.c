/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waits for lines of standard input, each time in the way that the last line named. Written for
 * Linux: nothing here knows of unikernels.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

static int counter;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void check(int result, const char *what)
{
	if (result < 0)
		fail(what);
}

/* Each way of waiting returns the descriptor that is ready: input or the counter. */
static int by_epoll(void)
{
	static int epoll = -1;
	struct epoll_event event = { .events = EPOLLIN };
	int found;

	if (epoll < 0) {
		epoll = epoll_create1(EPOLL_CLOEXEC);
		check(epoll, "epoll_create1");
		event.data.fd = STDIN_FILENO;
		check(epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event),
		      "epoll_ctl");
		event.data.fd = counter;
		check(epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &event),
		      "epoll_ctl");
	}
	found = epoll_wait(epoll, &event, 1, 60000);
	check(found, "epoll_wait");
	return found ? event.data.fd : -1;
}

static int by_poll(void)
{
	struct pollfd polls[] = { { .fd = STDIN_FILENO, .events = POLLIN },
				  { .fd = counter, .events = POLLIN } };

	check(poll(polls, 2, 60000), "poll");
	return polls[1].revents & POLLIN ? counter :
	       polls[0].revents & POLLIN ? STDIN_FILENO :
					   -1;
}

static int by_select(void)
{
	struct timeval timeout = { .tv_sec = 60 };
	fd_set set;

	FD_ZERO(&set);
	FD_SET(STDIN_FILENO, &set);
	FD_SET(counter, &set);
	check(select(counter + 1, &set, NULL, NULL, &timeout), "select");
	return FD_ISSET(counter, &set)	    ? counter :
	       FD_ISSET(STDIN_FILENO, &set) ? STDIN_FILENO :
					      -1;
}

static int (*way)(void) = by_epoll;

/* The next line without its end; false at the end of input. */
static int next_line(char *line, size_t size)
{
	static char buffer[256];
	static size_t length;
	ssize_t count;
	char *end;

	while (!(end = memchr(buffer, '\n', length))) {
		int ready = way();

		if (ready == counter) {
			eventfd_t value;

			check(eventfd_read(counter, &value), "eventfd_read");
			printf("counter %lu\n", (unsigned long)value);
			fflush(stdout);
			continue;
		}
		if (ready != STDIN_FILENO)
			fail("nothing is ready");
		count = read(STDIN_FILENO, buffer + length,
			     sizeof(buffer) - length);
		check((int)count, "read");
		if (!count)
			return 0;
		length += (size_t)count;
	}
	*end++ = '\0';
	snprintf(line, size, "%s", buffer);
	length -= (size_t)(end - buffer);
	memmove(buffer, end, length);
	return 1;
}

static void answer(char *line)
{
	struct iovec pieces[] = { { "said: ", 6 },
				  { line, strlen(line) },
				  { "\n", 1 } };

	fflush(stdout);
	check((int)writev(STDOUT_FILENO, pieces, 3), "writev");
}

int main(void)
{
	char line[256], byte;

	counter = eventfd(0, EFD_NONBLOCK);
	check(counter, "eventfd");
	check(fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK), "fcntl");
	if (read(STDIN_FILENO, &byte, 1) >= 0 || errno != EAGAIN)
		fail("reading without input");
	printf("ready\n");
	fflush(stdout);
	while (next_line(line, sizeof(line)) && strcmp(line, "end")) {
		answer(line);
		if (!strcmp(line, "epoll"))
			way = by_epoll;
		else if (!strcmp(line, "poll"))
			way = by_poll;
		else if (!strcmp(line, "select"))
			way = by_select;
		else
			check(eventfd_write(counter, strlen(line)), "eventfd_write");
		fflush(stdout);
	}
	printf("bye\n");
	return 0;
}
