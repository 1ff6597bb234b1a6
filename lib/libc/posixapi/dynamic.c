/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loading of libraries, which is refused: what an image has was linked into it.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <uk/essentials.h>

static const char *why;

void *dlopen(const char *path __uk_unused, int mode __uk_unused)
{
	why = "a unikernel loads no libraries: link this one into the image";
	return NULL;
}

void *dlsym(void *library __uk_unused, const char *name __uk_unused)
{
	why = "a unikernel has no table of its symbols";
	return NULL;
}

int dlclose(void *library __uk_unused)
{
	why = "no library was loaded";
	return -1;
}

int dladdr(const void *address __uk_unused, Dl_info *info __uk_unused)
{
	return 0;
}

char *dlerror(void)
{
	const char *last = why;

	why = NULL;
	return (char *)last;
}
