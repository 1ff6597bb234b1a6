/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A fuzzer's entry (libFuzzer's) for one kind of heap: the input's bytes are
 * actions, checked as <uk/alloc_conformance.h> does. Host only.
 */
#ifndef UK_ALLOC_FUZZ_H
#define UK_ALLOC_FUZZ_H

#include <uk/alloc_conformance.h>
#include <uk/assert.h>

#define UK_FUZZ_MEMORY (1ul << 17)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

/*
 * The first two bytes say where in the memory the heap lies, and where it is
 * cut in two; then five bytes an action: what, slot, size (two bytes and a
 * scale).
 */
static inline void uk_alloc_fuzz(const struct ukalloc_ops *ops, char *memory,
				 const uint8_t *data, size_t length)
{
	struct uk_conformance run = { 0 };
	const char *wrong = NULL;
	size_t from, cut;

	if (length < 2)
		return;
	from = data[0] * 17;
	cut = UK_MIN((UK_FUZZ_MEMORY >> 8) * data[1] + from + 1,
		     UK_FUZZ_MEMORY);
	run.heap = uk_conformance_make(ops, memory + from, cut - from);
	if (!run.heap) /* too small */
		return;
	data += 2;
	length -= 2;
	for (; length >= 5 && !wrong; data += 5, length -= 5) {
		size_t size =
			(size_t)(data[2] | data[3] << 8) >> (data[4] % 12);

		if (data[0] == 0xff && cut < UK_FUZZ_MEMORY) {
			/* fails where the rest is too small */
			int error = uk_alloc_add_memory(run.heap, memory + cut,
							UK_FUZZ_MEMORY - cut);

			UK_ASSERT(!error || error == -EINVAL);
			cut = UK_FUZZ_MEMORY;
			continue;
		}
		wrong = uk_conformance_step(&run,
					    data[0] % UK_CONFORMANCE_ACTIONS,
					    data[1], size, data[4] >> 3);
	}
	if (!wrong)
		wrong = uk_conformance_end(&run);
	if (wrong)
		uk_panic("%s: %s", ops->name, wrong);
}

#define UK_ALLOC_FUZZ(ops)                                             \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) \
	{                                                              \
		static char memory[UK_FUZZ_MEMORY] __uk_aligned(4096); \
								\
		uk_alloc_fuzz(&(ops), memory, data, length);           \
		return 0;                                              \
	}

#endif /* UK_ALLOC_FUZZ_H */
