/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monitor hands over no archive of files: those that an image starts with are part of it
 * (ROOTFS-y), and others come from a shared folder or a disk.
 */
#include <uk/plat/initrd.h>

bool uk_plat_initrd(void **base, size_t *length)
{
	(void)base;
	(void)length;
	return false;
}
