/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The archive of files that the monitor has put behind the heap.
 */
#include <uk/plat/initrd.h>
#include <uk/ukvm.h>

bool uk_plat_initrd(void **base, size_t *length)
{
	const struct ukvm_region *heap =
		&uk_ukvm_boot->regions[UKVM_REGION_HEAP];

	*base = (void *)(uintptr_t)(heap->base + heap->length);
	*length = uk_ukvm_boot->initrd;
	return *length;
}
