/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzzes uktlsf over ukbuddy on the host. */
#include <uk/alloc_fuzz.h>
#include <uk/tlsf.h>

UK_ALLOC_FUZZ(uktlsf_grown_ukalloc_ops)
