/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looking at a stack that may be damaged.
 */
#ifndef X86_FRAME_H
#define X86_FRAME_H

#include <uk/essentials.h>

/* Whether [address, address + length), of a page at most, is aligned and mapped. */
bool frame_readable(uintptr_t address, size_t length);

#endif /* X86_FRAME_H */
