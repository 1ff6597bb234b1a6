/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Console output: to the one driver directly, or to all of several.
 */
#include <uk/console.h>

#ifdef UK_ONLY_UKCONSOLE
extern const struct ukconsole_ops UK_ONLY_UKCONSOLE;

void uk_console_write(const char *text, size_t length)
{
	UK_ONLY_UKCONSOLE.write(text, length);
}

void uk_console_drain(void)
{
	UK_ONLY_UKCONSOLE.drain();
}
#else
void uk_console_write(const char *text, size_t length)
{
	UK_TABLE_FOR_EACH (uk_consoles, console)
		(*console)->write(text, length);
}

void uk_console_drain(void)
{
	UK_TABLE_FOR_EACH (uk_consoles, console)
		(*console)->drain();
}
#endif
