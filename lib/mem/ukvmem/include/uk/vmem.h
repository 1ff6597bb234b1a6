/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapped memory: ranges of addresses in the window (<uk/arch/window.h>), of which a page
 * is taken from the default heap when it is first touched, and which can be
 * given other rights, given up or moved in parts. Addresses and lengths are multiples of
 * UK_PAGE_SIZE unless said otherwise; rights are UK_PAGE_*.
 *
 * More may be mapped than there is memory. A touch for which no page is left is a page
 * fault like any other: the image ends with a report, or the program's signal
 * handler has it. uk_vmem_populate() finds out beforehand.
 *
 * Context: threads; no call sleeps. Pages are also made in the trap of the touch, so
 * interrupt handlers and code with interrupts disabled may touch mapped memory, except
 * where the heap itself is at work.
 */
#ifndef UK_VMEM_H
#define UK_VMEM_H

#include <uk/arch/window.h>

/* At `*address` exactly, in place of what is there */
#define UK_VMEM_FIXED 1u
/* At `*address` exactly; -EEXIST if anything is there */
#define UK_VMEM_FIXED_FREE 2u
/* All pages at once: -ENOMEM instead of a fault later */
#define UK_VMEM_POPULATE 4u
/* It will get content that comes from elsewhere: uk_vmem_discard() leaves it alone. */
#define UK_VMEM_CONTENT 8u

/*
 * Maps `length` bytes, rounded up to whole pages, of zeroes. `*address` is where, if possible
 * (0: anywhere), and becomes where it is. 0, -EINVAL (no length; a fixed address that is not
 * page-aligned or not in the window), -ENOTSUP (writable and executable),
 * -EEXIST, -ENOMEM.
 */
int uk_vmem_map(uintptr_t *address, size_t length, unsigned int rights,
		unsigned int flags);

/* Gives up what is mapped in the range, which may have holes. 0, -EINVAL, or -ENOMEM (no
 * room to note that a mapping has two parts now: nothing has changed).
 */
int uk_vmem_unmap(uintptr_t address, size_t length);

/* 0, -EINVAL, -ENOTSUP (writable and executable), or -ENOMEM (there is a hole, or as above):
 * nothing has changed.
 */
int uk_vmem_protect(uintptr_t address, size_t length, unsigned int rights);

/* Gives the pages back, except those of UK_VMEM_CONTENT; the next touch finds zeroes. 0,
 * -EINVAL, -ENOMEM (a hole).
 */
int uk_vmem_discard(uintptr_t address, size_t length);

/* Takes all pages now. 0, -EINVAL, -ENOMEM (a hole, or no memory: what was taken stays). */
int uk_vmem_populate(uintptr_t address, size_t length);

#define UK_VMEM_MAY_MOVE 1u

/*
 * Makes a mapping, or the part [*address, *address + length) of one, larger or smaller; where
 * there is no room behind it, elsewhere, with UK_VMEM_MAY_MOVE. 0, -EINVAL, -EFAULT (not of one
 * mapping), -ENOMEM: then nothing has changed.
 */
int uk_vmem_resize(uintptr_t *address, size_t length, size_t new_length,
		   unsigned int flags);

/* All of the range is mapped, with at least these rights. */
bool uk_vmem_has(uintptr_t address, size_t length, unsigned int rights);

/*
 * The identity-mapped memory behind any byte of mapped memory, which is made if it
 * is not there yet: for devices, and whoever fills pages. NULL: not mapped, or no memory.
 * Valid up to the page's end.
 */
void *uk_vmem_memory(uintptr_t address);

struct uk_vmem_stats {
	size_t mapped_bytes;
	size_t resident_bytes; /* pages that are there */
	unsigned int mappings; /* neighbours of one kind are one */
};

void uk_vmem_stats(struct uk_vmem_stats *stats);

#endif /* UK_VMEM_H */
