/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PCI device made of memory: its configuration space, with what can be written in it,
 * and the memory of its regions.
 */
#ifndef PCI_TESTS_FAKE_H
#define PCI_TESTS_FAKE_H

#include "../../private.h"

#define FAKE_MEMORY 65536u

extern struct uk_pci_device fake;
extern uint8_t fake_space[PCI_BYTES];
extern uint8_t fake_writable[PCI_BYTES];
extern uint8_t fake_memory[FAKE_MEMORY];
/* How many messages the platform has, and how many were taken */
extern unsigned int fake_message_limit;
extern unsigned int fake_messages;

/* No region, no capability. */
void fake_reset(void);

/* Runs the handler of the message that was taken as number `message`. */
void fake_interrupt(unsigned int message);

void fake_put(unsigned int offset, uint64_t value, size_t size);

/* A BAR that reads as `value`, `flags` included, with that size. */
void fake_bar32(unsigned int number, uint32_t value, uint32_t size);
void fake_bar64(unsigned int number, uint64_t value, uint64_t size);

/* Adds a capability of that kind at `offset`; they are linked in this order. */
void fake_capability(unsigned int offset, uint8_t id);

#endif /* PCI_TESTS_FAKE_H */
