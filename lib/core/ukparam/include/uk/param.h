/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Typed parameters on the command line.
 */
#ifndef UK_PARAM_H
#define UK_PARAM_H

#include <uk/table.h>

enum uk_param_type {
	UK_PARAM_BOOL,	 /* bool */
	UK_PARAM_INT,	 /* int; decimal, or 0x... */
	UK_PARAM_SIZE,	 /* size_t; bytes, with K, M or G */
	UK_PARAM_STRING, /* const char *; lives as long as the image */
	UK_PARAM_EACH,	 /* a uk_param_handler; see UK_PARAM_EACH_TIME() */
};

struct uk_param {
	const char *library;
	const char *name;
	const char *help; /* what it does, its unit, its default */
	void *value;
	enum uk_param_type type;
};

UK_TABLE_DECLARE(struct uk_param, uk_params);

/*
 * static size_t stack_size = 16384;
 * UK_PARAM(SIZE, uksched, stack_size, stack_size, "bytes of a thread's stack (16K)");
 *
 * Set before the init stage `memory`; the variable's initial value is the default.
 */
#define UK_PARAM(kind, lib, param, variable, text)                    \
	UK_TABLE_ENTRY(struct uk_param, uk_params, lib##_##param) = { \
		.library = #lib,                                      \
		.name = #param,                                       \
		.help = (text),                                       \
		.value = &(variable),                                 \
		.type = UK_PARAM_##kind,                              \
	}

/* Takes one value, which lives as long as the image. 0 or -EINVAL. */
typedef int (*uk_param_handler)(const char *text);

/*
 * A parameter that a monitor adds to the command line, once for each device: `function`
 * is called for each, and they may also stand behind the application's arguments,
 * where they are taken out. `text` begins with what a value looks like, for messages.
 * Its owner selects LIBUKPARAM_EACH.
 */
#define UK_PARAM_EACH_TIME(lib, param, function, text)                \
	UK_TABLE_ENTRY(struct uk_param, uk_params, lib##_##param) = { \
		.library = #lib,                                      \
		.name = #param,                                       \
		.help = (text),                                       \
		.value = (void *)(function),                          \
		.type = UK_PARAM_EACH,                                \
	}

/*
 * Cuts `line` into words in place (quotes keep spaces), sets the
 * parameters before `--`, and stores the words behind it in `arguments`, at most
 * `most` of them and a final NULL. Returns their number; -EINVAL or -E2BIG
 * after printing what is wrong; -ECANCELED if the user asked for help, which was
 * printed.
 */
int uk_param_parse(char *line, char **arguments, int most);

#endif /* UK_PARAM_H */
