/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The start and the end of the application.
 */
#ifndef UK_BOOT_H
#define UK_BOOT_H

#include <uk/essentials.h>

/* The application. Its result is the image's exit status. */
int main(int argc, char **argv);

/*
 * A C library defines this to run constructors before main, and exit handlers
 * behind it. Without one, main is called directly.
 */
int uk_libc_main(int argc, char **argv) __uk_weak;

/* Ends the image with `status` (0 to 126; others count as 126): listeners of
 * uk_event_exit, the console's last bytes, then the platform. Thread context.
 */
void __uk_noreturn uk_exit(int status);

#endif /* UK_BOOT_H */
