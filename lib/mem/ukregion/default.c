/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's memory becomes a ukregion heap. */
#include <uk/alloc_generic.h>
#include <uk/region.h>

const struct ukalloc_ops *const uk_alloc_default_ops = &ukregion_ukalloc_ops;
