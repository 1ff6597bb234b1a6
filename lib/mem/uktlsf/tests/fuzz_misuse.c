/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uktlsf's own assertions: a block that is freed twice, with nothing allocated between, is
 * seen whatever became of its neighbours. Each byte is the size of a block; the
 * first says which one is freed twice, the second which ones are freed.
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

	if (length < 3)
		return 0;
	heap = uk_conformance_make(&uktlsf_ukalloc_ops, memory, sizeof(memory));
	UK_ASSERT(heap);
	while (count < BLOCKS && count + 2 < length) {
		blocks[count] = uk_malloc(heap, data[count + 2]);
		UK_ASSERT(blocks[count]);
		count++;
	}
	twice = data[0] % count;
	freed = data[1];
	for (unsigned int i = 0; i < count; i++)
		if (i == twice || (freed >> (i % 8) & 1))
			uk_free(heap, blocks[i]);
	UK_ASSERT(HOST_CRASHES(uk_free(heap, blocks[twice])));
	return 0;
}
