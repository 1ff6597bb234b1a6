/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Traffic on a virtqueue of an entropy device (virtio 1.2 section 5.4).
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <uk/virtqueue.h>

#define EXCHANGE_SEGMENTS 4

/* Exchanges `chains` chains. How many went wrong. */
unsigned int exchange(struct uk_virtqueue *queue, unsigned int chains);

/* Leaves chains with the device; how many. */
unsigned int exchange_abandon(struct uk_virtqueue *queue);

/* Detaches them. How many there were. */
unsigned int exchange_detach(struct uk_virtqueue *queue);

/* Prints what additions and completions cost. */
void exchange_measure(struct uk_virtqueue *queue);

/* The queue's handler; its argument is not used. */
void exchange_interrupt(void *argument);
extern volatile unsigned int exchange_interrupts;
extern unsigned int exchange_kicks;

#endif /* EXCHANGE_H */
