/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interface between an image and its monitor, support/ukvm: the one file that both
 * sides include. It stands by itself: no other header of either side.
 *
 * The guest runs at CPL 3 from its first instruction. Page tables, descriptor tables and
 * trap stubs are the monitor's; they are set before the guest's start and never
 * change. What the guest can reach are the regions that the boot page lists.
 *
 * Any change of a number or a layout here takes a new UKVM_VERSION.
 */
#ifndef UK_UKVM_ABI_H
#define UK_UKVM_ABI_H

#define UKVM_VERSION 3

/*
 * Calls. A call is one instruction, `in $UKVM_PORT + number, %eax`, with its arguments in
 * rdi, rsi and rdx; eax becomes the result, 0 or more, or a negative errno of Linux.
 * Arguments are in registers, so there is nothing that the guest could change while
 * the monitor checks it. A range of memory is an address and a length, must lie in one
 * region, and with the right that the call needs: else the monitor reports the call
 * and ends the guest, for no correct guest asks for that.
 */
#define UKVM_PORT 0xc0

#define UKVM_CALL_EXIT 0	   /* (status): does not return */
#define UKVM_CALL_WAIT 1	   /* (nanoseconds): see below */
#define UKVM_CALL_CLOCK 2	   /* (struct ukvm_clock *): 0 */
#define UKVM_CALL_THREAD_POINTER 3 /* (address): 0; sets the FS base */
#define UKVM_CALL_CONSOLE_WRITE 4  /* (address, length): 0 */
#define UKVM_CALL_CONSOLE_READ 5   /* (address, length): bytes; 0: the end; -EAGAIN */
#define UKVM_CALL_RANDOM 6	   /* (address, length up to 256): 0 */
#define UKVM_CALL_RING 7	   /* (struct ukvm_ring_setup *): 0, -EINVAL */
#define UKVM_CALL_KICK 8	   /* (device): 0; there are new entries */
#define UKVM_CALL_RX_ONCE 9	   /* (address, length): 0, -EINVAL; see below */
#define UKVM_CALL_TIMER 10	   /* (nanoseconds, struct ukvm_upcall *): 0; see below */
#define UKVM_CALLS 16

/*
 * The stubs of the interrupt descriptor table write to this port; the guest's own
 * code cannot stand for them, since the monitor looks at the instruction's address.
 */
#define UKVM_PORT_TRAP (UKVM_PORT + UKVM_CALLS)

/*
 * UKVM_CALL_WAIT returns when one of the devices whose bits are set in the mask (rsi) has
 * something to say, or after so many nanoseconds (rdi; UKVM_FOREVER). Devices without a ring
 * are in its result; those with one have set their bits in the guest's own word (struct
 * ukvm_ring_setup), and it returns at once if one of them is set there. A device's bit is its
 * index in the boot page's table.
 */
#define UKVM_FOREVER 0xffffffffffffffffull

/*
 * UKVM_CALL_RX_ONCE makes pages that were written as data executable and read-only, once: nothing
 * makes them writable again. Whole pages of UKVM_REGION_DATA or _HEAP that are not so yet, of
 * an image with UKVM_WANTS_RX_ONCE; -EINVAL if they are not whole. No ring may lie there, nor the
 * word of one, nor memory that a device is still to write to.
 */

/*
 * UKVM_CALL_TIMER has the guest interrupted once, so many nanoseconds from now (UKVM_FOREVER:
 * never), in place of what was asked for before, which may still come. An interrupt is what
 * the CPU's are (SDM vol. 3A, figure 6-9): rip, cs, rflags, rsp and ss lie below `stack`, rsp is
 * there and rip at `entry`; IRETQ goes back. It comes when the byte at `mask` is not 0, rip is
 * in the text, and rsp not in that stack: interrupts do not nest. Until then the monitor looks
 * again every UKVM_UPCALL_AGAIN nanoseconds.
 */
#define UKVM_UPCALL_AGAIN 250000u
#define UKVM_UPCALL_STACK 8192u

struct ukvm_upcall {
	unsigned long long entry; /* in the text */
	unsigned long long stack; /* the end of UKVM_UPCALL_STACK bytes, aligned to 16 */
	unsigned long long mask;
};

struct ukvm_clock {
	unsigned long long monotonic; /* nanoseconds */
	unsigned long long wall;      /* since 1970-01-01 00:00 UTC */
};

/* ---- What the image says of itself: an ELF note in the file's first page */

#define UKVM_NOTE_NAME "Ukulele" /* and its NUL: 8 bytes */
#define UKVM_NOTE_TYPE 0x756b766d

/* The image switches threads with TLS: it is worth the time to offer WRFSBASE. */
#define UKVM_WANTS_FSGSBASE 0x1u
/* It may use UKVM_CALL_RX_ONCE: its data and heap are mapped in small pages. */
#define UKVM_WANTS_RX_ONCE 0x2u

#define UKVM_NAMES_MOST 64

struct ukvm_note {
	unsigned int version; /* UKVM_VERSION */
	unsigned int flags;   /* UKVM_WANTS_ */
	unsigned long long stack; /* bytes, whole pages */
	unsigned long long heap;  /* bytes that it should have; fewer with --memory */
	/* Stacks for threads, each of so many bytes (whole pages); 0 and 0: none */
	unsigned int thread_stacks;
	unsigned int thread_stack;
	/* Names of the devices that it has drivers for, with a space behind each. */
	char devices[UKVM_NAMES_MOST];
};

/*
 * A segment of the file that holds where absolute addresses lie in the image. It is a row of
 * numbers in ULEB128 (DWARF 4, section 7.6), each the distance from the last place,
 * times two, plus one if the address has eight bytes instead of four; the first counts from
 * the image's first byte.
 */
#define UKVM_PT_RELOCATIONS 0x60756b72

/* ---- What the monitor says: the boot page, which the guest can only read */

#define UKVM_READ 1u
#define UKVM_WRITE 2u
#define UKVM_EXECUTE 4u

enum ukvm_region_kind {
	UKVM_REGION_TEXT,
	UKVM_REGION_RODATA,
	UKVM_REGION_DATA,
	UKVM_REGION_BOOT,
	UKVM_REGION_STACK,
	UKVM_REGION_THREADS, /* their stacks */
	UKVM_REGION_HEAP,
	UKVM_REGIONS,
};

/* Whole pages; below and above each, one at least is not mapped, but for the
 * image's own three, which lie behind one another. Length 0: there is none.
 */
struct ukvm_region {
	unsigned long long base;
	unsigned long long length;
	unsigned int rights; /* UKVM_READ, _WRITE, _EXECUTE */
	/* Not 0: pieces of so many bytes, between each two a page that is not mapped */
	unsigned int piece;
};

#define UKVM_DEVICE_NAME 12
#define UKVM_DEVICES_MOST 16

#define UKVM_DEVICE_LABEL 24

struct ukvm_device {
	char name[UKVM_DEVICE_NAME]; /* "net", NUL to the end; several may have the same */
	unsigned int flags;	     /* UKVM_NET_, UKVM_BLOCK_ */
	unsigned long long value;    /* net: MAC address, first byte lowest; block: bytes */
	char label[UKVM_DEVICE_LABEL]; /* block: serial number; 9p: tag; NUL to the end */
};

#define UKVM_HAS_FSGSBASE 0x1u /* WRFSBASE works */

struct ukvm_boot {
	unsigned int version;
	unsigned int flags; /* UKVM_HAS_ */
	unsigned int initrd; /* bytes of an archive of files, right behind the heap; 0: none */
	unsigned int device_count;
	/* Nanoseconds a tick of the time-stamp counter, times 2^32; 0: the counter cannot
	 * be relied on, and UKVM_CALL_CLOCK is the clock.
	 */
	unsigned long long tick;
	unsigned long long wall; /* nanoseconds since 1970 at the start */
	unsigned char seed[32];	 /* random; once for each start */
	struct ukvm_region regions[UKVM_REGIONS];
	struct ukvm_device devices[UKVM_DEVICES_MOST];
	char command_line[2048]; /* NUL-terminated */
};

/*
 * The guest's first state: rip is the ELF file's entry, rsp the end of UKVM_REGION_STACK,
 * rdi the address of the boot page, all else 0; flags as the ABI has them at a function's
 * entry; x87 and SSE in their initial state.
 */

/* ---- Rings: how data moves in both directions without an exit each */

/*
 * A ring lies in the guest's memory, in one region, aligned to 64 bytes: the header and behind it
 * `entries` (a power of two up to UKVM_RING_MOST) of struct ukvm_ring_entry.
 * Entry n is at n % entries. The guest fills an entry, then adds one to `offered`; the
 * monitor does what it says, fills in `result`, then adds one to `done`. Entries are
 * done in the order in which they were offered: at a UKVM_CALL_KICK for the device, at any
 * UKVM_CALL_WAIT, and without either after some time of computing. What takes long may
 * be done after that. Both counts start at 0 and wrap at 2^32;
 * offered - done never exceeds `entries`: the monitor ends a guest that says so.
 *
 * The monitor copies an entry, then checks the copy, then uses the copy.
 */
#define UKVM_RING_MOST 1024u

struct ukvm_ring {
	/* written by the guest */
	volatile unsigned int offered;
	/* Not 0: set the device's bit in the guest's word, and end UKVM_CALL_WAIT, when `done`
	 * changes. The guest looks at `done` once more after it has set this.
	 */
	volatile unsigned int wants_wake;
	unsigned int reserved1[14];
	/* written by the monitor */
	volatile unsigned int done;
	unsigned int reserved2[15];
};

/*
 * With UKVM_ENTRY_MORE, what the entry is of (a frame, a transfer, a message) goes on in the
 * next one. The parts' memory is the monitor's until the last of them is done, whose
 * `result` is that of the whole; the others' are 0.
 */
struct ukvm_ring_entry {
	unsigned long long address;  /* of the data, in one region */
	unsigned int length;
	unsigned short operation;    /* UKVM_BLOCK_, the same in all parts */
	unsigned short flags;	     /* UKVM_ENTRY_ */
	unsigned long long position; /* block: byte offset of the whole, in the last part */
	unsigned int reserved;	     /* 0 */
	int result;		     /* bytes, or a negative errno */
};

#define UKVM_ENTRY_MORE 0x1u
#define UKVM_ENTRY_ANSWER 0x2u /* 9p: memory for the answer, behind the message's parts */
#define UKVM_ENTRY_DURABLE 0x4u /* block, of a write's last: done when it cannot be lost */

/* Parts that one transfer or message has at most. */
#define UKVM_PARTS_MOST 32u

/*
 * UKVM_CALL_RING makes a ring, whose counts are 0; with no entries it takes the ring away: from
 * then on the monitor touches neither it nor what its entries name. -EINVAL: no such device
 * or ring, a number of entries or flags that cannot be, or there is one already.
 */
struct ukvm_ring_setup {
	unsigned int device; /* index in the boot page's table */
	unsigned int ring;   /* UKVM_RING_ */
	unsigned long long address;
	unsigned int entries; /* 0: no ring any more */
	unsigned int flags;   /* net, receive: UKVM_NET_TAKES_ */
	/* Of a word of the guest's, 4 bytes, aligned: the monitor sets the device's bit in it,
	 * the guest takes bits out, both at once as atomic operations.
	 */
	unsigned long long pending;
};

/* A network device has two rings, others have one. */
#define UKVM_RING_RECEIVE 0u
#define UKVM_RING_TRANSMIT 1u
#define UKVM_RING_REQUESTS 0u

/* Frames begin with a struct virtio_net_hdr of 12 bytes (virtio 1.2, section 5.1.6):
 * checksums and segmentation may be left to the other side.
 */
#define UKVM_NET_OFFLOAD 0x1u

/* What a guest understands in frames with such a header: checksums that were left out, and
 * joined segments (which bring the first with them). The numbers of TUN_F_ in <linux/if_tun.h>.
 */
#define UKVM_NET_TAKES_CHECKSUM 0x1u
#define UKVM_NET_TAKES_LARGE4 0x2u
#define UKVM_NET_TAKES_LARGE6 0x4u

#define UKVM_NET_PIECES_MOST 64u /* entries of one sent frame */

#define UKVM_BLOCK_READ_ONLY 0x1u /* in struct ukvm_device */
#define UKVM_BLOCK_READ 0u
#define UKVM_BLOCK_WRITE 1u
#define UKVM_BLOCK_FLUSH 2u
/* `length` bytes read as zeroes from now on, and the host may give up their space; no
 * memory, and one part.
 */
#define UKVM_BLOCK_ZERO 3u

#endif /* UK_UKVM_ABI_H */
