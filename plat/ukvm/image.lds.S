/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the parts of the image lie before the monitor moves them.
 */
ENTRY(uk_ukvm_start)

#define IMAGE_FIRST
#define IMAGE_NOTE .note.ukvm
#include <uk/image.lds.h>

SECTIONS
{
	uk_image_bss_end = .;
	uk_image_end = .;
}

ASSERT(uk_image_tls_size < CONFIG_ARCH_TEXT_BASE, "thread-local storage exceeds 1 MiB")
