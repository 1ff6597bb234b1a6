/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the linker put the parts of the image. Each part has its own pages.
 */
#ifndef UK_IMAGE_H
#define UK_IMAGE_H

#include <uk/essentials.h>

extern char uk_image_text[];   /* executable, read-only */
/* The code of the application, where that is told apart from the kernel's: what is linked
 * without link-time optimisation. Part of the text.
 */
extern char uk_image_program[];
extern char uk_image_program_end[];
extern char uk_image_rodata[]; /* read-only; ends the text */
extern char uk_image_data[];   /* writable; ends the read-only data */
extern char uk_image_bss_end[];
#ifdef CONFIG_RUNS_UNPRIVILEGED
/* The boot stack lies where the monitor put it. */
extern char *uk_image_stack, *uk_image_stack_top;
#else
extern char uk_image_stack_guard[]; /* one page that is not mapped */
extern char uk_image_stack[];	    /* the boot stack's lowest byte */
extern char uk_image_stack_top[];
#endif
extern char uk_image_end[];

#endif /* UK_IMAGE_H */
