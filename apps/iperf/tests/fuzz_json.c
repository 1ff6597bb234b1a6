/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as parameters: nothing behind them is read, and what is found is there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size);
	char digits[24];
	uint64_t value;

	memcpy(text, data, size);
	if (json_number(text, size, "len", &value)) {
		char *copy = calloc(1, size + 1);

		for (size_t i = 0; i < size; i++)
			copy[i] = text[i] ? text[i] : '?';
		snprintf(digits, sizeof(digits), "%llu",
			 (unsigned long long)value);
		if (!strstr(copy, "\"len\"") ||
		    (!strstr(copy, digits) && !strstr(copy, "true")))
			abort();
		free(copy);
	}
	free(text);
	return 0;
}
