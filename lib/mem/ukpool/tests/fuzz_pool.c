/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzzes ukpool on the host. The first four bytes are the pool's shape, then
 * each byte takes an object into, or gives it back from, one of 128 slots.
 */
#include <uk/assert.h>
#include <uk/pool.h>
#include <uk/string.h>

#define SLOTS 128

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static char memory[8192];
	char *slots[SLOTS] = { 0 };
	struct uk_pool pool;
	size_t size, align, held = 0;
	uk_ssize_t count;

	if (length < 4)
		return 0;
	size = data[2];
	align = data[3] % 16 ? 1ul << (data[3] % 16) : 0;
	count = uk_pool_init(&pool, memory + data[0], data[1] * 16ul, size,
			     align);
	if (count < 0) {
		UK_ASSERT(count == -EINVAL);
		return 0;
	}
	for (data += 4, length -= 4; length; data++, length--) {
		char **slot = &slots[*data % SLOTS];

		if (*slot) {
			for (size_t i = 0; i < size; i++)
				UK_ASSERT((*slot)[i] == (char)(slot - slots));
			uk_pool_give(&pool, *slot);
			*slot = NULL;
			held--;
			continue;
		}
		*slot = uk_pool_take(&pool);
		UK_ASSERT(!*slot == (held == (size_t)count));
		if (!*slot)
			continue;
		UK_ASSERT(!align || (uintptr_t)*slot % align == 0);
		memset(*slot, (int)(slot - slots), size);
		held++;
		UK_ASSERT(pool.available == (size_t)count - held);
	}
	return 0;
}
