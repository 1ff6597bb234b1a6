/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * With LIBUKALLOC_CHECK every overrun and second free must be seen, and nothing
 * else: on the host, over the page heap, which checks nothing itself. Four
 * bytes: size (two), what to do, and where.
 */
#include <uk/assert.h>

#include "host_crash.h"
#include "page_heap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct uk_alloc *heap = page_heap_make();
	unsigned char *block;
	size_t size, at;

	if (length < 4)
		return 0;
	memset(page_heap_used, false, sizeof(page_heap_used));
	size = (size_t)(data[0] | data[1] << 8);
	block = uk_malloc(heap, size);
	UK_ASSERT(block && uk_alloc_usable_size(heap, block) == size);
	memset(block, data[3], size);
	/* the guard is 16 bytes at least */
	at = size + data[3] % 16;

	switch (data[2] % 4) {
	case 0: /* nothing wrong */
		block = uk_realloc(heap, block, size / 2);
		UK_ASSERT(block);
		uk_free(heap, block);
		UK_ASSERT(page_heap_in_use() == 0);
		break;
	case 1: /* written past its end, then freed */
		block[at] ^= 1 + data[3] / 16;
		UK_ASSERT(HOST_CRASHES(uk_free(heap, block)));
		break;
	case 2: /* the same, seen by realloc */
		block[at] ^= 1 + data[3] / 16;
		UK_ASSERT(HOST_CRASHES(block = uk_realloc(heap, block, 1)));
		break;
	case 3: /* freed twice */
		uk_free(heap, block);
		UK_ASSERT(size == 0 || block[size - 1] == 0xdd);
		UK_ASSERT(HOST_CRASHES(uk_free(heap, block)));
		break;
	}
	return 0;
}
