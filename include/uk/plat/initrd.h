/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The file that the monitor or boot loader put into memory beside the image.
 */
#ifndef UK_PLAT_INITRD_H
#define UK_PLAT_INITRD_H

#include <uk/essentials.h>

/*
 * Where it lies: memory that is nobody else's for the image's life, mapped readable
 * and writable from init stage `memory` on; neither end need be aligned.
 * False if there is none. Any context.
 */
bool uk_plat_initrd(void **base, size_t *length);

#endif /* UK_PLAT_INITRD_H */
