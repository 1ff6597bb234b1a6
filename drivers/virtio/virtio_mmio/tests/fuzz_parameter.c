/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any text as a parameter.
 */
#include <stdlib.h>
#include <string.h>

#include "../private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* just as long as the text, so ASan sees a step beyond */
	char *text = malloc(size + 1);
	struct virtio_mmio_place place;

	memcpy(text, data, size);
	text[size] = '\0';
	if (!virtio_mmio_parse(text, &place) && !strchr(text, '@'))
		abort();
	free(text);
	return 0;
}
