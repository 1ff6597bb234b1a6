/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The formatter behind everything that the kernel prints. It hands text on
 * in pieces as it finds them, so it needs no buffer of the output's size.
 */
#include <uk/format.h>
#include <uk/string.h>

/* 64 bits in octal, the longest */
#define MOST_DIGITS 22
/* Wider serves nobody, and a wrong argument must not print for minutes. */
#define WIDTH_MOST 1000000

struct conversion {
	bool left, zero, plus, space, alternate, upper;
	int width;
	int precision; /* -1: none given */
};

static void pad(uk_format_emit emit, void *context, char with, int count)
{
	while (count-- > 0)
		emit(context, &with, 1);
}

static void emit_string(uk_format_emit emit, void *context,
			const struct conversion *conversion, const char *text,
			size_t length)
{
	int room = conversion->width - (int)length;

	if (!conversion->left)
		pad(emit, context, ' ', room);
	emit(context, text, length);
	if (conversion->left)
		pad(emit, context, ' ', room);
}

static void emit_number(uk_format_emit emit, void *context,
			const struct conversion *conversion,
			unsigned long long value, unsigned int base,
			const char *prefix)
{
	char digits[MOST_DIGITS];
	char *first = digits + sizeof(digits);
	int count, zeros, room, prefix_length;

	for (unsigned long long rest = value; rest; rest /= base) {
		unsigned int digit = rest % base;

		*--first = digit < 10 ? '0' + digit
				      : (conversion->upper ? 'A' : 'a') +
						digit - 10;
	}
	count = digits + sizeof(digits) - first;
	zeros = (conversion->precision < 0 ? 1 : conversion->precision) - count;
	if (zeros < 0)
		zeros = 0;
	/* octal's prefix is a leading zero, which may stand there already */
	if (zeros && base == 8)
		prefix = "";
	prefix_length = strlen(prefix);
	room = conversion->width - count - zeros - prefix_length;
	if (room > 0 && conversion->zero && !conversion->left &&
	    conversion->precision < 0) {
		zeros += room;
		room = 0;
	}
	if (!conversion->left)
		pad(emit, context, ' ', room);
	emit(context, prefix, prefix_length);
	pad(emit, context, '0', zeros);
	emit(context, first, count);
	if (conversion->left)
		pad(emit, context, ' ', room);
}

static int parse_number(const char **at)
{
	int value = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++)
		if (value < WIDTH_MOST)
			value = value * 10 + **at - '0';
	return value;
}

/* Flags, width and precision; leaves `*at` on the length modifier. */
static void parse_conversion(const char **at, struct conversion *conversion,
			     va_list *arguments)
{
	*conversion = (struct conversion){ .precision = -1 };
	for (;; (*at)++) {
		if (**at == '-')
			conversion->left = true;
		else if (**at == '0')
			conversion->zero = true;
		else if (**at == '+')
			conversion->plus = true;
		else if (**at == ' ')
			conversion->space = true;
		else if (**at == '#')
			conversion->alternate = true;
		else
			break;
	}
	if (**at == '*') {
		int width = va_arg(*arguments, int);

		(*at)++;
		conversion->left |= width < 0;
		/* unsigned: the least int has no positive counterpart */
		conversion->width = UK_MIN(width < 0 ? -(unsigned int)width
						     : (unsigned int)width,
					   (unsigned int)WIDTH_MOST);
	} else {
		conversion->width = parse_number(at);
	}
	if (**at == '.') {
		(*at)++;
		if (**at == '*') {
			(*at)++;
			conversion->precision = va_arg(*arguments, int);
		} else {
			conversion->precision = parse_number(at);
		}
	}
}

/* Bytes of the integer that the length modifier names. */
static unsigned int parse_length(const char **at)
{
	switch (**at) {
	case 'h':
		if (*++*at != 'h')
			return sizeof(short);
		++*at;
		return sizeof(char);
	case 'l':
		if (*++*at == 'l')
			++*at;
		return sizeof(long);
	case 'z':
	case 't':
	case 'j':
		++*at;
		return sizeof(long);
	default:
		return sizeof(int);
	}
}

static void format_integer(uk_format_emit emit, void *context,
			   const struct conversion *conversion, char kind,
			   unsigned long long value, unsigned int size)
{
	unsigned int unused_bits = 64 - 8 * size;
	const char *prefix = "";
	unsigned int base = 10;

	value <<= unused_bits;
	if (kind == 'd' || kind == 'i') {
		long long number = (long long)value >> unused_bits;

		if (number < 0)
			prefix = "-";
		else if (conversion->plus)
			prefix = "+";
		else if (conversion->space)
			prefix = " ";
		value = number < 0 ? -(unsigned long long)number
				   : (unsigned long long)number;
	} else {
		value >>= unused_bits;
		if (kind == 'o') {
			base = 8;
			if (conversion->alternate)
				prefix = "0";
		} else if (kind != 'u') {
			base = 16;
			if (conversion->alternate && value)
				prefix = conversion->upper ? "0X" : "0x";
		}
	}
	emit_number(emit, context, conversion, value, base, prefix);
}

void uk_format(uk_format_emit emit, void *context, const char *format,
	       va_list original)
{
	va_list arguments;
	struct conversion conversion;

	va_copy(arguments, original);
	while (*format) {
		const char *start = format;
		unsigned int size;
		const char *string;
		char character;

		while (*format && *format != '%')
			format++;
		if (format != start) {
			emit(context, start, format - start);
			continue;
		}
		format++;
		parse_conversion(&format, &conversion, &arguments);
		size = parse_length(&format);
		switch (*format) {
		case 'X':
			conversion.upper = true;
			/* fallthrough */
		case 'd':
		case 'i':
		case 'u':
		case 'o':
		case 'x':
			format_integer(
				emit, context, &conversion, *format,
				size == sizeof(long)
					? va_arg(arguments, unsigned long)
					: va_arg(arguments, unsigned int),
				size);
			break;
		case 'p':
			emit_number(emit, context, &conversion,
				    (uintptr_t)va_arg(arguments, void *), 16,
				    "0x");
			break;
		case 'c':
			character = (char)va_arg(arguments, int);
			emit_string(emit, context, &conversion, &character, 1);
			break;
		case 's':
			string = va_arg(arguments, const char *);
			if (!string)
				string = "(null)";
			emit_string(emit, context, &conversion, string,
				    conversion.precision < 0
					    ? strlen(string)
					    : strnlen(string,
						      conversion.precision));
			break;
		case '%':
			emit(context, "%", 1);
			break;
		default: /* unknown: show it */
			emit(context, start, format - start);
			continue;
		}
		format++;
	}
	va_end(arguments);
}

struct buffer {
	char *text;
	size_t size;
	size_t length; /* of the whole text, written or not */
};

static void emit_to_buffer(void *context, const char *text, size_t length)
{
	struct buffer *buffer = context;

	if (buffer->length < buffer->size)
		memcpy(buffer->text + buffer->length, text,
		       UK_MIN(length, buffer->size - buffer->length));
	buffer->length += length;
}

int uk_vsnprintf(char *text, size_t size, const char *format, va_list arguments)
{
	struct buffer buffer = { .text = text, .size = size };

	uk_format(emit_to_buffer, &buffer, format, arguments);
	if (size)
		text[UK_MIN(buffer.length, size - 1)] = '\0';
	return (int)buffer.length;
}

int uk_snprintf(char *text, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = uk_vsnprintf(text, size, format, arguments);
	va_end(arguments);
	return length;
}
