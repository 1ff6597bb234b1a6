/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Configuration space's header (PCI 3.0, section 6.1), and the steps of discovery.
 */
#ifndef PCI_PRIVATE_H
#define PCI_PRIVATE_H

#include <uk/pci.h>

#define PCI_BYTES 256 /* that every device has */

#define PCI_VENDOR 0x00
#define PCI_DEVICE 0x02
#define PCI_COMMAND 0x04
#define PCI_STATUS 0x06
#define PCI_HEADER_TYPE 0x0e
#define PCI_BAR 0x10
#define PCI_SECONDARY_BUS 0x19 /* of a bridge */
#define PCI_CAPABILITIES 0x34

#define PCI_NO_VENDOR 0xffff
#define PCI_COMMAND_PORTS 0x0001
#define PCI_COMMAND_MEMORY 0x0002
#define PCI_COMMAND_MASTER 0x0004
#define PCI_COMMAND_NO_WIRE 0x0400 /* no INTx */
#define PCI_STATUS_CAPABILITIES 0x0010
#define PCI_HEADER_KIND 0x7f
#define PCI_HEADER_DEVICE 0
#define PCI_HEADER_BRIDGE 1
#define PCI_HEADER_FUNCTIONS 0x80 /* more than one */

#define PCI_BUSES 256

/* Finds a way to configuration space. 0 or -ENODEV: the machine has no PCI. */
int pci_config_start(void);

/* Before the first access to a bus. 0, -ENODEV (out of reach) or -ENOMEM. */
int pci_config_bus(unsigned int bus);

/* Reads where the device's regions are, and how large. */
void pci_read_bars(struct uk_pci_device *device);

#endif /* PCI_PRIVATE_H */
