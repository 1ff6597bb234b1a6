/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one command that this driver gives: how many pairs of queues are in use
 * (virtio 1.2 section 5.1.6.5.5).
 */
#include <uk/arch/cpu.h>
#include <uk/plat/time.h>
#include <uk/print.h>

#include "virtio_net.h"

#define CLASS_MQ 4
#define VQ_PAIRS_SET 0
#define ACK_OK 0
#define PATIENCE 1000000000 /* ns; a device answers in microseconds */

/* It is behind the last pair that the device has (section 5.1.2). */
int virtio_net_control_create(struct virtio_net *net,
			      struct uk_virtqueue **control)
{
	*control = NULL;
	return net->pairs == 1 ?
		       0 :
		       uk_virtio_queue_create(net->virtio, 2 * net->pairs_most,
					      &(struct uk_virtqueue_config){
						      .size = 2,
						      .segments = 2 },
					      control);
}

int virtio_net_pairs_set(struct virtio_net *net, struct uk_virtqueue *control)
{
	/* Not on the stack: a device that is late may still write here. */
	static struct {
		uint8_t class, command;
		uint16_t pairs;
		uint8_t ack;
	} order;
	struct uk_sgsegment segments[] = { { &order, 4 }, { &order.ack, 1 } };
	uint64_t end;
	uint32_t written;
	int error;

	if (!control)
		return 0;
	end = uk_plat_clock_monotonic() + PATIENCE;
	order.class = CLASS_MQ;
	order.command = VQ_PAIRS_SET;
	order.pairs = net->pairs;
	order.ack = (uint8_t)~ACK_OK;
	error = uk_virtqueue_add(control, segments, 1, 1, &order);
	if (error)
		return error;
	uk_virtqueue_publish(control);
	uk_virtqueue_kick(control);
	while (!uk_virtqueue_take(control, &written)) {
		if (uk_virtqueue_broken(control) ||
		    uk_plat_clock_monotonic() >= end) {
			uk_pr_err("%s does not answer on its control queue\n",
				  net->virtio->name);
			return -EIO;
		}
		uk_arch_spin_hint();
	}
	if (written != 1 || uk_load_acquire(&order.ack) != ACK_OK) {
		uk_pr_err("%s refuses %u pairs of queues\n", net->virtio->name,
			  net->pairs);
		return -EIO;
	}
	return 0;
}
