/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's way to say something, below everything that prints. ukconsole (lib/dev)
 * defines it over whatever console drivers are there; without one it says nothing.
 */
#ifndef UK_OUTPUT_H
#define UK_OUTPUT_H

#include <uk/essentials.h>

/* Writes to every console, polling. Any context. */
void uk_console_write(const char *text, size_t length);

/* Waits until all that was written has left the machine. Any context. */
void uk_console_drain(void);

#endif /* UK_OUTPUT_H */
