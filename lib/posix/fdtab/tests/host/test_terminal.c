/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console as a terminal: lines, keys, and what is shown.
 */
#include <string.h>
#include <uk/assert.h>
#include <uk/fd.h>
#include <uk/termios.h>
#include <uk/test.h>
#include <uk/time.h>

#include "../../../../fs/ukfile/tests/host/machine.h"
#include "screen.h"

UK_TESTSUITE(fdtab_terminal, "modes of the terminal");

#define COOKED                                                     \
	(UK_ICANON | UK_ECHO | UK_ECHOE | UK_ECHOK | UK_ECHOCTL | \
	 UK_ECHOKE | UK_IEXTEN)

static struct uk_termios begin(uint32_t local)
{
	struct uk_termios modes;

	UK_ASSERT(!uk_fd_ioctl(0, UK_TCGETS, &modes));
	modes.local = local;
	UK_ASSERT(!uk_fd_ioctl(0, UK_TCSETSF, &modes));
	machine_output[0] = 0;
	machine_input = "";
	machine_interrupt = NULL;
	UK_ASSERT(!uk_fd_control(0, UK_F_SETFL, UK_O_NONBLOCK));
	return modes;
}

static void end(void)
{
	struct uk_termios modes = begin(0);

	modes.characters[UK_VMIN] = 1;
	modes.characters[UK_VTIME] = 0;
	UK_ASSERT(!uk_fd_ioctl(0, UK_TCSETS, &modes));
	UK_ASSERT(!uk_fd_control(0, UK_F_SETFL, 0));
}

/* What read() gives of what is typed; its end is a 0. */
static const char *typed(const char *input)
{
	static char text[64];
	uk_ssize_t count;

	machine_output[0] = 0;
	machine_input = input;
	count = uk_fd_read(0, text, sizeof(text) - 1);
	if (count == -EAGAIN)
		return "none";
	text[count < 0 ? 0 : count] = 0;
	return text;
}

#define EXPECT_TEXT(a, b) UK_EXPECT(!strcmp(a, b))

UK_TEST(fdtab_terminal, lines_wait_for_their_end)
{
	begin(COOKED);
	EXPECT_TEXT(typed("one"), "none");
	EXPECT_TEXT(machine_output, "one");
	EXPECT_TEXT(typed(" two\rthree\r"), "one two\n");
	EXPECT_TEXT(machine_output, " two\n");
	EXPECT_TEXT(machine_input, "three\r");
	end();
}

UK_TEST(fdtab_terminal, erasing)
{
	begin(COOKED);
	EXPECT_TEXT(typed("ab\x7f" "c\r"), "ac\n");
	EXPECT_TEXT(machine_output, "ab\b \bc\n");
	EXPECT_TEXT(typed("\x7f\x7f\r"), "\n");
	EXPECT_TEXT(machine_output, "\n");
	EXPECT_TEXT(typed("one two \x17x\r"), "one x\n");
	EXPECT_TEXT(typed("one two\x15x\r"), "x\n");
	EXPECT_TEXT(typed("\x01\x7fx\r"), "x\n"); /* shown as two */
	EXPECT_TEXT(machine_output, "^A\b \b\b \bx\n");
	EXPECT_TEXT(typed("\xc3\xa4\x7fx\r"), "x\n"); /* one of UTF-8 */
	EXPECT_TEXT(machine_output, "\xc3\xa4\b \bx\n");
	begin(COOKED & ~(UK_ECHOKE | UK_ECHOE));
	EXPECT_TEXT(typed("one\x15x\r"), "x\n");
	EXPECT_TEXT(machine_output, "one\nx\n");
	end();
}

UK_TEST(fdtab_terminal, end_of_file)
{
	begin(COOKED);
	EXPECT_TEXT(typed("ab\x04"), "ab");
	EXPECT_TEXT(typed("\x04rest"), "");
	EXPECT_TEXT(machine_input, "rest");
	end();
}

UK_TEST(fdtab_terminal, a_line_in_parts)
{
	char part[4] = "";
	int waiting;

	begin(COOKED);
	machine_input = "abcde\rf";
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_FIONREAD, &waiting), 0);
	UK_EXPECT_EQ(waiting, 6);
	UK_EXPECT_EQ(uk_fd_read(0, part, 3), 3);
	EXPECT_TEXT(part, "abc");
	UK_EXPECT_EQ(uk_fd_read(0, part, 3), 3);
	EXPECT_TEXT(part, "de\n");
	UK_EXPECT_EQ(uk_fd_read(0, part, 3), -EAGAIN);
	end();
}

UK_TEST(fdtab_terminal, what_is_too_long_is_cut_but_ends)
{
	static char many[5000], got[5000];

	begin(UK_ICANON);
	memset(many, 'x', sizeof(many) - 2);
	many[sizeof(many) - 2] = '\r';
	machine_input = many;
	UK_EXPECT_EQ(uk_fd_read(0, got, sizeof(got)), 4096);
	UK_EXPECT_EQ(got[4095], '\n');
	end();
}

UK_TEST(fdtab_terminal, keys)
{
	struct uk_file *console = uk_fd_get(0);
	struct uk_termios modes = begin(0);

	EXPECT_TEXT(typed("\x7f\x04\x15"), "\x7f\x04\x15");
	EXPECT_TEXT(machine_output, "");
	modes.input = 0;
	modes.characters[UK_VMIN] = 3;
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCSETS, &modes), 0);
	EXPECT_TEXT(typed("\ra"), "none");
	UK_EXPECT_EQ(uk_file_ready(console), UK_READY_OUT);
	EXPECT_TEXT(typed("\rab"), "\rab");
	modes.characters[UK_VMIN] = 0;
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCSETS, &modes), 0);
	UK_EXPECT_EQ(uk_fd_control(0, UK_F_SETFL, 0), 0);
	EXPECT_TEXT(typed(""), "");
	modes.input = UK_ICRNL | UK_IUTF8;
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCSETS, &modes), 0);
	uk_file_put(console);
	end();
}

/* Half of what is wanted; nothing more comes. */
static void type_two(void)
{
	machine_input = "xy";
	machine_interrupt = NULL;
	machine_input_arrived();
}

UK_TEST(fdtab_terminal, keys_with_a_time)
{
	struct uk_termios modes = begin(0);
	uint64_t start = machine_now;

	UK_EXPECT_EQ(uk_fd_control(0, UK_F_SETFL, 0), 0);
	modes.characters[UK_VMIN] = 0;
	modes.characters[UK_VTIME] = 2;
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCSETS, &modes), 0);
	EXPECT_TEXT(typed(""), "");
	UK_EXPECT_EQ(machine_now - start, 200 * UK_TIME_MILLISECOND);
	modes.characters[UK_VMIN] = 4;
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCSETS, &modes), 0);
	start = machine_now;
	machine_interrupt = type_two;
	EXPECT_TEXT(typed(""), "xy");
	UK_EXPECT(machine_now - start >= 200 * UK_TIME_MILLISECOND);
	end();
}

UK_TEST(fdtab_terminal, an_unfinished_line_is_read_as_keys)
{
	struct uk_termios modes = begin(COOKED);

	EXPECT_TEXT(typed("ab"), "none");
	modes.local = 0;
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCSETS, &modes), 0);
	EXPECT_TEXT(typed("c"), "abc");
	end();
}

UK_TEST(fdtab_terminal, dropping_input)
{
	begin(COOKED);
	EXPECT_TEXT(typed("ab"), "none");
	machine_input = "cd";
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCFLSH, (void *)1), 0);
	EXPECT_TEXT(machine_input, "cd");
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCFLSH, (void *)0), 0);
	EXPECT_TEXT(typed("e\r"), "e\n");
	UK_EXPECT_EQ(uk_fd_ioctl(0, UK_TCFLSH, (void *)3), -EINVAL);
	end();
}

UK_TEST(fdtab_terminal, interrupt_ends_the_image)
{
	begin(COOKED);
	EXPECT_TEXT(typed("a\x03\r"), "a\x03\n"); /* without ISIG: a byte */
	begin(COOKED | UK_ISIG);
	screen_is_ended = false;
	if (!__builtin_setjmp(screen_end))
		typed("a\x03\r");
	UK_EXPECT(screen_is_ended);
	EXPECT_TEXT(machine_output, "a^C\n");
	end();
}

UK_TEST(fdtab_terminal, requests)
{
	const struct uk_window_size wanted = { 24, 80, 0, 0 };
	struct uk_window_size size;

	screen_drained = false;
	UK_EXPECT_EQ(uk_fd_ioctl(1, UK_TCSBRK, (void *)1), 0);
	UK_EXPECT(screen_drained);
	UK_EXPECT_EQ(uk_fd_ioctl(1, UK_TCGETS, NULL), -EFAULT);
	UK_EXPECT_EQ(uk_fd_ioctl(1, UK_TCXONC, (void *)4), -EINVAL);
	UK_EXPECT_EQ(uk_fd_ioctl(1, UK_TIOCSWINSZ, (void *)&wanted), 0);
	UK_EXPECT_EQ(uk_fd_ioctl(1, UK_TIOCGWINSZ, &size), 0);
	UK_EXPECT_EQ(size.columns, 80);
	size = (struct uk_window_size){ 0 };
	UK_EXPECT_EQ(uk_fd_ioctl(1, UK_TIOCSWINSZ, &size), 0);
}
