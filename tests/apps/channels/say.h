/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the parts report.
 */
#ifndef CHANNELS_SAY_H
#define CHANNELS_SAY_H

#include <stddef.h>

/* Begins a part. */
void part(const char *name);

/* The outcome of a call: its value, or the number of its error. Returns it. */
long say(const char *what, long value);
#define SAY(call) say(#call, (long)(call))

/* What poll() says of a descriptor now */
void say_state(const char *what, int fd);
#define STATE(fd) say_state(#fd, fd)

/* How many bytes wait (FIONREAD) */
void say_waiting(const char *what, int fd);
#define WAITING(fd) say_waiting(#fd, fd)

/* Reads, and says what came. */
void say_read(const char *what, int fd, size_t length);
#define READ(fd, length) say_read(#fd, fd, length)

/* Writes text without its end. */
void say_write(const char *what, int fd, const char *text);
#define WRITE(fd, text) say_write(#fd, fd, text)

void close_both(const int *fds);

void pipes(void);
void fifos(void);
void streams(void);
void messages(void);
void names(void);
void rights(void);

#endif /* CHANNELS_SAY_H */
