/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines that are typed (POSIX, 11.1.6): erasing a character, a word, the line; echo; the
 * end of the file. One line at a time: what follows waits in the console's buffer.
 */
#include <uk/console.h>
#include <uk/string.h>

#include "terminal.h"

#define MOST 4096u /* bytes of a line, as on Linux (N_TTY_BUF_SIZE) */

static char line[MOST];
static size_t length;	/* bytes typed */
static size_t given;	/* of a complete line: those that were read */
static bool complete;	/* ends with a delimiter, or with VEOF, which is not in it */

static bool is(int byte, unsigned int which)
{
	return byte && byte == uk_terminal.characters[which];
}

static bool has(uint32_t mode)
{
	return uk_terminal.local & mode;
}

static void show(const char *text)
{
	if (has(UK_ECHO))
		uk_console_write(text, strlen(text));
}

static bool is_continuation(char byte)
{
	return uk_terminal.input & UK_IUTF8 && (byte & 0xc0) == 0x80;
}

/* The last character, and what was shown of it. */
static void erase(void)
{
	unsigned char last;

	do
		last = (unsigned char)line[--length];
	while (length && is_continuation((char)last));
	if (!has(UK_ECHOE))
		return;
	if ((last < ' ' || last == 0177) && has(UK_ECHOCTL))
		show("\b \b");
	show("\b \b");
}

static void erase_word(void)
{
	while (length && line[length - 1] == ' ')
		erase();
	while (length && line[length - 1] != ' ')
		erase();
}

static void erase_all(void)
{
	bool each = has(UK_ECHOKE) && has(UK_ECHOE);

	while (each && length)
		erase();
	length = 0;
	if (!each && has(UK_ECHOK))
		show("\n");
}

/* True if it was one of the characters that edit. */
static bool edit(int byte)
{
	bool extended = has(UK_IEXTEN);

	if (is(byte, UK_VERASE)) {
		if (length)
			erase();
	} else if (is(byte, UK_VKILL)) {
		erase_all();
	} else if (extended && is(byte, UK_VWERASE)) {
		erase_word();
	} else {
		return false;
	}
	return true;
}

static void type(int byte)
{
	bool is_end = byte == '\n' || is(byte, UK_VEOL) ||
		      (has(UK_IEXTEN) && is(byte, UK_VEOL2));

	/* Of a line that is too long only its end is still taken. */
	if (length == MOST - 1 && !is_end) {
		show("\a");
		return;
	}
	line[length++] = (char)byte;
	complete = is_end;
	if (has(UK_ECHO) || (byte == '\n' && has(UK_ECHONL)))
		uk_terminal_echo((unsigned char)byte);
}

/* Edits until a line is complete. 0, or why there is none. */
static int gather(void)
{
	while (!complete) {
		int byte = uk_terminal_next();

		if (byte < 0)
			return byte;
		if (is(byte, UK_VEOF))
			complete = true;
		else if (!edit(byte))
			type(byte);
	}
	return 0;
}

void uk_terminal_line_forget(void)
{
	length = given = 0;
	complete = false;
}

size_t uk_terminal_line_held(void)
{
	return length - given;
}

size_t uk_terminal_line_rest(char *to, size_t most)
{
	size_t count = UK_MIN(most, uk_terminal_line_held());

	memcpy(to, line + given, count);
	given += count;
	if (given == length)
		uk_terminal_line_forget();
	return count;
}

uk_ssize_t uk_terminal_line(char *to, size_t most)
{
	int error = gather();

	return error ? error : (uk_ssize_t)uk_terminal_line_rest(to, most);
}

uk_ssize_t uk_terminal_line_waiting(bool *in)
{
	int error = gather();

	*in = !error;
	return error ? 0 : (uk_ssize_t)uk_terminal_line_held();
}

void uk_terminal_line_drop(void)
{
	char bytes[16];

	uk_terminal_line_forget();
	while (uk_console_try_read(bytes, sizeof(bytes)) > 0)
		;
}
