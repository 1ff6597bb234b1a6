/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Event channels: marks that Xen or another domain sets, and the one interrupt that says so
 * (xen/include/public/event_channel.h). A channel is masked until it is bound to a handler. An
 * event that comes while its handler runs calls it again.
 */
#ifndef UK_XEN_EVENTS_H
#define UK_XEN_EVENTS_H

#include <uk/essentials.h>

typedef uint32_t uk_xen_channel;

/* Runs with interrupts disabled, on the interrupt stack; must not sleep. */
typedef void (*uk_xen_event_handler)(void *argument);

/* virtual interrupts (xen.h) */
#define XEN_VIRQ_TIMER 0

/*
 * Calls `handler` for each event of the channel from now on, also for those that came
 * before. 0, -EINVAL (no such channel), -EBUSY (it has a handler), -ENOMEM
 * (CONFIG_DRV_XENCORE_CHANNELS are bound), or Xen's error. The first call also enables
 * interrupts, as the first uk_plat_irq_register() does elsewhere; later ones may come from a
 * handler, as that of a backend which is back does in an image without threads.
 */
int uk_xen_event_bind(uk_xen_channel channel, uk_xen_event_handler handler,
		      void *argument);

/* The channel of a virtual interrupt, bound to `handler`; or a negative errno. Interrupts stay as
 * they are: before devices have some, the timer's comes while the CPU halts.
 */
int uk_xen_event_bind_virq(uint32_t virq, uk_xen_event_handler handler,
			   void *argument);

/* A new channel, which domain `remote` may bind its end to; or a negative errno. */
int uk_xen_event_allocate(uint16_t remote);

/* Masks the channel, forgets its handler and closes it. Any context. */
void uk_xen_event_close(uk_xen_channel channel);

/* Tells the other end. Any context. */
int uk_xen_event_send(uk_xen_channel channel);

#endif /* UK_XEN_EVENTS_H */
