/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line of the monitor: its own options and those of its modules.
 */
#include "monitor.h"

struct options options;

/* Digits, with K, M or G behind them if `is_size`. */
SETUP static const char *parse(const char *text, bool is_size, uint64_t *value)
{
	static const char units[] = "KMG";
	const char *wrong = is_size ? "takes a size, as in 512K or 64M" :
				      "takes a number from 1";

	*value = 0;
	do {
		if (*text < '0' || *text > '9' || *value > UINT64_MAX / 16)
			return wrong;
		*value = *value * 10 + (uint64_t)(*text++ - '0');
	} while (*text >= '0' && *text <= '9');
	for (unsigned int i = 0; is_size && units[i]; i++)
		if (*text == units[i]) {
			if (*value >> (44 - 10 * i))
				return wrong;
			*value <<= 10 * (i + 1);
			text++;
			break;
		}
	return *text || !*value ? wrong : NULL;
}

SETUP static const char *set_memory(const char *text)
{
	return parse(text, true, &options.memory);
}

SETUP static const char *set_seed(const char *text)
{
	return parse(text, false, &options.seed);
}

SETUP static const char *set_append(const char *text)
{
	if (length_of(text) >= sizeof(((struct ukvm_boot *)0)->command_line))
		return "is longer than the guest has room for";
	options.command_line = text;
	return NULL;
}

OPTIONS = {
	{ "append", "TEXT", "the guest's command line", set_append },
	{ "memory", "SIZE", "all of the guest's memory, as in 512K or 64M",
	  set_memory },
	{ "seed", "NUMBER", "choose the same addresses each time", set_seed },
};

SETUP static void __attribute__((noreturn)) help(const char *self)
{
	print_to_stdout = true;
	print("%s IMAGE [--option value ...]: run an image of Ukulele\n", self);
	FOR_EACH (module_options, option)
		print("  --%s %s  %s\n", option->name, option->value, option->help);
	print("Exit status: the guest's, 0 to 126; 127: it crashed; 200: nothing "
	      "ran\n");
	sys_exit(0);
}

SETUP static const struct module_option *find(const char *name)
{
	FOR_EACH (module_options, option)
		if (same(option->name, name))
			return option;
	return NULL;
}

SETUP void options_parse(char **words)
{
	const char *self = *words ? *words++ : "ukvm";

	options.command_line = "";
	for (; *words; words++) {
		const struct module_option *option = NULL;
		const char *problem;

		if (words[0][0] != '-') {
			if (options.image)
				fail("'%s' is a second image: the guest's words "
				     "go into --append",
				     *words);
			options.image = *words;
			continue;
		}
		if (same(*words, "--help"))
			help(self);
		if (words[0][1] == '-')
			option = find(*words + 2);
		if (!option)
			fail("no option '%s' in this monitor: --help lists them",
			     *words);
		if (!words[1])
			fail("%s takes a value: --help says which", *words);
		problem = option->set(*++words);
		if (problem)
			fail("--%s %s", option->name, problem);
	}
	if (!options.image)
		fail("which image? '%s IMAGE'; --help says more", self);
}
