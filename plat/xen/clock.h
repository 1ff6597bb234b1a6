/* SPDX-License-Identifier: BSD-3-Clause */
/* What the clock and the timer share: what is between our time and Xen's. */
#ifndef XEN_CLOCK_H
#define XEN_CLOCK_H

#include <uk/essentials.h>

/* Our monotonic clock less Xen's. A domain that was saved goes on at the time that it was. */
#ifdef CONFIG_DRV_XENCORE_SUSPEND
extern uint64_t xen_clock_ahead;
#else
#define xen_clock_ahead 0u
#endif

/* Sets Xen's timer of the new domain to what the old one's was. */
void xen_timer_arrive(void);

#endif /* XEN_CLOCK_H */
