/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Console input with devices made up here: no byte may be lost or change its place,
 * whenever it comes and however full the buffer is.
 */
#include <string.h>
#include <uk/arch/cpu.h>
#include <uk/console.h>
#include <uk/errno.h>
#include <uk/test.h>

UK_TESTSUITE(ukconsole_input, "console input");

bool host_irq_enabled = true;

#define BUFFER CONFIG_LIBUKCONSOLE_INPUT_BUFFER

/* A sender of bytes 0, 1, 2, ...; the device holds some, the sender the rest. */
static unsigned int sent, left_to_send;
static unsigned char next;
static void (*notify)(void);
static int start_result;
static unsigned int starts, halts, writes, drains;

static size_t fake_read(char *to, size_t length)
{
	size_t count = 0;

	for (; count < length && sent; count++, sent--)
		to[count] = (char)next++;
	return count;
}

static int fake_input_start(void (*arrived)(void))
{
	starts++;
	notify = arrived;
	return start_result;
}

static void fake_write(const char *text, size_t length)
{
	(void)text;
	writes += length;
}

static void fake_drain(void)
{
	drains++;
}

static const struct ukconsole_ops fake_ukconsole_ops = {
	.write = fake_write,
	.read = fake_read,
	.input_start = fake_input_start,
	.drain = fake_drain,
};
UK_CONSOLE_REGISTER(fake);

static const struct ukconsole_ops mute_ukconsole_ops = {
	.write = fake_write,
	.drain = fake_drain,
};
UK_CONSOLE_REGISTER(mute);

static void arrive(unsigned int count)
{
	sent += count;
	host_irq_enabled = false;
	notify();
	host_irq_enabled = true;
}

/* What happens while the processor waits: a byte or more comes. */
void host_halt(void)
{
	halts++;
	if (left_to_send) {
		unsigned int count = left_to_send > 20 ? 20 : left_to_send;

		left_to_send -= count;
		arrive(count);
	}
	host_irq_enabled = false;
}

static bool reads(size_t length, size_t expected, unsigned char first)
{
	char bytes[2 * BUFFER];
	uk_ssize_t count = uk_console_read(bytes, length);

	if (count != (uk_ssize_t)expected || !host_irq_enabled)
		return false;
	for (size_t i = 0; i < expected; i++)
		if ((unsigned char)bytes[i] != (unsigned char)(first + i))
			return false;
	return true;
}

UK_TEST(ukconsole_input, a_failed_start_is_told_and_tried_again)
{
	char byte;

	start_result = -EBUSY;
	UK_EXPECT_EQ(uk_console_read(&byte, 1), -EBUSY);
	UK_EXPECT_EQ(uk_console_read(&byte, 1), -EBUSY);
	start_result = 0;
	UK_EXPECT_EQ(uk_console_read(&byte, 0), 0);
	UK_EXPECT_EQ(starts, 3);
	UK_EXPECT_EQ(uk_console_read(&byte, 0), 0);
	UK_EXPECT_EQ(starts, 3);
	UK_EXPECT_EQ(halts, 0);
}

UK_TEST(ukconsole_input, takes_what_is_there)
{
	arrive(5);
	UK_EXPECT(reads(3, 3, 0));
	UK_EXPECT(reads(10, 2, 3));
	/* in the device, with the interrupt still to come */
	sent = 4;
	UK_EXPECT(reads(10, 4, 5));
	UK_EXPECT_EQ(halts, 0);
}

UK_TEST(ukconsole_input, waits_for_the_first)
{
	halts = 0;
	left_to_send = 7;
	UK_EXPECT(reads(10, 7, 9));
	UK_EXPECT_EQ(halts, 1);
}

UK_TEST(ukconsole_input, a_full_buffer_holds_the_sender_back)
{
	const unsigned int flood = 5 * BUFFER + 3;
	unsigned int got = 0;

	arrive(flood);
	UK_EXPECT_EQ(sent, flood - BUFFER);
	halts = 0;
	while (got < flood) {
		size_t expected = UK_MIN(flood - got, 10u);

		UK_REQUIRE(reads(10, expected, (unsigned char)(16 + got)));
		got += expected;
	}
	UK_EXPECT_EQ(sent, 0);
	UK_EXPECT_EQ(halts, 0);
}

static unsigned int heard;

static void hear(void)
{
	heard++;
}

UK_TEST(ukconsole_input, without_waiting)
{
	char bytes[10];

	halts = heard = 0;
	UK_EXPECT_EQ(uk_console_try_read(bytes, sizeof(bytes)), -EAGAIN);
	UK_EXPECT_EQ(uk_console_try_read(bytes, 0), 0);
	UK_EXPECT_EQ(uk_console_waiting(hear), 0);
	arrive(3);
	UK_EXPECT_EQ(heard, 1);
	UK_EXPECT_EQ(uk_console_waiting(hear), 3);
	/* in the device, with the interrupt still to come */
	sent = 2;
	UK_EXPECT_EQ(uk_console_waiting(hear), 5);
	UK_EXPECT_EQ(uk_console_try_read(bytes, sizeof(bytes)), 5);
	UK_EXPECT_EQ(uk_console_waiting(hear), 0);
	UK_EXPECT_EQ(halts, 0);
	UK_EXPECT(host_irq_enabled);
}

UK_TEST(ukconsole_input, output_goes_to_all)
{
	writes = drains = 0;
	uk_console_write("four", 4);
	uk_console_drain();
	UK_EXPECT_EQ(writes, 8);
	UK_EXPECT_EQ(drains, 2);
}
