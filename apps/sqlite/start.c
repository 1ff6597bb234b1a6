/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a machine of its own has SQLite do otherwise; called when it starts.
 *
 * Its usual way to files is "unix-excl": it locks a database once, for this process, and keeps what
 * write-ahead logging shares among connections in ordinary memory. An image is one process, and
 * has no memory to share with another: so there is no "unix", whose write-ahead logging would
 * fail half-way.
 *
 * A serial line does not say how wide the terminal behind it is. linenoise would ask that by an
 * escape sequence before each line, and take what was typed or pasted meanwhile for the answer.
 */
#include <sqlite3.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define USUAL_COLUMNS 80
#define USUAL_ROWS 24

int sqlite_app_start(const char *unused);

static void settle_terminal(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col)
		return;
	size.ws_col = USUAL_COLUMNS;
	size.ws_row = USUAL_ROWS;
	ioctl(STDOUT_FILENO, TIOCSWINSZ, &size);
}

/* Called by sqlite3_initialize() at its end (SQLITE_EXTRA_INIT). */
int sqlite_app_start(const char *unused)
{
	sqlite3_vfs *excl = sqlite3_vfs_find("unix-excl"), *shared = sqlite3_vfs_find("unix");

	(void)unused;
	if (!excl || !shared)
		return SQLITE_ERROR;
	settle_terminal();
	sqlite3_vfs_unregister(shared);
	return sqlite3_vfs_register(excl, 1);
}
