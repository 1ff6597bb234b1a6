/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls on descriptors: their results and their errors, as Linux's manual has them. Directly,
 * as a C library makes them.
 */
#include "calls.h"

UK_TESTSUITE(syscall_descriptors, "system calls on descriptors");

static const char text[] = "text";

UK_TEST(syscall_descriptors, transfer)
{
	char got[8] = "";
	int ends[2];

	UK_REQUIRE(uk_sys_pipe(AT(ends)) == 0);
	UK_EXPECT_EQ(uk_sys_write(ends[1], AT(text), 5), 5);
	UK_EXPECT_EQ(uk_sys_read(ends[0], AT(got), 8), 5);
	UK_EXPECT(same(got, text));

	UK_EXPECT_EQ(uk_sys_read(-1, AT(got), 8), -EBADF);
	UK_EXPECT_EQ(uk_sys_read(ends[1], AT(got), 8), -EBADF);
	UK_EXPECT_EQ(uk_sys_write(ends[0], AT(got), 8), -EBADF);
	UK_EXPECT_EQ(uk_sys_read(ends[0], 0, 8), -EFAULT);
	UK_EXPECT_EQ(uk_sys_write(ends[1], 0, 8), -EFAULT);
	UK_EXPECT_EQ(uk_sys_write(-1, 0, 8), -EBADF);
	UK_EXPECT_EQ(uk_sys_write(ends[1], 0, 0), 0);
	/* what a 32-bit argument has above is nothing */
	UK_EXPECT_EQ(uk_sys_write((1l << 40) + ends[1], AT(text), 1), 1);

	UK_EXPECT_EQ(uk_sys_close(ends[0]), 0);
	UK_EXPECT_EQ(uk_sys_close(ends[0]), -EBADF);
	UK_EXPECT_EQ(uk_sys_close(ends[1]), 0);
}

UK_TEST(syscall_descriptors, pieces)
{
	char one[3] = "", other[4] = "";
	struct uk_iovec out[2] = { { (void *)(uintptr_t)text, 2 },
				   { (void *)(uintptr_t)(text + 2), 3 } };
	struct uk_iovec in[2] = { { one, 2 }, { other, 4 } };
	struct uk_iovec bad = { NULL, 1 };
	int ends[2];

	UK_REQUIRE(uk_sys_pipe2(AT(ends), UK_O_NONBLOCK) == 0);
	UK_EXPECT_EQ(uk_sys_writev(ends[1], AT(out), 2), 5);
	UK_EXPECT_EQ(uk_sys_readv(ends[0], AT(in), 2), 5);
	UK_EXPECT(same(one, "te") && same(other, "xt"));
	UK_EXPECT_EQ(uk_sys_readv(ends[0], AT(in), 2), -EAGAIN);

	UK_EXPECT_EQ(uk_sys_readv(ends[0], AT(in), -1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_readv(ends[0], AT(in), 1025), -EINVAL);
	UK_EXPECT_EQ(uk_sys_readv(ends[0], AT(in), 1l << 32), -EINVAL);
	UK_EXPECT_EQ(uk_sys_readv(ends[0], AT(in), 0), 0);
	UK_EXPECT_EQ(uk_sys_readv(ends[0], 0, 1), -EFAULT);
	UK_EXPECT_EQ(uk_sys_readv(ends[0], AT(&bad), 1), -EFAULT);
	UK_EXPECT_EQ(uk_sys_writev(ends[1], AT(&bad), 1), -EFAULT);
	UK_EXPECT_EQ(uk_sys_readv(99, 0, 1), -EBADF);
	UK_EXPECT_EQ(uk_sys_preadv(ends[0], AT(in), 2, 0, 0), -ESPIPE);
	UK_EXPECT_EQ(uk_sys_pread64(ends[0], AT(one), 2, 0), -ESPIPE);
	UK_EXPECT_EQ(uk_sys_preadv2(ends[0], AT(in), 2, -1, 0, 0), -EAGAIN);
	UK_EXPECT_EQ(uk_sys_preadv2(ends[0], AT(in), 2, 0, 0, 2), -EOPNOTSUPP);
	close_both(ends);
}

UK_TEST(syscall_descriptors, at_offsets)
{
	char got[8] = "";
	struct uk_iovec piece = { got, 4 };
	int fd = (int)uk_sys_open(AT("/offsets"), UK_O_CREAT | UK_O_RDWR, 0600);

	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(uk_sys_pwrite64(fd, AT(text), 4, 4), 4);
	UK_EXPECT_EQ(uk_sys_pread64(fd, AT(got), 8, 4), 4);
	UK_EXPECT(same(got, text));
	UK_EXPECT_EQ(uk_sys_pread64(fd, AT(got), 8, -1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_pwrite64(fd, AT(got), 8, -1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_pread64(fd, 0, 8, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_preadv(fd, AT(&piece), 1, 6, 0), 2);
	UK_EXPECT_EQ(uk_sys_pwritev(fd, AT(&piece), 1, 8, 0), 4);
	UK_EXPECT_EQ(uk_sys_preadv(fd, AT(&piece), 1, -1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_lseek(fd, 0, UK_SEEK_END), 12);
	UK_EXPECT_EQ(uk_sys_lseek(fd, 2, UK_SEEK_SET), 2);
	/* -1: where the file is */
	UK_EXPECT_EQ(uk_sys_pwritev2(fd, AT(&piece), 1, -1, 0, 0), 4);
	UK_EXPECT_EQ(uk_sys_preadv2(fd, AT(&piece), 1, -2, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_lseek(fd, 0, UK_SEEK_CUR), 6);
	UK_EXPECT_EQ(uk_sys_lseek(fd, 0, 99), -EINVAL);
	UK_EXPECT_EQ(uk_sys_lseek(-1, 0, 0), -EBADF);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/offsets")), 0);
}

UK_TEST(syscall_descriptors, copies)
{
	int ends[2];
	long copy;

	UK_REQUIRE(uk_sys_pipe2(AT(ends), 0) == 0);
	copy = uk_sys_dup(ends[0]);
	UK_EXPECT(copy > ends[1]);
	UK_EXPECT_EQ(uk_sys_dup2(ends[0], copy), copy);
	UK_EXPECT_EQ(uk_sys_dup2(ends[0], ends[0]), ends[0]);
	UK_EXPECT_EQ(uk_sys_dup3(ends[0], ends[0], 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_dup3(ends[0], copy, 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_dup3(ends[0], copy, UK_O_CLOEXEC), copy);
	UK_EXPECT_EQ(uk_sys_fcntl(copy, UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_sys_fcntl(copy, UK_F_SETFD, 0), 0);
	UK_EXPECT_EQ(uk_sys_fcntl(ends[0], UK_F_DUPFD, copy + 1), copy + 1);
	UK_EXPECT_EQ(uk_sys_fcntl(ends[0], 9999, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_fcntl(-1, UK_F_GETFD, 0), -EBADF);
	UK_EXPECT_EQ(uk_sys_dup(-1), -EBADF);
	UK_EXPECT_EQ(uk_sys_dup2(-1, copy), -EBADF);

	UK_EXPECT_EQ(uk_sys_close_range(copy, copy, 4), 0);
	UK_EXPECT_EQ(uk_sys_fcntl(copy, UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_sys_close_range(copy, ~0u, 0), 0);
	UK_EXPECT_EQ(uk_sys_fcntl(copy, UK_F_GETFD, 0), -EBADF);
	UK_EXPECT_EQ(uk_sys_fcntl(ends[0], UK_F_GETFD, 0), 0);
	UK_EXPECT_EQ(uk_sys_close_range(2, 1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_close_range(copy, copy, 1), -EINVAL);
	close_both(ends);
	UK_EXPECT_EQ(uk_sys_pipe(0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_pipe2(AT(ends), 1), -EINVAL);
}

UK_TEST(syscall_descriptors, what_a_descriptor_says)
{
	struct uk_stat stat;
	int ends[2], waiting = -1;

	UK_REQUIRE(uk_sys_pipe(AT(ends)) == 0);
	UK_EXPECT_EQ(uk_sys_fstat(ends[0], AT(&stat)), 0);
	UK_EXPECT_EQ(stat.mode & UK_S_IFMT, UK_S_IFIFO);
	UK_EXPECT_EQ(uk_sys_fstat(ends[0], 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_fstat(-1, AT(&stat)), -EBADF);
	UK_EXPECT_EQ(uk_sys_write(ends[1], AT(text), 3), 3);
	UK_EXPECT_EQ(uk_sys_ioctl(ends[0], UK_FIONREAD, AT(&waiting)), 0);
	UK_EXPECT_EQ(waiting, 3);
	UK_EXPECT_EQ(uk_sys_ioctl(ends[0], 0x1234, AT(&waiting)), -ENOTTY);
	UK_EXPECT_EQ(uk_sys_ioctl(-1, UK_FIONREAD, AT(&waiting)), -EBADF);
	close_both(ends);
}
