/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that writes anything into its ring at any time: what is taken was offered, and counts
 * never run apart by more than there are entries.
 */
#include <stdlib.h>
#include <string.h>

#include "../ring.h"

#define MUST(condition) ((condition) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct step {
	uint8_t what;
	uint8_t argument;
	uint16_t at;
	uint32_t value;
} __attribute__((packed));

static void play(struct ring *ring, uint8_t *memory, size_t bytes,
		 const struct step *step)
{
	struct ukvm_ring_entry copy;
	int count;

	switch (step->what % 4) {
	case 0: /* the guest writes somewhere */
		memcpy(memory + step->at % (bytes - 3), &step->value, 4);
		return;
	case 1: /* it offers some more */
		ring->shared->offered += step->argument;
		return;
	case 2:
		count = ring_look(ring);
		MUST(count >= -1 && count <= (int)ring->mask + 1);
		for (int i = 0; i < count && i < step->argument; i++) {
			ring_peek(ring, (uint32_t)(count - i - 1), &copy);
			ring_take(ring, &copy);
		}
		break;
	case 3:
		while (ring->finished != ring->taken) {
			ring_flag(ring, step->argument);
			ring_finish(ring, (int)step->value);
		}
		ring_publish(ring);
		break;
	}
	MUST(ring->finished - ring->published <=
	     ring->taken - ring->published);
	MUST(ring->taken - ring->published <= ring->mask + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct guest guest = { 0 };
	struct ring ring = { 0 };
	struct ukvm_ring_setup setup;
	size_t bytes = 8192;
	struct step step;
	uint8_t *memory;

	if (size < sizeof(setup))
		return 0;
	memcpy(&setup, data, sizeof(setup));
	data += sizeof(setup);
	size -= sizeof(setup);
	/* what io.c sees to, before */
	setup.entries = 1u << setup.entries % 11;
	memory = aligned_alloc(64, bytes);
	memset(memory, 0, bytes);
	guest.regions[UKVM_REGION_HEAP] = (struct guest_region){
		.base = 0x10000,
		.length = bytes,
		.rights = UKVM_READ | UKVM_WRITE,
		.host = memory,
	};
	setup.address = 0x10000 + setup.address % (bytes + 128);
	if (!ring_make(&ring, &guest, &setup))
		for (; size >= sizeof(step); size -= sizeof(step)) {
			memcpy(&step, data, sizeof(step));
			data += sizeof(step);
			play(&ring, memory, bytes, &step);
		}
	free(memory);
	return 0;
}
