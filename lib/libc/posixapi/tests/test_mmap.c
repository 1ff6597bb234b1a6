/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files in memory, and memory in files: mmap() and the calls that read into what it gave.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_mmap, "files by mmap()");

#define BOTH (PROT_READ | PROT_WRITE)
#define LENGTH 100000

static char pattern(size_t at)
{
	return (char)(at * 7 + at / 256);
}

static int made(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *content = malloc(LENGTH);

	for (size_t i = 0; i < LENGTH; i++)
		content[i] = pattern(i);
	UK_EXPECT_EQ(write(fd, content, LENGTH), LENGTH);
	free(content);
	return fd;
}

static int differs(const char *memory, size_t from, size_t length)
{
	int count = 0;

	for (size_t i = 0; i < length; i++)
		count += memory[i] != pattern(from + i);
	return count;
}

UK_TEST(posixapi_mmap, file)
{
	int fd = made("/mapped");
	char *whole = mmap(NULL, LENGTH, PROT_READ, MAP_SHARED, fd, 0);
	char *tail = mmap(NULL, LENGTH, BOTH, MAP_PRIVATE, fd, 8192);
	char before;

	UK_REQUIRE(whole != MAP_FAILED && tail != MAP_FAILED);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT_EQ(differs(whole, 0, LENGTH), 0);
	UK_EXPECT_EQ(differs(tail, 8192, LENGTH - 8192), 0);
	/* zero behind the end, and one's own is one's own */
	UK_EXPECT_EQ(tail[LENGTH - 8192], 0);
	UK_EXPECT_EQ(tail[LENGTH - 1], 0);
	before = whole[8192];
	tail[0] = (char)~before;
	UK_EXPECT_EQ(whole[8192], before);
	UK_EXPECT_EQ(madvise(whole, LENGTH, MADV_DONTNEED), 0);
	UK_EXPECT_EQ(differs(whole, 0, LENGTH), 0);
	UK_EXPECT_EQ(munmap(whole, LENGTH), 0);
	UK_EXPECT_EQ(munmap(tail, LENGTH), 0);
	UK_EXPECT_EQ(unlink("/mapped"), 0);
}

UK_TEST(posixapi_mmap, refusals)
{
	int fd = made("/mapped"), writer = open("/mapped", O_WRONLY);
	int reader = open("/mapped", O_RDONLY), folder = open("/", O_RDONLY);

	UK_EXPECT(mmap(NULL, 1, BOTH, MAP_SHARED, fd, 0) == MAP_FAILED);
	UK_EXPECT_EQ(errno, ENODEV);
	UK_EXPECT(mmap(NULL, 1, BOTH, MAP_SHARED, reader, 0) == MAP_FAILED);
	UK_EXPECT_EQ(errno, EACCES);
	UK_EXPECT(mmap(NULL, 1, PROT_READ, MAP_PRIVATE, writer, 0) ==
		  MAP_FAILED);
	UK_EXPECT_EQ(errno, EACCES);
	UK_EXPECT(mmap(NULL, 1, PROT_READ, MAP_PRIVATE, folder, 0) ==
		  MAP_FAILED);
	UK_EXPECT_EQ(errno, ENODEV);
	UK_EXPECT(mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 5) == MAP_FAILED);
	UK_EXPECT_EQ(errno, EINVAL);
	close(fd);
	close(writer);
	close(reader);
	close(folder);
	UK_EXPECT_EQ(unlink("/mapped"), 0);
}

/* Read into and written from, untouched before; across more pages than one part has. */
UK_TEST(posixapi_mmap, as_buffers)
{
	int fd = made("/mapped");
	size_t room = LENGTH + 8192;
	char *memory =
		mmap(NULL, room, BOTH, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *constant;

	UK_REQUIRE(memory != MAP_FAILED);
	UK_EXPECT_EQ(pread(fd, memory + 77, LENGTH, 0), LENGTH);
	UK_EXPECT_EQ(differs(memory + 77, 0, LENGTH), 0);
	UK_EXPECT_EQ(memory[76] | memory[77 + LENGTH], 0);
	UK_EXPECT_EQ(pread(fd, memory, LENGTH, LENGTH - 10), 10);
	UK_EXPECT_EQ(differs(memory, LENGTH - 10, 10), 0);
	UK_EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
	UK_EXPECT_EQ(write(fd, memory + 77 + 500, LENGTH - 500), LENGTH - 500);
	UK_EXPECT_EQ(lseek(fd, 0, SEEK_CUR), LENGTH - 500);
	memset(memory, 0, room);
	UK_EXPECT_EQ(pread(fd, memory, LENGTH - 500, 0), LENGTH - 500);
	UK_EXPECT_EQ(differs(memory, 500, LENGTH - 500), 0);
	/* what may not be written, or is not there */
	UK_EXPECT_EQ(mprotect(memory, room, PROT_READ), 0);
	UK_EXPECT_EQ(pread(fd, memory, 10, 0), -1);
	UK_EXPECT_EQ(errno, EFAULT);
	constant = memory;
	UK_EXPECT_EQ(pwrite(fd, constant, 10, 0), 10);
	UK_EXPECT_EQ(munmap(memory, room), 0);
	UK_EXPECT_EQ(pwrite(fd, constant, 10, 0), -1);
	UK_EXPECT_EQ(errno, EFAULT);
	close(fd);
	UK_EXPECT_EQ(unlink("/mapped"), 0);
}
