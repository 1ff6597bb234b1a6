/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is typed at the console, and running out of memory.
 */
#include <string.h>
#include <uk/fd.h>
#include <uk/test.h>
#include <uk/time.h>

#include "../../../../fs/ukfile/tests/fake.h"
#include "../../../../fs/ukfile/tests/host/machine.h"

UK_TESTSUITE(fdtab_host, "typing, and no memory");

static void type(void)
{
	machine_input = "one\rtwo\r";
	machine_input_arrived();
}

UK_TEST(fdtab_host, a_reader_waits_for_what_is_typed)
{
	char line[16] = "";
	int waiting;

	machine_input = "";
	machine_halts = 0;
	machine_interrupt = type;
	UK_EXPECT_EQ(uk_fd_read(0, line, 6), 6);
	UK_EXPECT_EQ(machine_halts, 1);
	UK_EXPECT(!strcmp(line, "one\ntw"));
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_FIONREAD, &waiting), 0);
	UK_EXPECT_EQ(waiting, 2);
	UK_EXPECT_EQ(uk_fd_read(0, line, 6), 2);
	machine_interrupt = NULL;
}

UK_TEST(fdtab_host, several_pieces)
{
	char text[8];
	struct uk_iovec pieces[] = { { text, 2 }, { text + 2, 6 } };

	machine_input = "abc";
	UK_EXPECT_EQ(uk_fd_read_pieces(0, pieces, 2, UK_FILE_POSITION), 3);
	machine_input = "ab";
	UK_EXPECT_EQ(uk_fd_read_pieces(0, pieces, 2, UK_FILE_POSITION), 2);
}

UK_TEST(fdtab_host, readiness)
{
	struct uk_file *console = uk_fd_get(0);

	machine_input = "";
	UK_EXPECT_EQ(uk_file_ready(console), UK_READY_OUT);
	machine_interrupt = type;
	UK_EXPECT_EQ(uk_file_wait(console, UK_READY_IN, UK_TIME_NEVER),
		     UK_READY_IN);
	machine_interrupt = NULL;
	machine_input = "";
	UK_EXPECT_EQ(uk_fd_control(0, UK_F_SETFL, UK_O_NONBLOCK), 0);
	UK_EXPECT_EQ(uk_fd_read(0, NULL, 0), 0);
	UK_EXPECT_EQ(uk_fd_read(0, (char[1]){ 0 }, 1), -EAGAIN);
	UK_EXPECT_EQ(uk_fd_control(0, UK_F_SETFL, 0), 0);
	uk_file_put(console);
}

UK_TEST(fdtab_host, no_memory_for_a_new_piece)
{
	const unsigned int far = UK_FD_MOST - UK_FD_PIECE;
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	machine_memory_left = 0;
	UK_EXPECT_EQ(uk_fd_reserve(far, 0), -ENOMEM);
	UK_EXPECT_EQ(uk_fd_dup2(0, (int)far), -ENOMEM);
	UK_EXPECT_EQ(uk_fd_dup(0, far, 0), -ENOMEM);
	UK_EXPECT_EQ(uk_fd_install(&fake.file, 0), 3);
	machine_memory_left = -1;
	UK_EXPECT_EQ(uk_fd_dup2(3, (int)far), (int)far);
	UK_EXPECT_EQ(uk_fd_close((int)far), 0);
	UK_EXPECT_EQ(uk_fd_close(3), 0);
	UK_EXPECT(fake.released);
}
