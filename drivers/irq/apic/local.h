/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the parts of the driver need of each other.
 */
#ifndef APIC_LOCAL_H
#define APIC_LOCAL_H

#include <uk/arch/irq.h>

/* Ends the interrupt that is being served. Interrupt context. */
void local_apic_acknowledge(void);

/* Maps a controller's registers. 0 or a negative errno. */
int apic_map(uintptr_t address);

/* Takes a vector for `handler`, behind which the interrupt is acknowledged. The
 * number that the CPU knows it by, or -ENOSPC.
 */
int vector_take(uk_arch_irq_handler handler, void *argument);

/* Whether vector_take() returned that number. */
bool vector_is_taken(unsigned int number);

#endif /* APIC_LOCAL_H */
