/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as an image: what is accepted must lie in the file, and in its own order; and
 * any bytes as its relocations, which must stay in the image.
 */
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct image *image, uint64_t size)
{
	uint64_t end = image->base;

	for (unsigned int i = 0; i <= UKVM_REGION_DATA; i++) {
		const struct image_segment *s = &image->segments[i];

		if (!s->memory_size)
			continue;
		MUST(s->offset <= size && s->file_size <= size - s->offset);
		MUST(s->file_size <= s->memory_size);
		MUST(s->address >= end && s->address % PAGE_SIZE == 0);
		end = s->address + s->memory_size;
		MUST(end - image->base <= image->span);
	}
	MUST(image->span <= 2ull << 30);
	MUST(image->entry - image->segments[0].address <
	     image->segments[0].memory_size);
	MUST(image->relocations <= size &&
	     image->relocations_size <= size - image->relocations);
	MUST(!image->note.devices[UKVM_NAMES_MOST - 1]);
}

static void relocate(const uint8_t *data, size_t size)
{
	uint8_t *memory = calloc(1, 256);
	struct relocation relocation = { .memory = memory,
					 .base = 0,
					 .span = 256,
					 .slide = 0x1000 };

	relocation_apply(&relocation, data, size);
	free(memory);
}

/* The first byte says whether the rest is a file, or changes of a proper one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image;
	struct file file;

	if (!size)
		return 0;
	if (!image_parse(data + 1, size - 1, size - 1, &image))
		check(&image, size - 1);
	file_make(&file);
	for (size_t i = 1; i + 2 < size; i += 3)
		((uint8_t *)&file)[(data[i] | data[i + 1] << 8) %
				   sizeof(file)] = data[i + 2];
	if (!image_parse((const uint8_t *)&file, sizeof(file), FILE_LENGTH,
			 &image))
		check(&image, FILE_LENGTH);
	relocate(data, size);
	return 0;
}
