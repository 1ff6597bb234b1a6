/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console: a stream of bytes out and in. Drivers implement `struct ukconsole_ops`.
 */
#ifndef UK_CONSOLE_H
#define UK_CONSOLE_H

#include <uk/output.h> /* uk_console_write(), uk_console_drain() */
#include <uk/table.h>

struct ukconsole_ops {
	/* Writes all of it, polling; any context. */
	void (*write)(const char *text, size_t length);
	/* Takes what has arrived, up to `length` bytes; 0 if nothing. Only after
	 * input_start. NULL: the device has no input.
	 */
	size_t (*read)(char *buffer, size_t length);
	/* Begins receiving: `arrived` is called from the interrupt for every
	 * arrival. 0 or a negative errno.
	 */
	int (*input_start)(void (*arrived)(void));
	/* Returns when everything written has left the device. */
	void (*drain)(void);
};

/* The drivers in this image */
UK_TABLE_DECLARE(struct ukconsole_ops *const, uk_consoles);

#define UK_CONSOLE_REGISTER(driver)                                     \
	const struct ukconsole_ops *const uk_console_##driver __uk_used \
		__uk_section("uk_consoles") = &driver##_ukconsole_ops

/*
 * Reads at least one byte, at most `length`; waits for the first, halting the CPU or
 * letting other threads run. Returns the count, or -ENODEV if no console
 * has input. May sleep; not from an interrupt.
 */
uk_ssize_t uk_console_read(char *buffer, size_t length);

/* As above, but -EAGAIN instead of waiting. */
uk_ssize_t uk_console_try_read(char *buffer, size_t length);

/*
 * How many bytes can be read now, or -ENODEV. From then on `arrived` is called
 * for every arrival, from the interrupt: for the one who waits in some
 * other way. Not from an interrupt.
 */
uk_ssize_t uk_console_waiting(void (*arrived)(void));

#endif /* UK_CONSOLE_H */
