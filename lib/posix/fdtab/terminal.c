/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console as a terminal with modes: what TCSETS asked for, and reading in them. Without
 * ICANON bytes are passed on as they come, at most with a wait for more (VMIN, VTIME);
 * with it line.c makes lines of them.
 *
 * Bytes wait in the console's buffer until somebody reads or asks whether there is
 * something to read: only then are they echoed, and VINTR heeded.
 */
#include <uk/boot.h>
#include <uk/console.h>
#include <uk/string.h>
#include <uk/time.h>

#ifdef CONFIG_LIBFDTAB_TERMINAL_SIGNALS
#include <uk/signal.h>
#endif

#include "console.h"
#include "table.h"
#include "terminal.h"

/* Until a program asks for more, bytes pass as in an image without this. */
struct uk_termios uk_terminal = {
	.input = UK_ICRNL | UK_IUTF8,
	.output = UK_OPOST | UK_ONLCR,
	.control = UK_B115200 | UK_CS8 | UK_CREAD | UK_CLOCAL,
	.local = 0,
	.characters = {
		[UK_VINTR] = 'C' & 31,
		[UK_VQUIT] = '\\' & 31,
		[UK_VERASE] = 0177,
		[UK_VKILL] = 'U' & 31,
		[UK_VEOF] = 'D' & 31,
		[UK_VMIN] = 1,
		[UK_VWERASE] = 'W' & 31,
	},
};

static struct uk_window_size window; /* unknown, until a program says it */

#define TENTH (100 * UK_TIME_MILLISECOND)

#ifdef CONFIG_LIBFDTAB_TERMINAL_SIGNALS
/* Whether the program deals with it itself. */
static bool is_handled(bool quits)
{
	return uk_signal_from_console(quits ? UK_SIGQUIT : UK_SIGINT);
}
#else
static bool is_handled(bool quits __uk_unused)
{
	return false;
}
#endif

/* As on Linux, what was typed of the line is gone. */
static void interrupt(bool quits)
{
	const char *shown = quits ? "^\\\n" : "^C\n";

	uk_console_write(shown, 3);
	if (!is_handled(quits))
		uk_exit(UK_TERMINAL_INTERRUPTED);
	if (!(uk_terminal.local & UK_NOFLSH))
		uk_terminal_line_forget();
}

#define NONE (-1)

/* A byte as the modes would have it; NONE; or -EAGAIN: the call that reads is to end. */
static int changed(unsigned char byte)
{
	if (uk_terminal.local & UK_ISIG && byte &&
	    (byte == uk_terminal.characters[UK_VINTR] ||
	     byte == uk_terminal.characters[UK_VQUIT])) {
		interrupt(byte == uk_terminal.characters[UK_VQUIT]);
		return -EAGAIN;
	}
	if (byte == '\r') {
		if (uk_terminal.input & UK_IGNCR)
			return NONE;
		if (uk_terminal.input & UK_ICRNL)
			return '\n';
	}
	if (byte == '\n' && uk_terminal.input & UK_INLCR)
		return '\r';
	return byte;
}

int uk_terminal_next(void)
{
	char byte;
	int result;

	do {
		uk_ssize_t count = uk_console_try_read(&byte, 1);

		if (count < 0)
			return (int)count;
		result = changed((unsigned char)byte);
	} while (result == NONE);
	return result;
}

void uk_terminal_echo(unsigned char byte)
{
	char caret[2] = { '^', (char)(byte ^ 0100) };

	if ((byte < ' ' || byte == 0177) && byte != '\n' && byte != '\t' &&
	    uk_terminal.local & UK_ECHOCTL)
		uk_console_write(caret, sizeof(caret));
	else
		uk_console_write((const char *)&byte, 1);
}

/* How many bytes there are, or -ENODEV. */
static uk_ssize_t waiting_raw(void)
{
	uk_ssize_t count = uk_console_waiting(uk_fd_console_arrived);

	return count < 0 ? count : count + (uk_ssize_t)uk_terminal_line_held();
}

/* What is there now, up to `length` bytes; 0: nothing; -ENODEV. */
static uk_ssize_t take_raw(char *to, size_t length)
{
	size_t done = uk_terminal_line_rest(to, length);

	while (done < length) {
		int byte = uk_terminal_next();

		if (byte < 0)
			return done || byte == -EAGAIN ? (uk_ssize_t)done :
							 byte;
		if (uk_terminal.local & UK_ECHO)
			uk_terminal_echo((unsigned char)byte);
		to[done++] = (char)byte;
	}
	return (uk_ssize_t)done;
}

/*
 * POSIX, 11.1.7, cases A to D. The only place where an operation of a file waits
 * itself: for the time that the program asked for with VTIME.
 */
static uk_ssize_t read_raw(struct uk_file *file, char *to, size_t length)
{
	size_t least = UK_MIN(uk_terminal.characters[UK_VMIN], length);
	uint64_t time = uk_terminal.characters[UK_VTIME] * TENTH;
	uk_ssize_t done = 0, part;

	if (!time && least > 1 && waiting_raw() < (uk_ssize_t)least)
		return -EAGAIN;
	for (;;) {
		part = take_raw(to + done, length - (size_t)done);
		if (part < 0)
			return part;
		done += part;
		if ((size_t)done >= least && (done || !time))
			break;
		/* With VMIN the time begins at the first byte. */
		if (least && !done)
			return -EAGAIN;
		if (!time || file->flags & UK_O_NONBLOCK ||
		    uk_file_wait(file, UK_READY_IN, uk_time_deadline(time)) < 0)
			break;
	}
	return !done && file->flags & UK_O_NONBLOCK ? -EAGAIN : done;
}

/* Into the first piece: what decides whether there is anything to read. */
static uk_ssize_t read_first(struct uk_file *file, char *to, size_t length)
{
	if (!length)
		return 0;
	return uk_terminal.local & UK_ICANON ? uk_terminal_line(to, length) :
					       read_raw(file, to, length);
}

/* Into others, as long as they are filled: of a line the rest of it. */
static uk_ssize_t read_more(char *to, size_t length)
{
	return uk_terminal.local & UK_ICANON ?
		       (uk_ssize_t)uk_terminal_line_rest(to, length) :
		       take_raw(to, length);
}

uk_ssize_t uk_fd_console_read(struct uk_file *file,
			      const struct uk_iovec *pieces, unsigned int count,
			      int64_t offset __uk_unused)
{
	uk_ssize_t done = 0, part;

	for (; count; pieces++, count--) {
		part = done ? read_more(pieces->base, pieces->length) :
			      read_first(file, pieces->base, pieces->length);
		if (part < 0)
			return done ? done : part;
		done += part;
		if ((size_t)part < pieces->length)
			break;
	}
	return done;
}

uk_ssize_t uk_fd_console_waiting(bool *in)
{
	uk_ssize_t count = waiting_raw();
	uint8_t least = uk_terminal.characters[UK_VMIN];

	if (count < 0)
		return count;
	if (uk_terminal.local & UK_ICANON)
		return uk_terminal_line_waiting(in);
	if (uk_terminal.characters[UK_VTIME] || !least)
		least = 1;
	*in = count >= least;
	return count;
}

/* Output is polled: it has left when the write returns, but for the device. */
static int set(unsigned long request, const struct uk_termios *wanted)
{
	if (request != UK_TCSETS)
		uk_console_drain();
	if (request == UK_TCSETSF)
		uk_terminal_line_drop();
	uk_terminal = *wanted;
	return 0;
}

#define TCIFLUSH 0
#define TCOFLUSH 1
#define TCIOFLUSH 2
#define TCION 3

static int flush(uintptr_t queue)
{
	if (queue > TCIOFLUSH)
		return -EINVAL;
	if (queue != TCOFLUSH)
		uk_terminal_line_drop();
	return 0;
}

/* Those with a structure. */
static int exchange(unsigned long request, void *argument)
{
	if (!argument)
		return -EFAULT;
	switch (request) {
	case UK_TCGETS:
		memcpy(argument, &uk_terminal, sizeof(uk_terminal));
		return 0;
	case UK_TIOCGWINSZ:
		memcpy(argument, &window, sizeof(window));
		return 0;
	case UK_TIOCSWINSZ:
		memcpy(&window, argument, sizeof(window));
		return 0;
	default:
		return set(request, argument);
	}
}

int uk_fd_console_control(unsigned long request, void *argument)
{
	uintptr_t number = (uintptr_t)argument;

	switch (request) {
	case UK_TCGETS:
	case UK_TCSETS:
	case UK_TCSETSW:
	case UK_TCSETSF:
	case UK_TIOCGWINSZ:
	case UK_TIOCSWINSZ:
		return exchange(request, argument);
	case UK_TCSBRK: /* a break itself: no console can send one */
		uk_console_drain();
		return 0;
	case UK_TCFLSH:
		return flush(number);
	case UK_TCXONC: /* flow control is the device's */
		return number > TCION ? -EINVAL : 0;
	default:
		return -ENOTTY;
	}
}
