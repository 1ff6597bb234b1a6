/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Modes of terminals, of which there is one: the console, in images with
 * LIBFDTAB_TERMINAL. In others tcgetattr() fails with ENOTTY.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <uk/fd.h>
#include <uk/termios.h>

#include "result.h"

_Static_assert(offsetof(struct termios, c_cc) ==
			       offsetof(struct uk_termios, characters) &&
		       NCCS >= UK_TERMIOS_CHARACTERS,
	       "C's structure begins as the kernel's");

static int control(int fd, unsigned long request, const void *argument)
{
	return (int)result(
		uk_fd_ioctl(fd, request, (void *)(uintptr_t)argument));
}

int tcgetattr(int fd, struct termios *to)
{
	*to = (struct termios){ 0 };
	if (control(fd, UK_TCGETS, to))
		return -1;
	to->c_ispeed = to->c_ospeed = to->c_cflag & CBAUD;
	return 0;
}

int tcsetattr(int fd, int when, const struct termios *from)
{
	if (when < TCSANOW || when > TCSAFLUSH)
		return (int)result(-EINVAL);
	return control(fd, UK_TCSETS + (unsigned int)when, from);
}

/* The console cannot send a break; as on Linux, that is no error. */
int tcsendbreak(int fd, int duration __uk_unused)
{
	return control(fd, UK_TCSBRK, NULL);
}

int tcdrain(int fd)
{
	return control(fd, UK_TCSBRK, (void *)1);
}

int tcflush(int fd, int queue)
{
	return control(fd, UK_TCFLSH, (void *)(intptr_t)queue);
}

int tcflow(int fd, int action)
{
	return control(fd, UK_TCXONC, (void *)(intptr_t)action);
}

speed_t cfgetospeed(const struct termios *from)
{
	return from->c_cflag & CBAUD;
}

speed_t cfgetispeed(const struct termios *from)
{
	return cfgetospeed(from);
}

int cfsetospeed(struct termios *to, speed_t speed)
{
	if (speed & ~(speed_t)CBAUD)
		return (int)result(-EINVAL);
	to->c_cflag = (to->c_cflag & ~(tcflag_t)CBAUD) | speed;
	to->c_ospeed = speed;
	return 0;
}

/* 0 means that of output, which it is in any case. */
int cfsetispeed(struct termios *to, speed_t speed)
{
	return speed ? cfsetospeed(to, speed) : 0;
}

int cfsetspeed(struct termios *to, speed_t speed)
{
	return cfsetospeed(to, speed);
}

void cfmakeraw(struct termios *to)
{
	to->c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR |
				   IGNCR | ICRNL | IXON);
	to->c_oflag &= ~(tcflag_t)OPOST;
	to->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	to->c_cflag = (to->c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
	to->c_cc[VMIN] = 1;
	to->c_cc[VTIME] = 0;
}

/* The one process that there is leads the session and is in the foreground. */
static pid_t owner(int fd)
{
	return isatty(fd) ? getpid() : -1;
}

pid_t tcgetsid(int fd)
{
	return owner(fd);
}

pid_t tcgetpgrp(int fd)
{
	return owner(fd);
}

int tcsetpgrp(int fd, pid_t group)
{
	if (owner(fd) < 0)
		return -1;
	return group == getpid() ? 0 : (int)result(-EPERM);
}

static const char name[] = "/dev/console";

int ttyname_r(int fd, char *to, size_t size)
{
	if (!isatty(fd))
		return errno;
	if (size < sizeof(name))
		return ERANGE;
	memcpy(to, name, sizeof(name));
	return 0;
}

char *ttyname(int fd)
{
	static char text[sizeof(name)];
	int error = ttyname_r(fd, text, sizeof(text));

	if (!error)
		return text;
	errno = error;
	return NULL;
}

char *ctermid(char *to)
{
	static char text[sizeof(name)];

	return strcpy(to ? to : text, name);
}
