/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A network device made of the virtqueues' model (drivers/virtio/virtio/tests),
 * for host programs: registers, queues, and what goes over the wire.
 */
#ifndef VIRTIO_NET_NIC_H
#define VIRTIO_NET_NIC_H

#include <uk/netdev.h>
#include <uk/virtio.h>
#include <uk/virtio_net_header.h>

#include "model_device.h"
#include "stock.h"

#define NIC_QUEUES 9 /* four pairs, and control */
#define NIC_CONFIG 12

struct nic {
	struct model_device device;
	struct uk_netdev *netdev; /* once probed */
	bool silent; /* answers no control command */
	uint8_t ack; /* to a control command */
	uint16_t pairs_in_use;
};

/* A device that was probed, with a MAC address, its link up, and all features of
 * `offered` besides VERSION_1.
 */
void nic_make(struct nic *nic, uint64_t offered);
int nic_probe(struct nic *nic);

void nic_config_set(struct nic *nic, unsigned int offset, uint16_t value);

/*
 * A frame arrives: the device fills as many buffers as it takes, with `header` in
 * front (whose `buffers` it sets if that is 0). False: there are not enough, and
 * the frame is lost.
 */
bool nic_receive(struct nic *nic, unsigned int pair,
		 const struct uk_virtio_net_header *header, const void *frame,
		 size_t length);

/* The device takes a frame to send: its length; 0: there is none. */
size_t nic_send(struct nic *nic, unsigned int pair,
		struct uk_virtio_net_header *header, uint8_t *frame, size_t most);

/* Configures, sets up and starts one pair of queues, polled. */
int nic_run(struct nic *nic, uint32_t offloads, struct stock *stock,
	    uint16_t ring);

#endif /* VIRTIO_NET_NIC_H */
