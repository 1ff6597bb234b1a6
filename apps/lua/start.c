/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a terminal says of itself elsewhere.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#define USUAL_COLUMNS 80
#define USUAL_ROWS 24

/*
 * A serial line does not say how wide the terminal behind it is. linenoise would ask that by an
 * escape sequence before each line, and take what was typed or pasted meanwhile for the answer.
 */
__attribute__((constructor)) static void settle_terminal(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col)
		return;
	size.ws_col = USUAL_COLUMNS;
	size.ws_row = USUAL_ROWS;
	ioctl(STDOUT_FILENO, TIOCSWINSZ, &size);
}
