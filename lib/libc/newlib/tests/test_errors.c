/* SPDX-License-Identifier: BSD-3-Clause */
/* Error numbers are Linux's, and each has a text. */
#include <errno.h>
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
	UK_EXPECT_EQ(*strerror(4000), '\0');
}

UK_TEST(newlib_errors, set_by_functions)
{
	errno = 0;
	UK_EXPECT_EQ(strtol("99999999999999999999", NULL, 10), __LONG_MAX__);
	UK_EXPECT_EQ(errno, ERANGE);
}
