/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any format string: valid conversions print what the host's C library prints, and
 * garbage is shown without a step out of bounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/format.h>

#define OUT 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char format[32], ours[OUT], theirs[OUT];

static void compare(int our_length, int their_length)
{
	if (our_length == their_length && !strcmp(ours, theirs))
		return;
	printf("%s: we print '%s', the C library '%s'\n", format, ours, theirs);
	abort();
}

/* One conversion made of five bytes, with an argument of eight more. */
static void check_conversion(const uint8_t *data)
{
	static const char *const lengths[] = { "", "hh", "h", "l",
					       "ll", "z", "t", "j" };
	static const char kinds[] = "diuxXocs";
	static const char flags[] = "-0+ #";
	char kind = kinds[data[4] % 8];
	const char *length = lengths[data[3] % 8];
	char word[9];
	unsigned long value;
	int at = 0;

	memcpy(&value, data + 5, sizeof(value));
	memcpy(word, data + 5, 8);
	word[8] = '\0';
	format[at++] = '%';
	for (int i = 0; i < 5; i++)
		if (data[0] & 1 << i)
			format[at++] = flags[i];
	if (data[1] & 0x80)
		at += sprintf(format + at, "%d", data[1] & 0x7f);
	if (data[2] & 0x80)
		at += sprintf(format + at, ".%d", data[2] & 0x7f);
	if (kind == 'c' || kind == 's')
		length = "";
	sprintf(format + at, "%s%c", length, kind);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
	if (kind == 's')
		compare(uk_snprintf(ours, OUT, format, word),
			snprintf(theirs, OUT, format, word));
	else if (length[0] == 'l' || length[0] == 'z' || length[0] == 't' ||
		 length[0] == 'j')
		compare(uk_snprintf(ours, OUT, format, value),
			snprintf(theirs, OUT, format, value));
	else
		compare(uk_snprintf(ours, OUT, format, (int)value),
			snprintf(theirs, OUT, format, (int)value));
}

/* Every argument is a string, so each conversion finds what it can read. */
static void check_garbage(const uint8_t *data, size_t size)
{
	char *any = malloc(size + 1);
	int length, digits = 0;

	memcpy(any, data, size);
	any[size] = '\0';
	/* no '*', which would take an address as width; no width over 99 */
	for (char *at = any; *at; at++) {
		digits = *at >= '0' && *at <= '9' ? digits + 1 : 0;
		if (*at == '*' || digits > 2)
			*at = '.';
	}
	if (strlen(any) < 60) {
		length = uk_snprintf(ours, 40, any, "a", "b", "c", "d", "e",
				     "f", "g", "h", "i", "j", "k", "l", "m",
				     "n", "o", "p", "q", "r", "s", "t", "u",
				     "v", "w", "x", "y", "z", "A", "B", "C",
				     "D");
		if (length < 0 || strlen(ours) > 39)
			abort();
	}
#pragma GCC diagnostic pop
	free(any);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size >= 13)
		check_conversion(data);
	check_garbage(data, size);
	return 0;
}
