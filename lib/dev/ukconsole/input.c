/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Console input: interrupts fill a buffer, readers empty it. When it is full, bytes
 * stay in the device, which makes the sender wait; the next reader fetches them.
 */
#include <uk/arch/cpu.h>
#include <uk/console.h>
#include <uk/errno.h>
#include <uk/ring.h>
#ifdef CONFIG_LIBUKCONSOLE_INPUT_THREADS
#include <uk/wait.h>

static struct uk_wait_queue readers = UK_WAIT_QUEUE_INIT;
#endif

_Static_assert(UK_IS_POWER_OF_2(CONFIG_LIBUKCONSOLE_INPUT_BUFFER),
	       "LIBUKCONSOLE_INPUT_BUFFER must be a power of two");

#define FIFO_BYTES 16 /* what a serial port delivers at a time */

static unsigned char buffer[CONFIG_LIBUKCONSOLE_INPUT_BUFFER];
static struct uk_ring ring;
static void (*listener)(void);

/* Moves what the devices have into the buffer. Interrupts are off. */
static void fill(void)
{
	UK_TABLE_FOR_EACH (uk_consoles, console) {
		char bytes[FIFO_BYTES];
		size_t room, count;

		if (!(*console)->read)
			continue;
		do {
			room = sizeof(buffer) - uk_ring_count(&ring);
			count = (*console)->read(bytes,
						 UK_MIN(room, sizeof(bytes)));
			uk_ring_put(&ring, bytes, count);
		} while (count);
	}
}

static void arrived(void)
{
	fill();
	if (listener)
		listener();
#ifdef CONFIG_LIBUKCONSOLE_INPUT_THREADS
	uk_wait_wake_one(&readers);
#endif
}

static int start_all(void)
{
	int result = -ENODEV;

	uk_ring_init(&ring, buffer, sizeof(buffer));
	UK_TABLE_FOR_EACH (uk_consoles, console) {
		int error;

		if (!(*console)->input_start)
			continue;
		error = (*console)->input_start(arrived);
		/* one console with input is enough */
		if (result)
			result = error;
	}
	return result;
}

/* 0, also if input has begun before, or why there is none. */
static int start(void)
{
	static bool is_started;
	int error;

	if (is_started)
		return 0;
	error = start_all();
	is_started = !error;
	return error;
}

static size_t take(char *to, size_t length)
{
	unsigned long state = uk_arch_irq_save();
	size_t count;

	fill();
	count = uk_ring_get(&ring, to, length);
	uk_arch_irq_restore(state);
	return count;
}

static void wait_for_input(void)
{
#ifdef CONFIG_LIBUKCONSOLE_INPUT_THREADS
	uk_wait_event(&readers, uk_ring_count(&ring) > 0);
#else
	unsigned long state = uk_arch_irq_save();

	while (!uk_ring_count(&ring))
		uk_arch_halt_irq();
	uk_arch_irq_restore(state);
#endif
}

uk_ssize_t uk_console_try_read(char *to, size_t length)
{
	int error = start();
	size_t count;

	if (error)
		return error;
	if (!length)
		return 0;
	count = take(to, length);
	return count ? (uk_ssize_t)count : -EAGAIN;
}

uk_ssize_t uk_console_read(char *to, size_t length)
{
	uk_ssize_t count;

	while ((count = uk_console_try_read(to, length)) == -EAGAIN)
		wait_for_input();
#ifdef CONFIG_LIBUKCONSOLE_INPUT_THREADS
	/* one arrival may bring enough for several readers */
	if (count > 0 && uk_ring_count(&ring))
		uk_wait_wake_one(&readers);
#endif
	return count;
}

uk_ssize_t uk_console_waiting(void (*arrived_function)(void))
{
	int error = start();
	unsigned long state;
	size_t count;

	if (error)
		return error;
	state = uk_arch_irq_save();
	listener = arrived_function;
	fill();
	count = uk_ring_count(&ring);
	uk_arch_irq_restore(state);
	return (uk_ssize_t)count;
}
