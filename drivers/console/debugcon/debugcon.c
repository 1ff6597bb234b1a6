/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The debug console port of Bochs and QEMU (QEMU: hw/char/debugcon.c).
 */
#include <uk/arch/x86.h>
#include <uk/console.h>

#define PORT 0xe9

static void debugcon_write(const char *text, size_t length)
{
	__asm__ volatile("rep outsb"
			 : "+S"(text), "+c"(length)
			 : "d"(PORT)
			 : "memory");
}

static void debugcon_drain(void)
{
}

const struct ukconsole_ops debugcon_ukconsole_ops = {
	.write = debugcon_write,
	.drain = debugcon_drain,
};
UK_CONSOLE_REGISTER(debugcon);
