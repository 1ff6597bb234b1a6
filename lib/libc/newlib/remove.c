/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * remove() under the name by which newlib's tmpfile() calls it.
 */
#include <reent.h>
#include <stdio.h>
#include <uk/essentials.h>

int _remove_r(struct _reent *state __uk_unused, const char *path)
{
	return remove(path);
}
