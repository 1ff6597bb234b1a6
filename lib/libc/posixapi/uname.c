/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What runs here.
 */
#include <string.h>
#include <sys/utsname.h>
#include <uk/essentials.h>

/* In images that have a network (bsdsocket) */
int gethostname(char *name, size_t size) __uk_weak;

int uname(struct utsname *name)
{
	memset(name, 0, sizeof(*name));
	strcpy(name->sysname, "Ukulele");
	if (!gethostname ||
	    gethostname(name->nodename, sizeof(name->nodename)))
		strcpy(name->nodename, "ukulele");
	strcpy(name->release, "0.1");
	strcpy(name->version, "unikernel");
	strcpy(name->machine, "x86_64");
	return 0;
}
