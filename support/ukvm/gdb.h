/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The debugger's two halves: the connection and the CPU (gdb.c), and what it asks for
 * (gdb_packet.c).
 */
#ifndef UKVM_GDB_H
#define UKVM_GDB_H

#include <linux/kvm.h>

#include "monitor.h"

#define PACKET_MOST 4096

enum gdb_answer {
	GDB_REPLY,    /* what is in the packet now */
	GDB_CONTINUE, /* no answer: the guest goes on */
	GDB_STEP,
	GDB_DETACH,
	GDB_KILL,
};

/* What the debugger sees and changes while the guest stands */
extern struct kvm_regs gdb_registers;
extern unsigned int gdb_signal; /* why it stands */

/* Reads the packet, and puts the answer in its place; both end with a NUL. */
enum gdb_answer gdb_packet(char *packet);

#endif /* UKVM_GDB_H */
