/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks of ranges.
 */
#include <uk/fscalls.h>
#include <uk/test.h>
#ifdef CONFIG_LIBFSCALLS_THREADS
#include <uk/thread.h>
#endif

UK_TESTSUITE(fscalls_lock, "locks of ranges");

#define FILE_PATH "/locked"

static int open_file(uint32_t flags)
{
	int fd = uk_openat(UK_AT_FDCWD, FILE_PATH, UK_O_CREAT | flags, 0600);

	UK_EXPECT(fd > 2);
	return fd;
}

static int lock(int fd, int command, int16_t type, int64_t start,
		int64_t length)
{
	struct uk_record_lock lock = { .type = type,
				       .start = start,
				       .length = length };

	return uk_fcntl(fd, command, (unsigned long)&lock);
}

static int set(int fd, int16_t type, int64_t start, int64_t length)
{
	return lock(fd, UK_F_OFD_SETLK, type, start, length);
}

/* Whether `fd` finds somebody else's lock of this type and range in its way at `at`. */
static bool finds(int fd, int64_t at, int16_t type, int64_t start,
		  int64_t length)
{
	struct uk_record_lock lock = { .type = UK_F_WRLCK,
				       .start = at,
				       .length = 1 };

	return !uk_fcntl(fd, UK_F_OFD_GETLK, (unsigned long)&lock) &&
	       lock.type == type && lock.start == start &&
	       lock.length == length && lock.whence == UK_SEEK_SET &&
	       lock.owner == -1;
}

static bool finds_none(int fd, int64_t at)
{
	struct uk_record_lock lock = { .type = UK_F_WRLCK,
				       .start = at,
				       .length = 1 };

	return !uk_fcntl(fd, UK_F_OFD_GETLK, (unsigned long)&lock) &&
	       lock.type == UK_F_UNLCK;
}

static void end(int a, int b)
{
	UK_EXPECT_EQ(uk_fd_close(a), 0);
	UK_EXPECT_EQ(uk_fd_close(b), 0);
	UK_EXPECT_EQ(uk_unlinkat(UK_AT_FDCWD, FILE_PATH, 0), 0);
}

UK_TEST(fscalls_lock, open_files_meet)
{
	int a = open_file(UK_O_RDWR), b = open_file(UK_O_RDWR), copy;

	UK_EXPECT_EQ(set(a, UK_F_WRLCK, 10, 10), 0);
	UK_EXPECT_EQ(set(b, UK_F_RDLCK, 19, 5), -EAGAIN);
	UK_EXPECT_EQ(set(b, UK_F_RDLCK, 20, 5), 0);
	UK_EXPECT_EQ(set(a, UK_F_RDLCK, 20, 0), 0);
	UK_EXPECT_EQ(set(b, UK_F_WRLCK, 20, 1), -EAGAIN);
	UK_EXPECT(finds(b, 12, UK_F_WRLCK, 10, 10));
	UK_EXPECT(finds(b, 100, UK_F_RDLCK, 20, 0));
	UK_EXPECT(finds(a, 20, UK_F_RDLCK, 20, 5));
	UK_EXPECT(finds_none(b, 9));
	/* A copy of the descriptor is the same owner; the locks end with the last. */
	copy = uk_fd_dup(a, 0, 0);
	UK_EXPECT_EQ(set(copy, UK_F_WRLCK, 12, 1), 0);
	UK_EXPECT_EQ(uk_fd_close(copy), 0);
	UK_EXPECT(finds(b, 12, UK_F_WRLCK, 10, 10));
	UK_EXPECT_EQ(uk_fd_close(a), 0);
	UK_EXPECT(finds_none(b, 12));
	UK_EXPECT_EQ(set(b, UK_F_WRLCK, 0, 0), 0);
	end(b, open_file(UK_O_RDWR));
}

UK_TEST(fscalls_lock, ranges_are_cut_and_joined)
{
	int a = open_file(UK_O_RDWR), b = open_file(UK_O_RDWR);

	UK_EXPECT_EQ(set(a, UK_F_WRLCK, 0, 30), 0);
	UK_EXPECT_EQ(set(a, UK_F_UNLCK, 10, 10), 0);
	UK_EXPECT(finds(b, 5, UK_F_WRLCK, 0, 10));
	UK_EXPECT(finds_none(b, 10));
	UK_EXPECT(finds_none(b, 19));
	UK_EXPECT(finds(b, 20, UK_F_WRLCK, 20, 10));
	UK_EXPECT_EQ(set(a, UK_F_RDLCK, 5, 10), 0);
	UK_EXPECT(finds(b, 0, UK_F_WRLCK, 0, 5));
	UK_EXPECT(finds(b, 5, UK_F_RDLCK, 5, 10));
	/* What touches becomes one. */
	UK_EXPECT_EQ(set(a, UK_F_RDLCK, 15, 3), 0);
	UK_EXPECT(finds(b, 17, UK_F_RDLCK, 5, 13));
	UK_EXPECT_EQ(set(a, UK_F_WRLCK, 2, 20), 0);
	UK_EXPECT(finds(b, 7, UK_F_WRLCK, 0, 30));
	UK_EXPECT_EQ(set(a, UK_F_UNLCK, 0, 2), 0);
	UK_EXPECT_EQ(set(a, UK_F_UNLCK, 28, 0), 0);
	UK_EXPECT(finds(b, 7, UK_F_WRLCK, 2, 26));
	UK_EXPECT_EQ(set(a, UK_F_UNLCK, 0, 0), 0);
	UK_EXPECT(finds_none(b, 7));
	end(a, b);
}

UK_TEST(fscalls_lock, where_ranges_start)
{
	int a = open_file(UK_O_RDWR), b = open_file(UK_O_RDWR);
	struct uk_record_lock from_end = { .type = UK_F_WRLCK,
					   .whence = UK_SEEK_END,
					   .start = -4,
					   .length = 2 };

	UK_EXPECT_EQ(uk_ftruncate(a, 100), 0);
	UK_EXPECT_EQ(uk_fcntl(a, UK_F_OFD_SETLK, (unsigned long)&from_end), 0);
	UK_EXPECT(finds(b, 96, UK_F_WRLCK, 96, 2));
	from_end.whence = UK_SEEK_CUR;
	UK_EXPECT_EQ(uk_fcntl(a, UK_F_OFD_SETLK, (unsigned long)&from_end),
		     -EINVAL);
	from_end.whence = 3;
	UK_EXPECT_EQ(uk_fcntl(a, UK_F_OFD_SETLK, (unsigned long)&from_end),
		     -EINVAL);
	/* A negative length is what lies before. */
	UK_EXPECT_EQ(set(a, UK_F_WRLCK, 50, -10), 0);
	UK_EXPECT(finds(b, 49, UK_F_WRLCK, 40, 10));
	UK_EXPECT_EQ(set(a, UK_F_WRLCK, 5, -6), -EINVAL);
	UK_EXPECT_EQ(set(a, UK_F_WRLCK, INT64_MAX, 1), 0);
	UK_EXPECT_EQ(set(a, UK_F_WRLCK, INT64_MAX, 2), -EOVERFLOW);
	end(a, b);
}

UK_TEST(fscalls_lock, what_is_checked)
{
	int reading = open_file(UK_O_RDONLY), writing = open_file(UK_O_WRONLY);
	struct uk_record_lock lock_of_nobody = { .type = UK_F_WRLCK,
						 .owner = 1 };

	UK_EXPECT_EQ(set(reading, UK_F_WRLCK, 0, 1), -EBADF);
	UK_EXPECT_EQ(set(writing, UK_F_RDLCK, 0, 1), -EBADF);
	UK_EXPECT_EQ(lock(reading, UK_F_SETLK, UK_F_WRLCK, 0, 1), -EBADF);
	UK_EXPECT_EQ(set(reading, 3, 0, 1), -EINVAL);
	UK_EXPECT_EQ(set(-1, UK_F_RDLCK, 0, 1), -EBADF);
	UK_EXPECT_EQ(set(1, UK_F_RDLCK, 0, 1), -EINVAL);
	UK_EXPECT_EQ(uk_fcntl(reading, UK_F_SETLK, 0), -EFAULT);
	UK_EXPECT_EQ(uk_fcntl(writing, UK_F_OFD_SETLK,
			      (unsigned long)&lock_of_nobody),
		     -EINVAL);
	/* The process's own never meet another's. */
	UK_EXPECT_EQ(lock(writing, UK_F_SETLKW, UK_F_WRLCK, 0, 0), 0);
	UK_EXPECT_EQ(lock(reading, UK_F_SETLK, UK_F_RDLCK, 0, 0), 0);
	lock_of_nobody.owner = 0;
	UK_EXPECT_EQ(uk_fcntl(reading, UK_F_GETLK,
			      (unsigned long)&lock_of_nobody),
		     0);
	UK_EXPECT_EQ(lock_of_nobody.type, UK_F_UNLCK);
	UK_EXPECT_EQ(uk_fcntl(reading, UK_F_GETFL, 0), UK_O_RDONLY);
	end(reading, writing);
}

UK_TEST(fscalls_lock, flock)
{
	int a = open_file(UK_O_RDWR), b = open_file(UK_O_RDONLY);

	UK_EXPECT_EQ(uk_flock(a, UK_FLOCK_EXCLUSIVE), 0);
	UK_EXPECT_EQ(uk_flock(b, UK_FLOCK_SHARED | UK_FLOCK_NONBLOCK), -EAGAIN);
	UK_EXPECT_EQ(uk_flock(a, UK_FLOCK_UNLOCK), 0);
	UK_EXPECT_EQ(uk_flock(b, UK_FLOCK_SHARED | UK_FLOCK_NONBLOCK), 0);
	UK_EXPECT_EQ(uk_flock(-1, UK_FLOCK_SHARED), -EBADF);
	UK_EXPECT_EQ(uk_flock(1, UK_FLOCK_SHARED), -EINVAL);
	end(a, b);
}

#ifdef CONFIG_LIBFSCALLS_THREADS
static int steps;

/* Waits for the range that the other has. */
static void *wait_for_range(void *argument)
{
	int fd = *(int *)argument;

	steps = 1;
	UK_EXPECT_EQ(lock(fd, UK_F_OFD_SETLKW, UK_F_WRLCK, 0, 10), 0);
	steps = 2;
	return NULL;
}

UK_TEST(fscalls_lock, threads_wait)
{
	int a = open_file(UK_O_RDWR), b = open_file(UK_O_RDWR);
	struct uk_thread *thread;

	steps = 0;
	UK_EXPECT_EQ(set(a, UK_F_RDLCK, 5, 5), 0);
	UK_EXPECT_EQ(uk_thread_create(&thread, NULL, wait_for_range, &b), 0);
	while (!steps)
		uk_thread_yield();
	uk_thread_yield();
	UK_EXPECT_EQ(steps, 1);
	UK_EXPECT_EQ(set(a, UK_F_UNLCK, 5, 5), 0);
	UK_EXPECT_EQ(uk_thread_join(thread, NULL), 0);
	UK_EXPECT_EQ(steps, 2);
	UK_EXPECT(finds(a, 0, UK_F_WRLCK, 0, 10));
	end(a, b);
}
#else
UK_TEST(fscalls_lock, nobody_would_end_the_wait)
{
	int a = open_file(UK_O_RDWR), b = open_file(UK_O_RDWR);

	UK_EXPECT_EQ(set(a, UK_F_WRLCK, 0, 1), 0);
	UK_EXPECT_EQ(lock(b, UK_F_OFD_SETLKW, UK_F_WRLCK, 0, 0), -EDEADLK);
	end(a, b);
}
#endif
