/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's <stdlib.h>: it wants the number of an interface from its name ("et0").
 */
#ifndef NETSTACK_SHIM_STDLIB_H
#define NETSTACK_SHIM_STDLIB_H

static inline int atoi(const char *digits)
{
	int value = 0;

	/* an interface has 8 bits of it: more digits cannot match */
	for (int i = 0; i < 4 && *digits >= '0' && *digits <= '9'; i++)
		value = value * 10 + (*digits++ - '0');
	return value;
}

#endif /* NETSTACK_SHIM_STDLIB_H */
