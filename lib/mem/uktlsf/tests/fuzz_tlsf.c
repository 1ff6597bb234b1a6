/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzzes uktlsf on the host. */
#include <uk/alloc_fuzz.h>
#include <uk/tlsf.h>

UK_ALLOC_FUZZ(uktlsf_ukalloc_ops)
