/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform's first C code: keeps where the boot page is, and starts the libraries.
 */
#include <uk/arch/context.h>
#include <uk/errno.h>
#include <uk/image.h>
#include <uk/plat/lifecycle.h>
#include <uk/string.h>
#include <uk/ukvm.h>

const struct ukvm_boot *uk_ukvm_boot;
char *uk_image_stack, *uk_image_stack_top;

static char command_line[sizeof(((struct ukvm_boot *)0)->command_line)];

/* A copy: the boot page cannot be written. */
char *uk_plat_command_line(void)
{
	if (!command_line[0])
		memcpy(command_line, uk_ukvm_boot->command_line,
		       strnlen(uk_ukvm_boot->command_line,
			       sizeof(command_line) - 1));
	return command_line;
}

int uk_ukvm_device(const char *name)
{
	for (unsigned int i = 0; i < uk_ukvm_boot->device_count; i++)
		if (!strncmp(uk_ukvm_boot->devices[i].name, name,
			     UKVM_DEVICE_NAME))
			return (int)i;
	return -ENODEV;
}

void uk_plat_start(const struct ukvm_boot *boot);
__uk_used void uk_plat_start(const struct ukvm_boot *boot)
{
	const struct ukvm_region *stack = &boot->regions[UKVM_REGION_STACK];

	uk_ukvm_boot = boot;
	uk_image_stack = (char *)stack->base;
	uk_image_stack_top = (char *)(stack->base + stack->length);
	uk_arch_tls_boot();
	uk_boot();
}
