/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the modes of the terminal and its lines.
 */
#ifndef FDTAB_TERMINAL_H
#define FDTAB_TERMINAL_H

#include <uk/file.h>
#include <uk/termios.h>

/* uk_exit() has no place for signals' numbers. */
#define UK_TERMINAL_INTERRUPTED 126

extern struct uk_termios uk_terminal;

/* The next byte of input, as the modes would have it; -EAGAIN, -ENODEV. */
int uk_terminal_next(void);

/* Shows it, control characters as "^X". */
void uk_terminal_echo(unsigned char byte);

/* Bytes of a line: how many, 0 at the end of the file, -EAGAIN: no line is complete. */
uk_ssize_t uk_terminal_line(char *to, size_t length);

/* How many bytes of a complete line there are; *in: whether there is one. */
uk_ssize_t uk_terminal_line_waiting(bool *in);

/* In raw mode, what an unfinished read of lines has left: that comes first. */
size_t uk_terminal_line_rest(char *to, size_t length);
size_t uk_terminal_line_held(void);

/* Forgets what has been typed of a line; what follows it waits in the console's buffer. */
void uk_terminal_line_forget(void);

/* Forgets all input that nobody has read. */
void uk_terminal_line_drop(void);

#endif /* FDTAB_TERMINAL_H */
