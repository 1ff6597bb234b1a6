/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From ukboot to a hosted main(): constructors before, exit() behind.
 */
#include <stdlib.h>
#include <uk/boot.h>

typedef void (*constructor)(int argc, char **argv, char **environment);

/* The linker collects them (plat/.../image.lds). */
extern const constructor uk_image_init_array[], uk_image_init_array_end[];

extern char **environ;

int uk_libc_main(int argc, char **argv)
{
	for (const constructor *c = uk_image_init_array;
	     c < uk_image_init_array_end; c++)
		(*c)(argc, argv, environ);
	exit(main(argc, argv));
}
