/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages that were data and are executable now, in images with PLAT_UKVM_RX_ONCE.
 */
#ifndef UKVM_RX_ONCE_H
#define UKVM_RX_ONCE_H

#include <uk/errno.h>
#include <uk/essentials.h>

#ifdef CONFIG_PLAT_UKVM_RX_ONCE

bool rx_once_has(uintptr_t address);

/* Whole pages that can be written. 0; -EPERM: they are a stack's; -ENOMEM: those would be more
 * ranges than PLAT_UKVM_RX_ONCE_RANGES, or than the host has room for.
 */
int rx_once_make(uintptr_t address, size_t length);

#else

static inline bool rx_once_has(uintptr_t address __uk_unused)
{
	return false;
}

static inline int rx_once_make(uintptr_t address __uk_unused,
			       size_t length __uk_unused)
{
	return -EPERM;
}

#endif

#endif /* UKVM_RX_ONCE_H */
