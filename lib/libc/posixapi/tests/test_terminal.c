/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Modes of the console, and who runs the program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_terminal, "terminal and user");

UK_TEST(posixapi_terminal, modes)
{
	struct termios before, raw, now;
	char name[16];

	UK_EXPECT(isatty(0));
	UK_EXPECT_EQ(ttyname_r(1, name, sizeof(name)), 0);
	UK_EXPECT_EQ(ttyname_r(1, name, 4), ERANGE);
	UK_EXPECT_EQ(ttyname_r(-1, name, sizeof(name)), EBADF);
	if (tcgetattr(0, &before)) { /* an image without such a terminal */
		UK_EXPECT_EQ(errno, ENOTTY);
		return;
	}
	raw = before;
	cfmakeraw(&raw);
	UK_EXPECT_EQ(tcsetattr(0, TCSAFLUSH, &raw), 0);
	UK_EXPECT_EQ(tcgetattr(1, &now), 0);
	UK_EXPECT_EQ(now.c_lflag & (ICANON | ECHO | ISIG), 0);
	UK_EXPECT_EQ(now.c_cc[VMIN], 1);
	UK_EXPECT_EQ(cfgetospeed(&now), B115200);
	UK_EXPECT_EQ(tcsetattr(0, TCSANOW, &before), 0);
	UK_EXPECT_EQ(tcflush(0, TCIOFLUSH), 0);
	UK_EXPECT_EQ(tcdrain(1), 0);
	UK_EXPECT(tcsetattr(0, 7, &before) && errno == EINVAL);
}

UK_TEST(posixapi_terminal, user)
{
	struct passwd entry, *found;

	UK_EXPECT_EQ(getuid() | geteuid() | getgid() | getegid(), 0);
	UK_EXPECT_EQ(setuid(0), 0);
	UK_EXPECT(setuid(7) && errno == EINVAL);
	UK_EXPECT_EQ(setreuid((uid_t)-1, 0), 0);
	UK_EXPECT(!strcmp(getpwuid(0)->pw_name, "root"));
	UK_EXPECT(!getpwnam("nobody") && !getgrgid(7));
	UK_EXPECT_EQ(getpwnam_r("root", &entry, NULL, 0, &found), 0);
	UK_EXPECT(found == &entry && !strcmp(entry.pw_dir, "/"));
	UK_EXPECT_EQ(getpgrp(), getpid());
	UK_EXPECT(getpgid(99) < 0 && errno == ESRCH);
}
