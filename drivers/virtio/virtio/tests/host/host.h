/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See host.c.
 */
#ifndef VIRTIO_HOST_H
#define VIRTIO_HOST_H

#include <uk/essentials.h>

/* How many lines were printed. */
extern unsigned int host_messages;

/* Runs before each access to shared memory: what a device may do meanwhile. `at`
 * is what is to be read, or NULL. NULL: nothing.
 */
extern void (*host_step)(volatile void *at);

/* Stores stay in a store buffer, until `host_drain` says that the oldest one
 * leaves it, or a barrier. NULL: they do not.
 */
extern bool (*host_drain)(void);

/* Empties the store buffer. */
void host_drain_all(void);

#endif /* VIRTIO_HOST_H */
