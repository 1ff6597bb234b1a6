/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a platform starts the libraries, and how the machine ends.
 */
#ifndef UK_PLAT_LIFECYCLE_H
#define UK_PLAT_LIFECYCLE_H

#include <uk/essentials.h>

/* The highest exit status of an application; others are reported as this one. */
#define UK_EXIT_MOST 126
#define UK_EXIT_CRASH 127

/* Ends the virtual machine with `status`, 0 to UK_EXIT_CRASH. Any context. */
void __uk_noreturn uk_plat_exit(int status);

/* The boot loader's command line, NUL-terminated, "" if none, to be changed by the one caller
 * that takes it apart; NULL if it is longer than the image has room for.
 */
char *uk_plat_command_line(void);

/*
 * Defined by ukboot (lib/core) and called once by the platform, on the boot stack, with
 * the image mapped with its final rights. Interrupts are disabled, and stay so until the
 * first uk_plat_irq_register(); halting (uk_arch_halt_irq) enables them meanwhile, for which
 * the timer must have been set once: that prepares the interrupt controller.
 */
void __uk_noreturn uk_boot(void);

#endif /* UK_PLAT_LIFECYCLE_H */
