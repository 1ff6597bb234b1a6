/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See port.c.
 */
#ifndef EXT4_PORT_H
#define EXT4_PORT_H

#include <stddef.h>

/* For each mounted file system. 0, -ENOMEM. */
int ext4_port_start(void);
void ext4_port_stop(void);

void *ext4_malloc(size_t size);
void ext4_free(void *block);
long ext4_time(long *now);
void ext4_sort(void *array, size_t count, size_t size,
	       int (*compare)(const void *a, const void *b));

#endif /* EXT4_PORT_H */
