/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uktlsf's own assertions: a block that is freed twice, with nothing allocated
 * between, is seen whatever became of its neighbours. The first byte says which
 * one, the second which others are freed, the third in what order; each other
 * byte is the size of a block.
 */
#include <uk/alloc_conformance.h>
#include <uk/assert.h>
#include <uk/tlsf.h>

#include "../../ukalloc/tests/host_crash.h"

#define BLOCKS 32u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static char memory[16 << 10] __uk_aligned(16);
	struct uk_alloc *heap;
	void *blocks[BLOCKS];
	unsigned int count = 0, twice;
	uint8_t freed;

	if (length < 4)
		return 0;
	heap = uk_conformance_make(&uktlsf_ukalloc_ops, memory, sizeof(memory));
	UK_ASSERT(heap);
	while (count < BLOCKS && count + 3 < length) {
		blocks[count] = uk_malloc(heap, data[count + 3]);
		UK_ASSERT(blocks[count]);
		count++;
	}
	twice = data[0] % count;
	freed = data[1];
	if (data[2] & 1)
		uk_free(heap, blocks[twice]);
	for (unsigned int i = 0; i < count; i++) {
		unsigned int which = data[2] & 2 ? i : count - 1 - i;

		if (which != twice && (freed >> (which % 8) & 1))
			uk_free(heap, blocks[which]);
	}
	if (!(data[2] & 1))
		uk_free(heap, blocks[twice]);
	/* the cache gives back its blocks for one that does not fit */
	if (data[2] & 4 && uk_malloc(heap, 14 << 10))
		return 0;
	UK_ASSERT(HOST_CRASHES(uk_free(heap, blocks[twice])));
	return 0;
}
