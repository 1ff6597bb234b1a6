/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The same by the FIFO interface, and the order of what it says.
 */
#include "test_events.c"

bool hypervisor_has_fifo = true;

static unsigned int order[CHANNELS], count;

static void note(void *argument)
{
	if (count < CHANNELS)
		order[count++] = *(unsigned int *)argument;
}

UK_TEST(xen_events, in_the_order_in_which_they_came)
{
	static unsigned int channels[CHANNELS] = { 600, 40, 300 };

	for (unsigned int i = 0; i < CHANNELS; i++)
		UK_REQUIRE(!uk_xen_event_bind(channels[i], note, &channels[i]));
	for (unsigned int i = 0; i < CHANNELS; i++)
		hypervisor_raise(channels[i]);
	hypervisor_raise(channels[0]);
	hypervisor_interrupt();
	UK_EXPECT_EQ(count, CHANNELS);
	for (unsigned int i = 0; i < CHANNELS; i++) {
		UK_EXPECT_EQ(order[i], channels[i]);
		uk_xen_event_close(channels[i]);
	}
}

/* Closed while it is in the queue: it is passed over, and who comes behind it is not. */
UK_TEST(xen_events, closed_amid_the_queue)
{
	static unsigned int channels[2] = { 500, 501 };

	count = 0;
	for (unsigned int i = 0; i < 2; i++) {
		UK_REQUIRE(!uk_xen_event_bind(channels[i], note, &channels[i]));
		hypervisor_raise(channels[i]);
	}
	uk_xen_event_close(channels[0]);
	hypervisor_interrupt();
	UK_EXPECT_EQ(count, 1);
	UK_EXPECT_EQ(order[0], channels[1]);
	UK_REQUIRE(!uk_xen_event_bind(channels[0], note, &channels[0]));
	hypervisor_raise(channels[0]);
	hypervisor_interrupt();
	UK_EXPECT(count >= 2 && order[count - 1] == channels[0]);
	uk_xen_event_close(channels[0]);
	uk_xen_event_close(channels[1]);
}
