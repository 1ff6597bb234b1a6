/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzzes ukbuddy on the host. */
#include <uk/alloc_fuzz.h>
#include <uk/buddy.h>

UK_ALLOC_FUZZ(ukbuddy_ukalloc_ops)
