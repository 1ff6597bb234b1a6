/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Guests of any size with any places, and any range that a call may name: what is granted lies in
 * the guest's memory, whole, and can be touched.
 */
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	uint64_t seed;
	uint16_t pages; /* beyond the least */
	uint8_t stack;
	uint8_t span;
	uint8_t kind; /* address is an offset from this region's start */
	uint8_t rights;
	uint8_t threads;
	uint64_t address;
	uint64_t length;
} __attribute__((packed));

static void touch(const struct guest *g, const struct input *input)
{
	uint64_t base = input->kind < UKVM_REGIONS ?
				g->regions[input->kind].base :
				0;
	unsigned int rights = input->rights & (UKVM_READ | UKVM_WRITE);
	volatile uint8_t *at = guest_at(g, base + input->address,
					input->length, rights);

	if (!at)
		return;
	MUST(at >= g->memory && at < g->memory + g->size);
	MUST(input->length <= (uint64_t)(g->memory + g->size - at));
	if (input->length) {
		at[0];
		at[input->length - 1];
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct guest g = { 0 };
	struct image image;
	struct input input;
	struct file file;

	if (size < sizeof(input))
		return 0;
	memcpy(&input, data, sizeof(input));
	file_make(&file);
	file.note.content.stack = (input.stack + 1) * PAGE_SIZE;
	file.note.content.thread_stacks = input.threads % 100;
	if (!file.note.content.thread_stacks)
		file.note.content.thread_stack = 0;
	file.segment[3].memory_size += input.span * PAGE_SIZE;
	MUST(!image_parse((const uint8_t *)&file, sizeof(file), FILE_LENGTH,
			  &image));
	g.random = input.seed;
	g.size = guest_least(&image) + input.pages % 1200 * PAGE_SIZE;
	g.memory = aligned_alloc(PAGE_SIZE, g.size);
	memset(g.memory, 0, g.size);
	MUST(!guest_lay_out(&g, &image));
	walk_check(&g);
	touch(&g, &input);
	free(g.memory);
	return 0;
}
