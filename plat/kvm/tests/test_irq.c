/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registering interrupts: each wire once, and only those that there are. That they
 * arrive is what tests of devices show.
 */
#include <uk/errno.h>
#include <uk/plat/irq.h>
#include <uk/test.h>

UK_TESTSUITE(kvm_irq, "device interrupts");

#define NOBODY_S 5 /* an ISA line without a device in any machine of ours */

static void handler(void *argument __uk_unused)
{
}

UK_TEST(kvm_irq, each_wire_once)
{
	UK_EXPECT_EQ(uk_plat_irq_register(NOBODY_S, handler, NULL), 0);
	UK_EXPECT_EQ(uk_plat_irq_register(NOBODY_S, handler, NULL), -EBUSY);
	UK_EXPECT_EQ(uk_plat_irq_register_global(NOBODY_S, 0, handler, NULL),
		     -EBUSY);
	UK_EXPECT_EQ(uk_plat_irq_register_global(19, UK_IRQ_LEVEL, handler,
						 NULL),
		     0);
	UK_EXPECT_EQ(uk_plat_irq_register(19, handler, NULL), -EBUSY);
}

UK_TEST(kvm_irq, no_such_wire)
{
	UK_EXPECT_EQ(uk_plat_irq_register(1000, handler, NULL), -EINVAL);
	UK_EXPECT_EQ(uk_plat_irq_register_global(1000, 0, handler, NULL),
		     -EINVAL);
	UK_EXPECT_EQ(uk_plat_irq_register_global(UINT32_MAX, 0, handler, NULL),
		     -EINVAL);
}

/* Vectors of messages differ, and come to an end. */
UK_TEST(kvm_irq, messages_until_no_vector_is_left)
{
	struct uk_irq_message message = { 0 };
	uint32_t last = 0;
	unsigned int count = 0;
	int error;

	while (!(error = uk_plat_irq_register_message(handler, NULL,
						      &message))) {
		UK_REQUIRE(message.data != last && message.data >= 32 &&
			   message.data < 255);
		UK_REQUIRE(message.address >> 20 == 0xfee);
		last = message.data;
		UK_REQUIRE(++count < 256);
	}
	UK_EXPECT_EQ(error, -ENOSPC);
	UK_EXPECT(count >= 16);
}
