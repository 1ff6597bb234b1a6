/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any text as a command line, and as the value of every type. What the line's words
 * hold must lie inside it; a value that is accepted is printed and read again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int number;
UK_PARAM(INT, fuzz, int, number, "a number");
static size_t bytes;
UK_PARAM(SIZE, fuzz, size, bytes, "a size");
static bool is_on;
UK_PARAM(BOOL, fuzz, bool, is_on, "a switch");
static const char *text;
UK_PARAM(STRING, fuzz, string, text, "a text");

static void check_line(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);
	char *arguments[9];
	int count;

	memcpy(line, data, size);
	line[size] = '\0';
	count = uk_param_parse(line, arguments, 8);
	if (count > 8)
		abort();
	for (int i = 0; i < count; i++)
		if (arguments[i] < line ||
		    arguments[i] + strlen(arguments[i]) > line + size)
			abort();
	if (count >= 0 && arguments[count])
		abort();
	free(line);
}

static void check_values(const uint8_t *data, size_t size)
{
	char value[80], again[32];
	struct uk_param param = { .library = "fuzz", .name = "value" };
	size_t read_again;
	int number_again;

	size = size < sizeof(value) ? size : sizeof(value) - 1;
	memcpy(value, data, size);
	value[size] = '\0';
	param.type = UK_PARAM_INT;
	param.value = &number;
	if (!param_set(&param, value)) {
		snprintf(again, sizeof(again), "%d", number);
		param.value = &number_again;
		if (param_set(&param, again) || number_again != number)
			abort();
	}
	param.type = UK_PARAM_SIZE;
	param.value = &bytes;
	if (!param_set(&param, value)) {
		if (!strpbrk(value, "kKmMgGxX") &&
		    strtoull(value, NULL, 10) != bytes)
			abort();
		snprintf(again, sizeof(again), "%zu", bytes);
		param.value = &read_again;
		if (param_set(&param, again) || read_again != bytes)
			abort();
	}
	param.type = UK_PARAM_BOOL;
	param.value = &is_on;
	param_set(&param, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_line(data, size);
	check_values(data, size);
	return 0;
}
