/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver for entropy devices (virtio 1.2, section 5.4), as small as can be.
 */
#ifndef RNG_H
#define RNG_H

#include <uk/virtio.h>

/* The devices that were found */
#define RNG_MOST 40
extern struct uk_virtio_device *rngs[RNG_MOST];
extern unsigned int rng_count;

/*
 * Starts the device, fills `buffer` twice, waiting by looking and by an interrupt, and
 * stops it. 0 or a negative errno.
 */
int rng_read(struct uk_virtio_device *dev, void *buffer, uint32_t length);

#endif /* RNG_H */
