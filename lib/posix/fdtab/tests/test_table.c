/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of descriptors.
 */
#include <uk/fd.h>
#include <uk/stat.h>
#include <uk/test.h>

#include "../../../fs/ukfile/tests/fake.h"

UK_TESTSUITE(fdtab, "descriptors");

/* Everything but the console is closed between the cases. */
#define FIRST 3

UK_TEST(fdtab, the_lowest_free_number_is_given)
{
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	UK_EXPECT_EQ(uk_fd_install(&fake.file, 0), FIRST);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 0, 0), FIRST + 1);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 0, 0), FIRST + 2);
	UK_EXPECT_EQ(uk_fd_close(FIRST + 1), 0);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 0, 0), FIRST + 1);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 100, 0), 100);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 100, 0), 101);
	UK_EXPECT_EQ(uk_fd_close(100), 0);
	UK_EXPECT_EQ(uk_fd_close(101), 0);
	for (int fd = FIRST; fd < FIRST + 3; fd++) {
		UK_EXPECT(!fake.released);
		UK_EXPECT_EQ(uk_fd_close(fd), 0);
	}
	UK_EXPECT(fake.released);
}

UK_TEST(fdtab, what_is_no_descriptor)
{
	static const int wrong[] = { -1,	FIRST, 63,	64, 1000,
				     UK_FD_MOST - 1, UK_FD_MOST, INT32_MAX,
				     INT32_MIN };
	struct uk_iovec piece = { NULL, 0 };
	struct uk_stat stat;

	for (size_t i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		int fd = wrong[i];

		UK_EXPECT(!uk_fd_get(fd));
		UK_EXPECT_EQ(uk_fd_close(fd), -EBADF);
		UK_EXPECT_EQ(uk_fd_dup(fd, 0, 0), -EBADF);
		UK_EXPECT_EQ(uk_fd_dup2(fd, fd), -EBADF);
		UK_EXPECT_EQ(uk_fd_dup2(fd, 9), -EBADF);
		UK_EXPECT_EQ(uk_fd_control(fd, UK_F_GETFL, 0), -EBADF);
		UK_EXPECT_EQ(uk_fd_read(fd, &stat, 1), -EBADF);
		UK_EXPECT_EQ(uk_fd_write(fd, &stat, 1), -EBADF);
		UK_EXPECT_EQ(uk_fd_read_pieces(fd, &piece, 1, 0), -EBADF);
		UK_EXPECT_EQ(uk_fd_write_pieces(fd, &piece, 1, 0), -EBADF);
		UK_EXPECT_EQ(uk_fd_seek(fd, 0, 0), -EBADF);
		UK_EXPECT_EQ(uk_fd_ioctl(fd, UK_FIONREAD, &stat), -EBADF);
		UK_EXPECT_EQ(uk_fd_stat(fd, &stat), -EBADF);
	}
}

UK_TEST(fdtab, dup2_closes_what_was_there)
{
	struct fake first, second;

	fake_init(&first, UK_O_RDWR);
	fake_init(&second, UK_O_RDWR);
	UK_EXPECT_EQ(uk_fd_install(&first.file, 0), FIRST);
	UK_EXPECT_EQ(uk_fd_install(&second.file, UK_O_CLOEXEC), FIRST + 1);
	UK_EXPECT_EQ(uk_fd_dup2(FIRST, FIRST), FIRST);
	UK_EXPECT_EQ(uk_fd_dup3(FIRST, FIRST, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fd_dup3(FIRST, 9, UK_O_NONBLOCK), -EINVAL);
	UK_EXPECT_EQ(uk_fd_dup2(FIRST, -1), -EBADF);
	UK_EXPECT_EQ(uk_fd_dup2(FIRST, UK_FD_MOST), -EBADF);
	UK_EXPECT_EQ(uk_fd_dup2(FIRST, FIRST + 1), FIRST + 1);
	UK_EXPECT(second.released);
	/* the new one's flags, not those of the old */
	UK_EXPECT_EQ(uk_fd_control(FIRST + 1, UK_F_GETFD, 0), 0);
	UK_EXPECT_EQ(uk_fd_dup3(FIRST, 190, UK_O_CLOEXEC), 190);
	UK_EXPECT_EQ(uk_fd_control(190, UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_fd_close(FIRST), 0);
	UK_EXPECT_EQ(uk_fd_close(FIRST + 1), 0);
	UK_EXPECT(!first.released);
	UK_EXPECT_EQ(uk_fd_close(190), 0);
	UK_EXPECT(first.released);
}

UK_TEST(fdtab, a_reserved_number_is_nobodys)
{
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	UK_EXPECT_EQ(uk_fd_reserve(0, UK_O_CLOEXEC), FIRST);
	UK_EXPECT(!uk_fd_get(FIRST));
	UK_EXPECT_EQ(uk_fd_close(FIRST), -EBADF);
	UK_EXPECT_EQ(uk_fd_dup2(0, FIRST), -EBUSY);
	UK_EXPECT_EQ(uk_fd_reserve(0, 0), FIRST + 1);
	uk_fd_cancel(FIRST + 1);
	uk_fd_fill(FIRST, &fake.file);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_fd_reserve(0, 0), FIRST + 1);
	uk_fd_cancel(FIRST + 1);
	UK_EXPECT_EQ(uk_fd_close(FIRST), 0);
	UK_EXPECT(fake.released);
}

UK_TEST(fdtab, flags)
{
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	UK_EXPECT_EQ(uk_fd_install(&fake.file, UK_O_CLOEXEC), FIRST);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_SETFD, 0), 0);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_GETFD, 0), 0);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_SETFL,
				   UK_O_NONBLOCK | UK_O_WRONLY | 0100u), 0);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_GETFL, 0),
		     UK_O_RDWR | UK_O_NONBLOCK);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_SETFL, 0), 0);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_GETFL, 0), UK_O_RDWR);
	/* flags of the file are shared, those of the descriptor are not */
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_DUPFD_CLOEXEC, 70), 70);
	UK_EXPECT_EQ(uk_fd_control(70, UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_GETFD, 0), 0);
	UK_EXPECT_EQ(uk_fd_control(70, UK_F_SETFL, UK_O_APPEND), 0);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_GETFL, 0),
		     UK_O_RDWR | UK_O_APPEND);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_DUPFD, UK_FD_MOST), -EINVAL);
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_DUPFD, (unsigned long)-1),
		     -EINVAL);
	/* an int from a variable argument list: the upper half is anything */
	UK_EXPECT_EQ(uk_fd_control(FIRST, UK_F_DUPFD, 71 | 1ul << 40), 71);
	UK_EXPECT_EQ(uk_fd_control(FIRST, 12345, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fd_close(71), 0);
	UK_EXPECT_EQ(uk_fd_close(70), 0);
	UK_EXPECT_EQ(uk_fd_close(FIRST), 0);
	UK_EXPECT(fake.released);
}

UK_TEST(fdtab, all_numbers_can_be_used)
{
	struct fake fake;
	int fd;

	fake_init(&fake, UK_O_RDWR);
	UK_EXPECT_EQ(uk_fd_install(&fake.file, 0), FIRST);
	for (fd = FIRST + 1; uk_fd_dup(FIRST, 0, 0) == fd; fd++)
		;
	UK_EXPECT_EQ(fd, (int)UK_FD_MOST);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 0, 0), -EMFILE);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, UK_FD_MOST - 1, 0), -EMFILE);
	UK_EXPECT_EQ(uk_fd_reserve(0, 0), -EMFILE);
	UK_EXPECT_EQ(uk_fd_reserve(UK_FD_MOST, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fd_close(100), 0);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 101, 0), -EMFILE);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 99, 0), 100);
	while (--fd >= FIRST)
		UK_EXPECT_EQ(uk_fd_close(fd), 0);
	UK_EXPECT(fake.released);
}

UK_TEST(fdtab, the_limit_can_be_lower)
{
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	uk_fd_limit = FIRST + 1;
	UK_EXPECT_EQ(uk_fd_install(&fake.file, 0), FIRST);
	UK_EXPECT_EQ(uk_fd_install(&fake.file, 0), -EMFILE);
	UK_EXPECT_EQ(uk_fd_dup(FIRST, FIRST + 1, 0), -EINVAL);
	uk_fd_limit = UK_FD_MOST;
	UK_EXPECT_EQ(uk_fd_dup(FIRST, 0, 0), FIRST + 1);
	UK_EXPECT_EQ(uk_fd_close(FIRST), 0);
	UK_EXPECT_EQ(uk_fd_close(FIRST + 1), 0);
	UK_EXPECT(fake.released);
}

UK_TEST(fdtab, transfers)
{
	char bytes[8] = "12345678";
	struct uk_iovec pieces[3] = { { bytes, 2 }, { bytes + 2, 0 },
				      { bytes + 4, 3 } };
	struct uk_iovec huge[2] = { { bytes, PTRDIFF_MAX }, { bytes, 1 } };
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	fake.room = 100;
	fake.readable = 6;
	UK_EXPECT_EQ(uk_fd_install(&fake.file, 0), FIRST);
	UK_EXPECT_EQ(uk_fd_write(FIRST, bytes, 4), 4);
	UK_EXPECT_EQ(uk_fd_write_pieces(FIRST, pieces, 3, UK_FILE_POSITION), 5);
	UK_EXPECT_EQ(fake.length, 9);
	UK_EXPECT_EQ(fake.written[4], '1');
	UK_EXPECT_EQ(fake.written[6], '5');
	UK_EXPECT_EQ(uk_fd_read(FIRST, bytes, 2), 2);
	UK_EXPECT_EQ(uk_fd_read_pieces(FIRST, pieces, 3, UK_FILE_POSITION), 4);
	UK_EXPECT_EQ(bytes[0], 'r');
	UK_EXPECT_EQ(bytes[5], 'r');
	UK_EXPECT_EQ(uk_fd_read_pieces(FIRST, pieces, 3, 0), -ESPIPE);
	fake.tries = 0;
	UK_EXPECT_EQ(uk_fd_read_pieces(FIRST, pieces, 3, -2), -EINVAL);
	UK_EXPECT_EQ(uk_fd_read_pieces(FIRST, pieces, -1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fd_read_pieces(FIRST, pieces, UK_FD_PIECES_MOST + 1, 0),
		     -EINVAL);
	UK_EXPECT_EQ(uk_fd_write_pieces(FIRST, huge, 2, UK_FILE_POSITION),
		     -EINVAL);
	UK_EXPECT_EQ(uk_fd_write_pieces(FIRST, pieces, 0, UK_FILE_POSITION), 0);
	UK_EXPECT_EQ(uk_fd_read_pieces(FIRST, pieces + 1, 1, 0), 0);
	UK_EXPECT_EQ(fake.tries, 0);
	UK_EXPECT_EQ(uk_fd_seek(FIRST, 0, UK_SEEK_CUR), -ESPIPE);
	UK_EXPECT_EQ(uk_fd_close(FIRST), 0);
}
