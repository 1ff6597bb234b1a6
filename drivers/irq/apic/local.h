/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the I/O APIC's side needs of the local one.
 */
#ifndef APIC_LOCAL_H
#define APIC_LOCAL_H

#include <uk/essentials.h>

/* Ends the interrupt that is being served. Interrupt context. */
void local_apic_acknowledge(void);

/* Maps a controller's registers. 0 or a negative errno. */
int apic_map(uintptr_t address);

#endif /* APIC_LOCAL_H */
