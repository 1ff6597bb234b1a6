/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the channels' handlers (events.c) and the two interfaces by which Xen says which
 * channels have events. Both can be in an image: Xen says at the start which it is.
 */
#ifndef XENCORE_CHANNELS_H
#define XENCORE_CHANNELS_H

#include <uk/xen/events.h>

#ifdef CONFIG_DRV_XENCORE_FIFO
/* uint32_t's of a page, each a channel */
#define CHANNELS_MOST (CONFIG_DRV_XENCORE_FIFO_PAGES * 1024u)
#else
#define CHANNELS_MOST (64u * 64)
#endif

/* event_channel.h */
#define BIND_VIRQ 1
#define CLOSE 3
#define SEND 4
#define ALLOCATE_UNBOUND 6
#define UNMASK 9
#define INIT_CONTROL 11
#define EXPAND_ARRAY 12

/* events.c: calls the handler, if the channel has one. Its mark is taken away already. */
void xencore_handle(uk_xen_channel channel);

/*
 * Each: masks all channels; masks one; finds those with events that are not masked, takes their
 * marks away and has them handled, until there is none. What comes meanwhile is found, or
 * Xen interrupts again.
 */
void xencore_2level_start(void);
void xencore_2level_mask(uk_xen_channel channel);
void xencore_2level_find(void);

/* -ENOSYS: Xen has the other one only. */
int xencore_fifo_start(void);
void xencore_fifo_mask(uk_xen_channel channel);
void xencore_fifo_find(void);

#endif /* XENCORE_CHANNELS_H */
