/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Queues of the FIFO interface with anything in them: they come to an end, and lead nowhere else.
 */
#include "hypervisor.h"

#include <stdlib.h>
#include <string.h>
#include <uk/xen/events.h>

bool hypervisor_has_fifo = true;

static unsigned int handled;

static void handle(void *unused)
{
	(void)unused;
	handled++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t words = 1024;

	if (!hypervisor_control)
		for (unsigned int i = 0; i < CONFIG_DRV_XENCORE_CHANNELS; i++)
			if (uk_xen_event_bind(1 + i * 60, handle, NULL))
				abort();
	memset(hypervisor_control, 0, sizeof(*hypervisor_control));
	memset(hypervisor_words, 0, words * sizeof(uint32_t));
	if (size > sizeof(*hypervisor_control)) {
		memcpy(hypervisor_control, data, sizeof(*hypervisor_control));
		data += sizeof(*hypervisor_control);
		size -= sizeof(*hypervisor_control);
	}
	/* word and value, in turn */
	for (; size >= 6; data += 6, size -= 6) {
		uint16_t at;

		memcpy(&at, data, 2);
		memcpy(&hypervisor_words[at % words], data + 2, 4);
	}
	handled = 0;
	hypervisor_upcall();
	if (handled > CONFIG_DRV_XENCORE_CHANNELS)
		abort();
	return 0;
}
