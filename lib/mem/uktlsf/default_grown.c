/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's memory becomes a ukbuddy heap with a uktlsf heap on top. */
#include <uk/alloc_generic.h>
#include <uk/tlsf.h>

const struct ukalloc_ops *const uk_alloc_default_ops =
	&uktlsf_grown_ukalloc_ops;
