/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The whole stack as a host program, with loopback only: what it asks of a
 * machine beside ukfile's tests/host/machine.c.
 */
#include <stdarg.h>
#include <stdio.h>
#include <uk/arch/cpu.h>
#include <uk/arch/random.h>
#include <uk/format.h>
#include <uk/init.h>
#include <uk/plat/memory.h>
#include <uk/plat/time.h>
#include <uk/print.h>

size_t uk_plat_memory_total(void)
{
	return 64 << 20;
}

uint64_t uk_plat_clock_wall(void)
{
	return 0;
}

uint64_t uk_arch_cycles(void)
{
	return 0;
}

bool uk_arch_random(uint64_t *word)
{
	*word = 42; /* the same in every run */
	return true;
}

void uk_printf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
}

int uk_snprintf(char *buffer, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(buffer, size, format, arguments);
	va_end(arguments);
	return length;
}

/* Before main(): what ukboot does */
static void __attribute__((constructor)) boot(void)
{
	UK_TABLE_FOR_EACH (uk_init_library, entry)
		if (entry->init())
			__builtin_trap();
}
