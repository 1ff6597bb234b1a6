/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The chain of stack frames (System V AMD64 ABI, 3.2.2), for backtraces.
 */
#include <uk/arch/paging.h>
#include <uk/arch/registers.h>

#include "frame.h"

bool frame_readable(uintptr_t address, size_t length)
{
	return UK_IS_ALIGNED(address, sizeof(uintptr_t)) &&
	       (uk_arch_page_rights(address) & UK_PAGE_READ) &&
	       (uk_arch_page_rights(address + length - 1) & UK_PAGE_READ);
}

bool uk_arch_frame_next(uintptr_t *frame, uintptr_t *pc)
{
	const uintptr_t *saved = (const uintptr_t *)*frame;

	/* the caller's frame pointer, and above it the return address */
	if (!*frame || !frame_readable(*frame, 2 * sizeof(uintptr_t)))
		return false;
	/* stacks grow down, so a caller's frame lies above */
	if (saved[0] && saved[0] <= *frame)
		return false;
	*frame = saved[0];
	*pc = saved[1];
	return *pc != 0;
}
