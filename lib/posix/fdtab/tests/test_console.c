/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors 0 to 2: the console. What is typed is left to whole images and the host.
 */
#include <uk/fd.h>
#include <uk/stat.h>
#include <uk/test.h>

UK_TESTSUITE(fdtab_console, "the console's descriptors");

#define TIOCGWINSZ 0x5413ul

UK_TEST(fdtab_console, is_a_terminal)
{
	unsigned short size[4] = { 1, 1, 1, 1 };
	struct uk_stat stat;

	for (int fd = 0; fd < 3; fd++) {
		UK_EXPECT_EQ(uk_fd_stat(fd, &stat), 0);
		UK_EXPECT_EQ(stat.mode & UK_S_IFMT, UK_S_IFCHR);
		UK_EXPECT_EQ(uk_fd_ioctl(fd, TIOCGWINSZ, size), 0);
		UK_EXPECT_EQ(size[0], 0);
		UK_EXPECT_EQ(uk_fd_ioctl(fd, TIOCGWINSZ, NULL), -EFAULT);
		UK_EXPECT_EQ(uk_fd_ioctl(fd, 1, size), -ENOTTY);
		UK_EXPECT_EQ(uk_fd_seek(fd, 0, UK_SEEK_SET), -ESPIPE);
		UK_EXPECT_EQ(uk_fd_control(fd, UK_F_GETFL, 0), UK_O_RDWR);
	}
}

UK_TEST(fdtab_console, takes_pieces)
{
	const struct uk_iovec pieces[] = { { "# one ", 6 }, { "two\n", 4 } };

	UK_EXPECT_EQ(uk_fd_write_pieces(1, pieces, 2, UK_FILE_POSITION), 10);
	UK_EXPECT_EQ(uk_fd_write(2, "", 0), 0);
}

UK_TEST(fdtab_console, can_be_closed_and_come_back)
{
	UK_EXPECT_EQ(uk_fd_dup(1, 0, 0), 3);
	UK_EXPECT_EQ(uk_fd_close(0), 0);
	UK_EXPECT_EQ(uk_fd_close(1), 0);
	UK_EXPECT_EQ(uk_fd_close(2), 0);
	UK_EXPECT_EQ(uk_fd_write(1, "#", 1), -EBADF);
	UK_EXPECT_EQ(uk_fd_dup(3, 0, 0), 0);
	UK_EXPECT_EQ(uk_fd_dup2(3, 2), 2);
	UK_EXPECT_EQ(uk_fd_dup2(3, 1), 1);
	UK_EXPECT_EQ(uk_fd_close(3), 0);
	UK_EXPECT_EQ(uk_fd_write(1, "# back\n", 7), 7);
}
