/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The C calls: what they pass on, and errno. What they do is tested with the kernel's own.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi, "the C calls on descriptors");

/* The numbers are Linux's: programs that were compiled for it have them built in. */
_Static_assert(O_NONBLOCK == 04000 && O_CLOEXEC == 02000000 && O_APPEND == 02000 &&
		       F_DUPFD_CLOEXEC == 1030 && F_SETFL == 4 &&
		       FD_CLOEXEC == 1 && EFD_NONBLOCK == 04000 &&
		       FD_SETSIZE == 1024 && sizeof(fd_set) == 128 &&
		       sizeof(struct epoll_event) == 12 &&
		       offsetof(struct epoll_event, data) == 4,
	       "Linux's ABI");

static bool fails(long result, int number)
{
	return result == -1 && errno == number;
}

UK_TEST(posixapi, dup_and_fcntl)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), copy = dup(fd);

	UK_EXPECT(copy > fd);
	UK_EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	UK_EXPECT_EQ(fcntl(copy, F_GETFD), 0);
	UK_EXPECT_EQ(fcntl(copy, F_GETFL), O_RDWR | O_NONBLOCK);
	UK_EXPECT_EQ(fcntl(fd, F_DUPFD, 60), 60);
	UK_EXPECT_EQ(fcntl(fd, F_DUPFD_CLOEXEC, 60), 61);
	UK_EXPECT_EQ(dup2(fd, 62), 62);
	UK_EXPECT_EQ(dup3(fd, 63, O_CLOEXEC), 63);
	UK_EXPECT_EQ(fcntl(63, F_GETFD), FD_CLOEXEC);
	UK_EXPECT(fails(dup3(fd, fd, 0), EINVAL));
	UK_EXPECT(fails(fcntl(fd, F_DUPFD, -1), EINVAL));
	UK_EXPECT(fails(dup(1000), EBADF));
	UK_EXPECT(fails(dup2(fd, -1), EBADF));
	UK_EXPECT(fails(fcntl(fd, F_GETLK, NULL), EINVAL));
	for (int other = 60; other < 64; other++)
		UK_EXPECT_EQ(close(other), 0);
	UK_EXPECT_EQ(close(copy), 0);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT(fails(close(fd), EBADF));
}

UK_TEST(posixapi, what_a_descriptor_is)
{
	int fd = eventfd(0, 0), on = 1, count;
	struct winsize size;
	struct stat stat;

	UK_EXPECT_EQ(isatty(STDOUT_FILENO), 1);
	UK_EXPECT_EQ(fstat(STDIN_FILENO, &stat), 0);
	UK_EXPECT(S_ISCHR(stat.st_mode));
	UK_EXPECT_EQ(isatty(fd), 0);
	UK_EXPECT_EQ(errno, ENOTTY);
	UK_EXPECT_EQ(isatty(1000), 0);
	UK_EXPECT_EQ(errno, EBADF);
	UK_EXPECT_EQ(ioctl(STDOUT_FILENO, TIOCGWINSZ, &size), 0);
	UK_EXPECT(fails(ioctl(fd, FIONREAD, &count), ENOTTY));
	UK_EXPECT_EQ(ioctl(fd, FIONBIO, &on), 0);
	UK_EXPECT_EQ(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK);
	UK_EXPECT(fails(lseek(fd, 0, SEEK_SET), ESPIPE));
	UK_EXPECT(fails(fstat(1000, &stat), EBADF));
	UK_EXPECT_EQ(close(fd), 0);
}

UK_TEST(posixapi, transfers)
{
	int fd = eventfd(0, EFD_NONBLOCK);
	uint64_t value = 5;
	struct iovec piece = { &value, sizeof(value) };

	UK_EXPECT_EQ(writev(fd, &piece, 1), 8);
	UK_EXPECT_EQ(write(fd, &value, 8), 8);
	UK_EXPECT_EQ(readv(fd, &piece, 1), 8);
	UK_EXPECT_EQ(value, 10);
	UK_EXPECT(fails(read(fd, &value, 8), EAGAIN));
	UK_EXPECT(fails(readv(fd, &piece, -1), EINVAL));
	UK_EXPECT(fails(readv(fd, &piece, IOV_MAX + 1), EINVAL));
	UK_EXPECT(fails(pread(fd, &value, 8, 0), ESPIPE));
	UK_EXPECT(fails(pwrite(fd, &value, 8, 0), ESPIPE));
	UK_EXPECT(fails(pread(fd, &value, 8, -1), EINVAL));
	UK_EXPECT(fails(pwritev(fd, &piece, 1, -1), EINVAL));
	UK_EXPECT(fails(preadv(fd, &piece, 1, 0), ESPIPE));
	UK_EXPECT_EQ(eventfd_write(fd, 3), 0);
	UK_EXPECT_EQ(eventfd_read(fd, &value), 0);
	UK_EXPECT_EQ(value, 3);
	UK_EXPECT(fails(eventfd_read(fd, &value), EAGAIN));
	UK_EXPECT(fails(eventfd_write(fd, UINT64_MAX), EINVAL));
	UK_EXPECT(fails(eventfd(0, 2), EINVAL));
	UK_EXPECT_EQ(close(fd), 0);
}

UK_TEST(posixapi, poll_calls)
{
	const struct timespec soon = { .tv_nsec = 1000 },
			      wrong = { .tv_nsec = 1000000000 };
	struct pollfd polls[2] = { { .fd = eventfd(1, 0), .events = POLLIN },
				   { .fd = -1 } };

	UK_EXPECT_EQ(poll(polls, 2, -1), 1);
	UK_EXPECT_EQ(polls[0].revents, POLLIN);
	UK_EXPECT_EQ(ppoll(polls, 2, NULL, NULL), 1);
	polls[0].events = POLLPRI;
	UK_EXPECT_EQ(poll(polls, 2, 0), 0);
	UK_EXPECT_EQ(poll(polls, 2, 1), 0);
	UK_EXPECT_EQ(ppoll(polls, 2, &soon, NULL), 0);
	UK_EXPECT(fails(ppoll(polls, 2, &wrong, NULL), EINVAL));
	UK_EXPECT(fails(poll(polls, (nfds_t)-1, 0), EINVAL));
	UK_EXPECT_EQ(close(polls[0].fd), 0);
}

UK_TEST(posixapi, select_calls)
{
	const struct timespec soon = { .tv_nsec = 1000 };
	struct timeval timeout = { .tv_sec = 50 };
	int fd = dup2(STDOUT_FILENO, FD_SETSIZE - 1);
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	UK_EXPECT_EQ(select(FD_SETSIZE, NULL, &set, NULL, NULL), 1);
	UK_EXPECT(FD_ISSET(fd, &set));
	UK_EXPECT_EQ(select(FD_SETSIZE, NULL, &set, NULL, &timeout), 1);
	/* what remains of the time */
	UK_EXPECT(timeout.tv_sec == 49 && timeout.tv_usec > 0);
	timeout = (struct timeval){ .tv_usec = 1500000 };
	FD_ZERO(&set);
	UK_EXPECT_EQ(pselect(FD_SETSIZE, &set, NULL, NULL, &soon, NULL), 0);
	timeout = (struct timeval){ .tv_usec = 1000 };
	UK_EXPECT_EQ(select(0, NULL, NULL, NULL, &timeout), 0);
	UK_EXPECT_EQ(timeout.tv_sec | timeout.tv_usec, 0);
	timeout.tv_sec = -1;
	UK_EXPECT(fails(select(0, NULL, NULL, NULL, &timeout), EINVAL));
	UK_EXPECT_EQ(close(fd), 0);
	FD_SET(fd, &set);
	UK_EXPECT(fails(select(FD_SETSIZE, &set, NULL, NULL, NULL), EBADF));
}

UK_TEST(posixapi, epoll_calls)
{
	const struct timespec soon = { .tv_nsec = 1000 };
	int fd = eventfd(1, 0), epoll = epoll_create(1);
	struct epoll_event event = { .events = EPOLLIN | EPOLLET,
				     .data.u64 = 0x123456789abcdef0 };

	UK_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), 0);
	UK_EXPECT(fails(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), EEXIST));
	event.data.u64 = 0;
	UK_EXPECT_EQ(epoll_wait(epoll, &event, 1, -1), 1);
	UK_EXPECT_EQ(event.data.u64, 0x123456789abcdef0);
	UK_EXPECT_EQ(event.events, EPOLLIN);
	UK_EXPECT_EQ(epoll_pwait(epoll, &event, 1, 0, NULL), 0);
	UK_EXPECT_EQ(epoll_pwait2(epoll, &event, 1, &soon, NULL), 0);
	UK_EXPECT(fails(epoll_wait(fd, &event, 1, 0), EINVAL));
	UK_EXPECT(fails(epoll_create(0), EINVAL));
	UK_EXPECT(fails(epoll_create1(1), EINVAL));
	UK_EXPECT_EQ(close(epoll), 0);
	UK_EXPECT_EQ(close(fd), 0);
}

UK_TEST(posixapi, limits)
{
	struct rlimit limit;
	rlim_t most;

	UK_EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
	UK_EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
	UK_EXPECT_EQ(getdtablesize(), limit.rlim_cur);
	most = limit.rlim_max;
	limit.rlim_cur = 3;
	UK_EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
	UK_EXPECT(fails(dup(1), EMFILE));
	UK_EXPECT_EQ(sysconf(_SC_OPEN_MAX), 3);
	limit.rlim_cur = most;
	UK_EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_max = most + 1;
	UK_EXPECT(fails(setrlimit(RLIMIT_NOFILE, &limit), EPERM));
	limit.rlim_cur = most + 2;
	UK_EXPECT(fails(setrlimit(RLIMIT_NOFILE, &limit), EINVAL));
	UK_EXPECT_EQ(getrlimit(RLIMIT_AS, &limit), 0);
	UK_EXPECT(limit.rlim_cur > 0 && limit.rlim_cur < RLIM_INFINITY);
	UK_EXPECT(fails(getrlimit(77, &limit), EINVAL));
	UK_EXPECT_EQ(sysconf(_SC_PAGESIZE), 4096);
	UK_EXPECT(sysconf(_SC_PHYS_PAGES) > 0);
	UK_EXPECT(fails(sysconf(-5), EINVAL));
}
