/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files at their limits: names, paths, sizes, and how many are open.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_limits, "files at their limits");

static int make(const char *path)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);

	return fd < 0 ? -errno : close(fd);
}

UK_TEST(posixapi_limits, names)
{
	char path[1 + NAME_MAX + 2] = "/";

	memset(path + 1, 'x', NAME_MAX + 1);
	UK_EXPECT_EQ(make(path), -ENAMETOOLONG);
	path[1 + NAME_MAX] = 0;
	UK_EXPECT_EQ(make(path), 0);
	UK_EXPECT_EQ(unlink(path), 0);
	/* Any bytes but '/' and 0 are a name. */
	UK_EXPECT_EQ(make("/gr\xc3\xb6\xc3\x9f\x65 \xf0\x9f\x8e\xb6"), 0);
	UK_EXPECT_EQ(access("/gr\xc3\xb6\xc3\x9f\x65 \xf0\x9f\x8e\xb6", F_OK), 0);
	UK_EXPECT_EQ(unlink("/gr\xc3\xb6\xc3\x9f\x65 \xf0\x9f\x8e\xb6"), 0);
	UK_EXPECT_EQ(make("/\xff\x01\n "), 0);
	UK_EXPECT_EQ(unlink("/\xff\x01\n "), 0);
}

UK_TEST(posixapi_limits, paths)
{
	static char path[PATH_MAX + 1];

	UK_EXPECT_EQ(make("/f"), 0);
	memset(path, '/', sizeof(path));
	strcpy(path + PATH_MAX - 2, "f");
	UK_EXPECT_EQ(strlen(path), PATH_MAX - 1);
	UK_EXPECT_EQ(access(path, F_OK), 0);
	strcpy(path + PATH_MAX - 2, "/f");
	UK_EXPECT(access(path, F_OK) && errno == ENAMETOOLONG);
	UK_EXPECT_EQ(unlink("/f"), 0);
}

/* Below directories that no path reaches in one step. */
UK_TEST(posixapi_limits, depth)
{
	enum { DEPTH = 100 };
	static char text[PATH_MAX];
	char name[51];

	memset(name, 'd', 50);
	name[50] = 0;
	for (int i = 0; i < DEPTH; i++)
		UK_REQUIRE(!mkdir(name, 0700) && !chdir(name));
	UK_EXPECT(!getcwd(text, sizeof(text)) && errno == ERANGE);
	UK_EXPECT_EQ(make("file"), 0);
	UK_EXPECT_EQ(unlink("file"), 0);
	for (int i = 0; i < DEPTH; i++)
		UK_REQUIRE(!chdir("..") && !rmdir(name));
	UK_EXPECT(getcwd(text, sizeof(text)) && !strcmp(text, "/"));
}

UK_TEST(posixapi_limits, a_thousand_open_files)
{
	enum { COUNT = 1000 };
	static int fds[COUNT];
	char path[16];
	int right = 0;

	for (int i = 0; i < COUNT; i++) {
		snprintf(path, sizeof(path), "/open%d", i);
		fds[i] = open(path, O_CREAT | O_EXCL | O_RDWR, 0600);
		UK_REQUIRE(fds[i] > 2);
		UK_REQUIRE(write(fds[i], &i, sizeof(i)) == sizeof(i));
		UK_REQUIRE(!unlink(path));
	}
	for (int i = 0; i < COUNT; i++) {
		int value = -1;

		right += pread(fds[i], &value, sizeof(value), 0) ==
				 sizeof(value) &&
			 value == i;
		UK_REQUIRE(!close(fds[i]));
	}
	UK_EXPECT_EQ(right, COUNT);
}

UK_TEST(posixapi_limits, four_gigabytes_with_a_hole)
{
	const off_t far = (off_t)4 << 30;
	int fd = open("/sparse", O_CREAT | O_EXCL | O_RDWR, 0600);
	char text[8] = "";
	struct stat found;

	UK_REQUIRE(fd > 2);
	UK_EXPECT_EQ(pwrite(fd, "far", 3, far), 3);
	UK_EXPECT_EQ(fstat(fd, &found), 0);
	UK_EXPECT_EQ(found.st_size, far + 3);
	UK_EXPECT(found.st_blocks < 1024);
	UK_EXPECT_EQ(lseek(fd, -5, SEEK_END), far - 2);
	UK_EXPECT_EQ(read(fd, text, sizeof(text)), 5);
	UK_EXPECT(!memcmp(text, "\0\0far", 5));
	UK_EXPECT_EQ(pread(fd, text, 4, far / 2), 4);
	UK_EXPECT(!memcmp(text, "\0\0\0\0", 4));
	UK_EXPECT_EQ(ftruncate(fd, far + 1), 0);
	UK_EXPECT_EQ(pread(fd, text, 4, far), 1);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT_EQ(unlink("/sparse"), 0);
}
