/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux's system calls without a C library: the monitor is one small static program,
 * whose start costs nothing but the kernel's exec.
 */
#ifndef UKVM_SYSTEM_H
#define UKVM_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <asm/unistd.h>

/* System V AMD64 ABI, A.2.1. Returns a negative errno on error. */
static inline long system_call(long number, long a, long b, long c, long d,
			       long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10),
			   "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* With three arguments or fewer: no register is set for nothing. */
static inline long system_call_3(long number, long a, long b, long c)
{
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return result;
}

#define SYSTEM_3(number, a, b, c) \
	system_call_3(number, (long)(a), (long)(b), (long)(c))

static inline long sys_read(int fd, void *to, size_t length)
{
	return SYSTEM_3(__NR_read, fd, to, length);
}

static inline long sys_pread(int fd, void *to, size_t length, uint64_t offset)
{
	return system_call(__NR_pread64, fd, (long)to, (long)length,
			   (long)offset, 0, 0);
}

static inline long sys_write(int fd, const void *from, size_t length)
{
	return SYSTEM_3(__NR_write, fd, from, length);
}

static inline long sys_open(const char *path, int flags)
{
	return SYSTEM_3(__NR_open, path, flags, 0);
}

static inline long sys_close(int fd)
{
	return SYSTEM_3(__NR_close, fd, 0, 0);
}

static inline long sys_ioctl(int fd, unsigned long request, const void *argument)
{
	return SYSTEM_3(__NR_ioctl, fd, request, argument);
}

static inline long sys_mmap(void *at, size_t length, int protection, int flags,
			    int fd)
{
	return system_call(__NR_mmap, (long)at, (long)length, protection, flags,
			   fd, 0);
}

static inline long sys_munmap(void *at, size_t length)
{
	return SYSTEM_3(__NR_munmap, at, length, 0);
}

static inline void __attribute__((noreturn)) sys_exit(int status)
{
	for (;;)
		SYSTEM_3(__NR_exit_group, status, 0, 0);
}

/* From <errno.h>, <fcntl.h>, <signal.h>, <sys/...>, <poll.h>: a C library's headers stay out */
#define EINTR 4
#define EAGAIN 11
#define ENOMEM 12
#define EFAULT 14
#define EINVAL 22

#define O_RDONLY 0
#define O_RDWR 2
#define O_NONBLOCK 04000 /* no waiting for who writes to a FIFO */
#define O_CLOEXEC 02000000
#define O_PATH 010000000

#define EFD_NONBLOCK 04000
#define SIG_BLOCK 0
#define SIG_SETMASK 2

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 0x20
#define MAP_NORESERVE 0x4000
#define MADV_HUGEPAGE 14
#define MADV_POPULATE_WRITE 23 /* Linux 5.14 */

#define POLLIN 1
#define POLLOUT 4

struct pollfd {
	int fd;
	short events;
	short revents;
};

struct timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

static inline long sys_ppoll(struct pollfd *fds, unsigned int count,
			     const struct timespec *timeout)
{
	return system_call(__NR_ppoll, (long)fds, count, (long)timeout, 0, 0, 0);
}

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1

static inline long sys_clock_gettime(int clock, struct timespec *time)
{
	return SYSTEM_3(__NR_clock_gettime, clock, time, 0);
}

static inline long sys_getrandom(void *to, size_t length)
{
	return SYSTEM_3(__NR_getrandom, to, length, 0);
}

#endif /* UKVM_SYSTEM_H */
