/* SPDX-License-Identifier: BSD-3-Clause */
/* Error numbers are Linux's, and each has a text. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(newlib_errors, "newlib: errno and strerror");

UK_TEST(newlib_errors, numbers)
{
	UK_EXPECT_EQ(EAGAIN, 11);
	UK_EXPECT_EQ(EDEADLK, 35);
	UK_EXPECT_EQ(ENOSYS, 38);
	UK_EXPECT_EQ(ENOTEMPTY, 39);
	UK_EXPECT_EQ(EPROTO, 71);
	UK_EXPECT_EQ(EOVERFLOW, 75);
	UK_EXPECT_EQ(EILSEQ, 84);
	UK_EXPECT_EQ(ENOTSUP, 95);
	UK_EXPECT_EQ(EADDRINUSE, 98);
	UK_EXPECT_EQ(ETIMEDOUT, 110);
	UK_EXPECT_EQ(EINPROGRESS, 115);
	UK_EXPECT_EQ(ECANCELED, 125);
}

UK_TEST(newlib_errors, texts)
{
	/* numbers that Linux does not use */
	for (int number = 1; number <= EHWPOISON; number++)
		if (number != 41 && number != 58 && !*strerror(number))
			UK_EXPECT_EQ(number, 0);
	UK_EXPECT(!strcmp(strerror(ENOENT), "No such file or directory"));
	UK_EXPECT(!strcmp(strerror(EDQUOT), "Disk quota exceeded"));
	UK_EXPECT(!strcmp(strerror(0), "Success"));
	UK_EXPECT(!strcmp(strerror(EDEADLK), "Resource deadlock avoided"));
	UK_EXPECT(!strcmp(strerror(ELOOP), "Too many levels of symbolic links"));
	UK_EXPECT(!strcmp(strerror(ENOMSG), "No message of desired type"));
	UK_EXPECT(!strcmp(strerror(EBFONT), "Bad font file format"));
	UK_EXPECT(!strcmp(strerror(EBADFD), "File descriptor in bad state"));
	UK_EXPECT(!strcmp(strerror(ENOTSOCK), "Socket operation on non-socket"));
	UK_EXPECT(!strcmp(strerror(EHWPOISON), "Memory page has hardware error"));
}

UK_TEST(newlib_errors, no_text)
{
	static const int none[] = { 41, 58, EHWPOISON + 1, 4000, -1, INT_MIN };
	char text[8];

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		UK_EXPECT_EQ(*strerror(none[i]), '\0');
	errno = 0;
	strerror(4000);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(strerror_r(4000, text, sizeof(text)), EINVAL);
	UK_EXPECT_EQ(strerror_r(ENOENT, text, sizeof(text)), ERANGE);
	UK_EXPECT(!strcmp(text, "No such"));
}

UK_TEST(newlib_errors, set_by_functions)
{
	errno = 0;
	UK_EXPECT_EQ(strtol("99999999999999999999", NULL, 10), __LONG_MAX__);
	UK_EXPECT_EQ(errno, ERANGE);
}
