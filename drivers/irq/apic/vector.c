/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From vectors to the handlers of devices, which know nothing of acknowledging; and
 * messages, which name a vector themselves (Intel SDM vol. 3A, section 11.11).
 */
#include <uk/apic.h>
#include <uk/errno.h>

#include "local.h"

/* Address of a message to the CPU with local APIC 0, which boots */
#define MESSAGE_ADDRESS 0xfee00000u

static struct vector {
	uk_arch_irq_handler handler;
	void *argument;
} vectors[UK_ARCH_IRQ_COUNT];

static void interrupt(void *argument)
{
	struct vector *vector = argument;

	vector->handler(vector->argument);
	local_apic_acknowledge();
}

int vector_take(uk_arch_irq_handler handler, void *argument)
{
	for (unsigned int i = UK_ARCH_IRQ_COUNT; i-- > 0;) {
		if (uk_arch_irq_set(i, interrupt, &vectors[i]))
			continue;
		vectors[i] = (struct vector){ handler, argument };
		return (int)(UK_ARCH_IRQ_FIRST + i);
	}
	return -ENOSPC;
}

bool vector_is_taken(unsigned int number)
{
	unsigned int i = number - UK_ARCH_IRQ_FIRST;

	return i < UK_ARCH_IRQ_COUNT && vectors[i].handler;
}

int uk_apic_route_message(uk_arch_irq_handler handler, void *argument,
			  struct uk_irq_message *message)
{
	int error = uk_apic_start();
	int vector;

	if (error)
		return error;
	vector = vector_take(handler, argument);
	if (vector < 0)
		return vector;
	/* fixed delivery, edge-triggered */
	message->address = MESSAGE_ADDRESS;
	message->data = (uint32_t)vector;
	return 0;
}
