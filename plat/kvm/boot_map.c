/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A loader that does not say where the memory is cannot be helped here.
 */
#include <uk/boot_protocol.h>
#include <uk/errno.h>

int boot_map_without_loader(struct regions *regions)
{
	(void)regions;
	return -EINVAL;
}
