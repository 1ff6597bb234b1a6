/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's memory becomes a ukbuddy heap. */
#include <uk/alloc_generic.h>
#include <uk/buddy.h>

const struct ukalloc_ops *const uk_alloc_default_ops = &ukbuddy_ukalloc_ops;
