/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The file system type `cpio`: a ramfs that begins with an archive's files. Sources:
 * `initrd` (or, where there is none, what is built in) and `embedded`.
 */
#include <uk/errno.h>
#include <uk/plat/initrd.h>
#include <uk/print.h>
#include <uk/ramfs.h>
#include <uk/string.h>

#include "fill.h"

/* embed.S, if something is built in; else both are NULL */
extern const char cpio_embedded_start[] __uk_weak;
extern const char cpio_embedded_end[] __uk_weak;

static bool find_embedded(const void **base, size_t *length)
{
	*base = cpio_embedded_start;
	*length = (size_t)(cpio_embedded_end - cpio_embedded_start);
	return *length != 0;
}

static bool find_initrd(const void **base, size_t *length)
{
	void *start;

	if (!uk_plat_initrd(&start, length))
		return false;
	*base = start;
	return true;
}

static int fill(struct uk_mount *mount, bool may_be_missing)
{
	const char *source = "initrd";
	bool embedded_only = !strcmp(mount->source, "embedded");
	const void *base;
	size_t length;

	if (embedded_only || !find_initrd(&base, &length)) {
		source = "embedded archive";
		if (!find_embedded(&base, &length)) {
			if (may_be_missing)
				return 0;
			uk_pr_err("there is no %s for %s: %s, or the option "
				  "'maybe' for an empty file system\n",
				  mount->source, mount->target,
				  embedded_only ?
					  "set LIBCPIO_EMBED" :
					  "run with INITRD=folder");
			return -ENXIO;
		}
	}
	return cpio_fill(mount->root, source, base, length);
}

static int mount_cpio(struct uk_mount *mount, char *options)
{
	bool may_be_missing = false;
	char *name, *value;
	uint64_t size = 0;
	int error;

	if (strcmp(mount->source, "initrd") &&
	    strcmp(mount->source, "embedded")) {
		uk_pr_err("there is no source '%s': initrd or embedded\n",
			  mount->source);
		return -ENXIO;
	}
	while ((name = uk_mount_option(&options, &value))) {
		if (!strcmp(name, "maybe") && !value)
			may_be_missing = true;
		else if (uk_ramfs_option(name, value, &size))
			return -EINVAL;
	}
	error = uk_ramfs_mount(mount, size);
	if (error)
		return error;
	error = fill(mount, may_be_missing);
	if (error) {
		uk_vnode_put(mount->root);
		mount->ops->unmount(mount);
	}
	return error;
}

UK_FILESYSTEM(cpio, .mount = mount_cpio);
