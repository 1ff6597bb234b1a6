/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes the command line apart: parameters, then the application's arguments.
 */
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>

#include "private.h"

/* Whether `word` begins with the parameter's full name and '=' */
static bool names(const char *word, const struct uk_param *param)
{
	size_t library = strlen(param->library);
	size_t name = strlen(param->name);

	return !strncmp(word, param->library, library) &&
	       word[library] == '.' &&
	       !strncmp(word + library + 1, param->name, name) &&
	       word[library + 1 + name] == '=';
}

static const struct uk_param *find(const char *word)
{
	UK_TABLE_FOR_EACH (uk_params, param)
		if (names(word, param))
			return param;
	return NULL;
}

/* What a value looks like */
static const char *shape(const struct uk_param *param)
{
#ifdef CONFIG_LIBUKPARAM_EACH
	if (param->type == UK_PARAM_EACH)
		return param->help;
#endif
	return param_type_name(param->type);
}

static int set(const char *word)
{
	const struct uk_param *param = find(word);

	if (param) {
		const char *text = strchr(word, '=') + 1;

		if (param_set(param, text) == 0)
			return 0;
		uk_printf("Parameter %s.%s takes %s, not '%s'\n",
			  param->library, param->name, shape(param), text);
		return -EINVAL;
	}
	uk_printf("Unknown parameter '%s': 'help' lists them; arguments of the "
		  "application go behind '--'\n",
		  word);
	return -EINVAL;
}

/* Whether a monitor has put this word behind the application's. */
static bool is_appended(const char *word)
{
#ifdef CONFIG_LIBUKPARAM_EACH
	const struct uk_param *param = find(word);

	return param && param->type == UK_PARAM_EACH;
#else
	(void)word;
	return false;
#endif
}

int uk_param_parse(char *line, char **arguments, int most)
{
	bool is_argument = false;
	int count = 0;
	char *word;

	while ((word = next_word(&line))) {
		if (is_argument && !is_appended(word)) {
			if (count == most) {
				uk_printf("More than %d arguments\n", most);
				return -E2BIG;
			}
			arguments[count++] = word;
		} else if (!strcmp(word, "--")) {
			is_argument = true;
		} else if (!strcmp(word, "help")) {
			param_help();
			return -ECANCELED;
		} else if (set(word)) {
			return -EINVAL;
		}
	}
	arguments[count] = NULL;
	return count;
}
