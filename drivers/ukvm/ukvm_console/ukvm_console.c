/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console of the monitor: its standard output and input.
 */
#include <uk/console.h>
#include <uk/plat/irq.h>
#include <uk/ukvm.h>

static void ukvm_console_write(const char *text, size_t length)
{
	if (length)
		uk_ukvm_call(UKVM_CALL_CONSOLE_WRITE, (uintptr_t)text, length);
}

/* What is written has left at once. */
static void ukvm_console_drain(void)
{
}

#ifdef CONFIG_LIBUKCONSOLE_INPUT
static size_t ukvm_console_read(char *buffer, size_t length)
{
	int count = 0;

	if (length)
		count = uk_ukvm_call(UKVM_CALL_CONSOLE_READ, (uintptr_t)buffer,
				     length);
	return count > 0 ? (size_t)count : 0;
}

static void ukvm_console_interrupt(void *arrived)
{
	((void (*)(void))arrived)();
}

static int ukvm_console_input_start(void (*arrived)(void))
{
	int line = uk_ukvm_device("console");

	if (line < 0)
		return line;
	return uk_plat_irq_register((unsigned int)line, ukvm_console_interrupt,
				    (void *)arrived);
}
#endif

const struct ukconsole_ops ukvm_console_ukconsole_ops = {
	.write = ukvm_console_write,
	.drain = ukvm_console_drain,
#ifdef CONFIG_LIBUKCONSOLE_INPUT
	.read = ukvm_console_read,
	.input_start = ukvm_console_input_start,
#endif
};
UK_CONSOLE_REGISTER(ukvm_console);
