/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copying from file to file.
 */
#include <uk/fscalls.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(fscalls_copy, "sendfile and copy_file_range");

#define LENGTH 100000 /* more than the buffer has */

static unsigned char byte_at(int64_t i)
{
	return (unsigned char)((uint64_t)i * 2654435761u >> 13);
}

static int open_file(const char *path, uint32_t flags)
{
	int fd = uk_openat(UK_AT_FDCWD, path,
			   UK_O_CREAT | UK_O_TRUNC | UK_O_RDWR | flags, 0600);

	UK_EXPECT(fd > 2);
	UK_EXPECT_EQ(uk_unlinkat(UK_AT_FDCWD, path, 0), 0);
	return fd;
}

static int open_source(void)
{
	int fd = open_file("/copy-from", 0);
	unsigned char part[1000];

	for (int64_t at = 0; at < LENGTH; at += sizeof(part)) {
		for (size_t i = 0; i < sizeof(part); i++)
			part[i] = byte_at(at + (int64_t)i);
		UK_EXPECT_EQ(uk_fd_write(fd, part, sizeof(part)), 1000);
	}
	UK_EXPECT_EQ(uk_fd_seek(fd, 0, UK_SEEK_SET), 0);
	return fd;
}

/* Whether what is at `at` came from `from`. */
static bool is_copy(int fd, int64_t at, int64_t from, size_t length)
{
	unsigned char part[1000];

	UK_EXPECT_EQ(uk_fd_seek(fd, at, UK_SEEK_SET), at);
	while (length) {
		size_t count = UK_MIN(length, sizeof(part));

		if (uk_fd_read(fd, part, count) != (uk_ssize_t)count)
			return false;
		for (size_t i = 0; i < count; i++)
			if (part[i] != byte_at(from++))
				return false;
		length -= count;
	}
	return true;
}

UK_TEST(fscalls_copy, sendfile)
{
	int from = open_source(), to = open_file("/copy-to", 0), append;
	int64_t offset = 10;

	UK_EXPECT_EQ(uk_sendfile(to, from, NULL, LENGTH + 5), LENGTH);
	UK_EXPECT_EQ(uk_fd_seek(from, 0, UK_SEEK_CUR), LENGTH);
	UK_EXPECT_EQ(uk_sendfile(to, from, NULL, 1), 0);
	UK_EXPECT(is_copy(to, 0, 0, LENGTH));
	UK_EXPECT_EQ(uk_sendfile(to, from, &offset, 20), 20);
	UK_EXPECT_EQ(offset, 30);
	UK_EXPECT_EQ(uk_fd_seek(from, 0, UK_SEEK_CUR), LENGTH);
	UK_EXPECT(is_copy(to, LENGTH, 10, 20));
	offset = -1;
	UK_EXPECT_EQ(uk_sendfile(to, from, &offset, 20), -EINVAL);
	UK_EXPECT_EQ(uk_sendfile(to, 1, NULL, 20), -EINVAL);
	UK_EXPECT_EQ(uk_sendfile(-1, from, NULL, 20), -EBADF);
	append = open_file("/copy-end", UK_O_APPEND);
	UK_EXPECT_EQ(uk_sendfile(append, from, NULL, 20), -EINVAL);
	UK_EXPECT_EQ(uk_fd_close(append), 0);
	UK_EXPECT_EQ(uk_fd_close(to), 0);
	UK_EXPECT_EQ(uk_fd_close(from), 0);
}

UK_TEST(fscalls_copy, copy_file_range)
{
	int from = open_source(), to = open_file("/copy-to", 0);
	int64_t in = 5, out = 7;

	UK_EXPECT_EQ(uk_copy_file_range(from, &in, to, &out, 1000, 0), 1000);
	UK_EXPECT_EQ(in, 1005);
	UK_EXPECT_EQ(out, 1007);
	UK_EXPECT(is_copy(to, 7, 5, 1000));
	UK_EXPECT_EQ(uk_fd_seek(from, 0, UK_SEEK_CUR), 0);
	UK_EXPECT_EQ(uk_copy_file_range(from, NULL, to, NULL, 3, 0), 3);
	UK_EXPECT_EQ(uk_fd_seek(from, 0, UK_SEEK_CUR), 3);
	UK_EXPECT(is_copy(to, 1007, 0, 3));
	/* In one file ranges must not meet; what is asked for beyond its end does not
	 * count.
	 */
	in = 0;
	out = 10;
	UK_EXPECT_EQ(uk_copy_file_range(from, &in, from, &out, 20, 0), -EINVAL);
	in = LENGTH - 10;
	out = LENGTH;
	UK_EXPECT_EQ(uk_copy_file_range(from, &in, from, &out, 2000, 0), 10);
	UK_EXPECT_EQ(uk_copy_file_range(from, NULL, to, NULL, 3, 1), -EINVAL);
	UK_EXPECT_EQ(uk_copy_file_range(from, NULL, 1, NULL, 3, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fd_close(to), 0);
	UK_EXPECT_EQ(uk_fd_close(from), 0);
}
