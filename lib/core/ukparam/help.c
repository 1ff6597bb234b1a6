/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of parameters that the word 'help' asks for.
 */
#include <uk/print.h>

#include "private.h"

void param_help(void)
{
	uk_printf(
		"Command line: [library.name=value ...] [--] [arguments of the application]\n");
	if (!UK_TABLE_COUNT(uk_params))
		uk_printf("No library of this image has a parameter.\n");
	UK_TABLE_FOR_EACH (uk_params, param)
		uk_printf("  %s.%s=  %s: %s\n", param->library, param->name,
			  param_type_name(param->type), param->help);
}
