/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the transports have in common.
 */
#ifndef UK_VIRTIO_TRANSPORT_H
#define UK_VIRTIO_TRANSPORT_H

#include <uk/virtio.h>

/* Whether the image has a driver for this type of device: without one, a
 * transport leaves it alone.
 */
bool uk_virtio_has_driver(uint32_t id);

/* A field of a device's configuration at `at`, in accesses as config_read of
 * struct uk_virtio_transport says.
 */
void uk_virtio_field_read(const volatile void *at, void *field, size_t length);
void uk_virtio_field_write(volatile void *at, const void *field, size_t length);

#endif /* UK_VIRTIO_TRANSPORT_H */
