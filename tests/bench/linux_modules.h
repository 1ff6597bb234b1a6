/* SPDX-License-Identifier: BSD-3-Clause */
/* What process 1 of each of our Linux guests does. */
#ifndef LINUX_MODULES_H
#define LINUX_MODULES_H

/* Says what failed, and why (errno), and ends the machine. */
void fail(const char *what) __attribute__((noreturn));

/* Those in /modules, 00.ko to 99.ko, by their numbers, up to the first that is missing. */
void load_modules(void);

#endif /* LINUX_MODULES_H */
