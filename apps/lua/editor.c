/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * linenoise, as it was published: edits the shell's lines on a terminal. Between two lines it
 * would throw away what was typed or pasted; here that waits for the next line.
 */
#include <termios.h>

#undef TCSAFLUSH
#define TCSAFLUSH TCSADRAIN

#include <linenoise.c>

char *lua_editor_read(const char *prompt)
{
	return linenoise(prompt);
}

void lua_editor_save(const char *line)
{
	linenoiseHistoryAdd(line);
}

void lua_editor_free(char *line)
{
	linenoiseFree(line);
}
