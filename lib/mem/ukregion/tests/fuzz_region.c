/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzzes ukregion on the host. */
#include <uk/alloc_fuzz.h>
#include <uk/region.h>

UK_ALLOC_FUZZ(ukregion_ukalloc_ops)
