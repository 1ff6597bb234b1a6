/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 16550 serial port (National Semiconductor PC16550D data sheet, section 8).
 */
#include <uk/arch/x86.h>
#include <uk/console.h>
#include <uk/init.h>
#include <uk/plat/irq.h>

#define PORT CONFIG_DRV_NS16550_PORT

#define RECEIVE (PORT + 0)  /* read */
#define TRANSMIT (PORT + 0) /* write */
#define DIVISOR_LOW (PORT + 0)
#define INTERRUPT_ENABLE (PORT + 1)
#define DIVISOR_HIGH (PORT + 1)
#define FIFO_CONTROL (PORT + 2)
#define LINE_CONTROL (PORT + 3)
#define MODEM_CONTROL (PORT + 4)
#define LINE_STATUS (PORT + 5)

#define INTERRUPT_RECEIVED 0x01
#define FIFO_ENABLE_AND_CLEAR 0x07
#define LINE_8N1 0x03
#define LINE_DIVISOR 0x80
#define MODEM_DTR_RTS 0x03
#define MODEM_INTERRUPT 0x08 /* OUT2: connects the interrupt line on PCs */
#define STATUS_RECEIVED 0x01
#define STATUS_FIFO_EMPTY 0x20
#define STATUS_IDLE 0x40

#define FIFO_BYTES 16
#define DIVISOR_115200 1
/* A port that is not there, or whose line never empties, must not hang us. */
#define WAIT_MOST 1000000

/* How much the device takes once it is empty */
static unsigned char transmit_room = 1;

/*
 * An image that is for Xen as well may find no port: reads are all ones, and each access is a
 * trip to Xen for nothing.
 */
#ifdef CONFIG_HAS_XEN
static bool is_absent;

static bool look(void)
{
	is_absent = uk_x86_in8(LINE_STATUS) == 0xff;
	return !is_absent;
}
#else
#define is_absent false
#define look() true
#endif

/*
 * Turning the FIFO on clears what was received. So it stays as it is, probably off, where a
 * byte has come before us: nothing that was typed or piped in early is lost.
 */
static void start_fifo(void)
{
	if (uk_x86_in8(LINE_STATUS) & STATUS_RECEIVED)
		return;
	uk_x86_out8(FIFO_CONTROL, FIFO_ENABLE_AND_CLEAR);
	transmit_room = FIFO_BYTES;
}

static int ns16550_start(void)
{
	if (!look())
		return 0;
	start_fifo();
	uk_x86_out8(LINE_CONTROL, LINE_DIVISOR | LINE_8N1);
	uk_x86_out8(DIVISOR_LOW, DIVISOR_115200);
	uk_x86_out8(DIVISOR_HIGH, 0);
	uk_x86_out8(LINE_CONTROL, LINE_8N1);
	uk_x86_out8(INTERRUPT_ENABLE, 0);
	uk_x86_out8(MODEM_CONTROL, MODEM_DTR_RTS);
	return 0;
}
UK_INIT(early, ns16550_start);

static void wait_for(unsigned int status)
{
	for (unsigned int i = 0; i < WAIT_MOST; i++) {
		if (uk_x86_in8(LINE_STATUS) & status)
			return;
		__builtin_ia32_pause();
	}
}

/* One look at the status serves for all that the device takes. */
static void ns16550_write(const char *text, size_t length)
{
	unsigned int room = 0;
	bool returned = false; /* a CR went out for this LF */

	if (is_absent)
		return;
	while (length) {
		if (!room) {
			wait_for(STATUS_FIFO_EMPTY);
			room = transmit_room;
		}
		room--;
		if (*text == '\n' && !returned) {
			uk_x86_out8(TRANSMIT, '\r');
			returned = true;
			continue;
		}
		uk_x86_out8(TRANSMIT, *text++);
		returned = false;
		length--;
	}
}

static void ns16550_drain(void)
{
	if (!is_absent)
		wait_for(STATUS_IDLE);
}

#ifdef CONFIG_LIBUKCONSOLE_INPUT
static size_t ns16550_read(char *buffer, size_t length)
{
	size_t count = 0;

	if (is_absent)
		return 0;
	while (count < length && uk_x86_in8(LINE_STATUS) & STATUS_RECEIVED)
		buffer[count++] = uk_x86_in8(RECEIVE);
	return count;
}

static void ns16550_interrupt(void *arrived)
{
	((void (*)(void))arrived)();
}

static int ns16550_input_start(void (*arrived)(void))
{
	int error = uk_plat_irq_register(CONFIG_DRV_NS16550_IRQ,
					 ns16550_interrupt, (void *)arrived);

	if (error)
		return error;
	uk_x86_out8(MODEM_CONTROL, MODEM_DTR_RTS | MODEM_INTERRUPT);
	uk_x86_out8(INTERRUPT_ENABLE, INTERRUPT_RECEIVED);
	return 0;
}
#endif

const struct ukconsole_ops ns16550_ukconsole_ops = {
	.write = ns16550_write,
	.drain = ns16550_drain,
#ifdef CONFIG_LIBUKCONSOLE_INPUT
	.read = ns16550_read,
	.input_start = ns16550_input_start,
#endif
};
UK_CONSOLE_REGISTER(ns16550);
