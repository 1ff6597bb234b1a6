/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a parameter's text to its value.
 */
#include <uk/errno.h>
#include <uk/string.h>

#include "private.h"

/* Digits with an optional 0x; moves `*text` behind them. */
static int parse_unsigned(const char **text, uint64_t *value)
{
	unsigned int base = 10;
	const char *at = *text;
	bool any = false;

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		base = 16;
		at += 2;
	}
	for (*value = 0;; at++, any = true) {
		char lower = *at | 0x20;
		unsigned int digit;

		if (*at >= '0' && *at <= '9')
			digit = *at - '0';
		else if (base == 16 && lower >= 'a' && lower <= 'f')
			digit = lower - 'a' + 10;
		else
			break;
		if (__builtin_mul_overflow(*value, base, value) ||
		    __builtin_add_overflow(*value, digit, value))
			return -EINVAL;
	}
	*text = at;
	return any ? 0 : -EINVAL;
}

static int parse_int(const char *text, int *value)
{
	bool negative = *text == '-';
	uint64_t magnitude;

	text += negative;
	if (parse_unsigned(&text, &magnitude) || *text)
		return -EINVAL;
	if (magnitude > (uint64_t)INT32_MAX + negative)
		return -EINVAL;
	*value = negative ? (int)-(int64_t)magnitude : (int)magnitude;
	return 0;
}

static int parse_size(const char *text, size_t *value)
{
	static const char suffixes[] = "KMG";
	uint64_t count;
	unsigned int shift = 0;

	if (parse_unsigned(&text, &count))
		return -EINVAL;
	if (*text) {
		const char *suffix = strchr(suffixes, *text & ~0x20);

		/* a space, made upper case, would be the terminator */
		if (!suffix || !*suffix || text[1])
			return -EINVAL;
		shift = 10 * (unsigned int)(suffix - suffixes + 1);
	}
	if (count > SIZE_MAX >> shift)
		return -EINVAL;
	*value = count << shift;
	return 0;
}

static int parse_bool(const char *text, bool *value)
{
	static const char words[][6] = { "1", "on",  "yes", "true",
					 "0", "off", "no",  "false" };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(words); i++)
		if (!strcmp(text, words[i])) {
			*value = i < UK_ARRAY_SIZE(words) / 2;
			return 0;
		}
	return -EINVAL;
}

int param_set(const struct uk_param *param, const char *text)
{
	switch (param->type) {
	case UK_PARAM_BOOL:
		return parse_bool(text, param->value);
	case UK_PARAM_INT:
		return parse_int(text, param->value);
	case UK_PARAM_SIZE:
		return parse_size(text, param->value);
	case UK_PARAM_STRING:
		*(const char **)param->value = text;
		return 0;
	case UK_PARAM_EACH:
#ifdef CONFIG_LIBUKPARAM_EACH
		return ((uk_param_handler)param->value)(text);
#endif
		break;
	}
	return -EINVAL;
}

const char *param_type_name(enum uk_param_type type)
{
	static const char *const names[] = {
		[UK_PARAM_BOOL] = "on or off",
		[UK_PARAM_INT] = "a number",
		[UK_PARAM_SIZE] = "a size (with K, M or G)",
		[UK_PARAM_STRING] = "text",
#ifdef CONFIG_LIBUKPARAM_EACH
		[UK_PARAM_EACH] = "text, any number of times",
#endif
	};

	return names[type];
}
