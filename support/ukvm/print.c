/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages, and what the compiler calls for memory.
 */
#include <stdarg.h>

#include "monitor.h"

#define DIGITS 16

void *memcpy(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
int memcmp(const void *a, const void *b, size_t length);

__attribute__((used)) void *memcpy(void *to, const void *from, size_t length)
{
	void *start = to;

	__asm__ volatile("rep movsb"
			 : "+D"(to), "+S"(from), "+c"(length)::"memory");
	return start;
}

__attribute__((used)) void *memset(void *to, int value, size_t length)
{
	void *start = to;

	__asm__ volatile("rep stosb"
			 : "+D"(to), "+c"(length)
			 : "a"(value)
			 : "memory");
	return start;
}

__attribute__((used)) int memcmp(const void *a, const void *b, size_t length)
{
	const uint8_t *x = a, *y = b;

	for (; length; length--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t length_of(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

bool same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

bool print_to_stdout;

/* One write a piece would be slow; a line is one. */
static char buffer[512];
static unsigned int used;

void write_whole(int fd, const void *from, uint64_t length)
{
	while (length) {
		long count = sys_write(fd, from, length);

		if (count == -EAGAIN) {
			struct pollfd full = { fd, POLLOUT, 0 };

			sys_ppoll(&full, 1, NULL);
		} else if (count > 0) {
			from = (const uint8_t *)from + count;
			length -= (uint64_t)count;
		} else if (count != -EINTR) {
			break;
		}
	}
}

static void flush(void)
{
	write_whole(print_to_stdout ? STDOUT : STDERR, buffer, used);
	used = 0;
}

static void put(char character)
{
	buffer[used++] = character;
	if (character == '\n' || used == sizeof(buffer))
		flush();
}

static void put_number(uint64_t value, unsigned int base, unsigned int least)
{
	char digits[20];
	unsigned int count = 0;

	do {
		digits[count++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value || count < least);
	while (count)
		put(digits[--count]);
}

static void print_list(const char *format, va_list list)
{
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		switch (*++format) {
		case 's':
			for (const char *text = va_arg(list, const char *);
			     *text; text++)
				put(*text);
			break;
		case 'u':
			put_number(va_arg(list, unsigned int), 10, 1);
			break;
		case 'l': /* lx: an address */
			format++;
			put_number(va_arg(list, uint64_t), 16, DIGITS);
			break;
		}
	}
}

void print(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	print_list(format, list);
	va_end(list);
}

void fail(const char *format, ...)
{
	va_list list;

	print("ukvm: ");
	va_start(list, format);
	print_list(format, list);
	va_end(list);
	print("\n");
	sys_exit(STATUS_NOTHING_RAN);
}
