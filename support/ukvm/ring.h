/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings of entries in the guest's memory (include/uk/ukvm_abi.h), and the threads that serve them:
 * one for each device, so that a slow disk does not hold up the network.
 *
 * How a module uses this, with `ring io` besides its own name in a driver's MONITOR-y:
 *
 *	static bool serve(struct ring_device *device)	(in the device's thread)
 *	{
 *		struct ring *ring = &device->rings[UKVM_RING_REQUESTS];
 *		struct ukvm_ring_entry entry;
 *
 *		if (!ring_offered(device, ring))
 *			return false;			(nothing to do)
 *		ring_take(ring, &entry);		(a copy: check it, use it)
 *		ring_finish(ring, result_of(&entry));
 *		return true;				(call me again)
 *	}
 *
 *	static struct ring_device device = { .rings_used = 1, .fd = -1, .serve = serve };
 *
 *	static void start(struct ukvm_boot *boot)	(of the MODULE)
 *	{
 *		if (this device was asked for by an option)
 *			ring_device_add(boot, &device, "block")->value = bytes;
 *	}
 *
 * Such a module is no `is_device` and has no `wait_fd`: each call of ring_device_add() is a
 * device of its own, as many as the options say. Memory that an entry names is looked up by
 * guest_at(); where that says NULL, ring_lie() ends the guest, or the result is -EFAULT. The
 * thread's system calls are those of all modules' lists; it may sleep in them.
 *
 * Why no wake-up is lost. Counts are published by a release store and read by an acquire
 * load, so who sees a count sees the entries below it. Asleep is a promise to be woken, and
 * each side makes it the same way: set the flag (`wants_wake`; `polling` = 0), full fence, look
 * at the count once more, sleep. The other side: store the count, full fence, look at the flag.
 * Of the two looks at least one comes behind both stores, so either the sleeper sees the count or
 * the other side sees the flag (x86: a load may pass an earlier store, which is what the fences
 * are for). The guest's word and the CPU's waiting (io.c) are such a pair too.
 */
#ifndef UKVM_RING_H
#define UKVM_RING_H

#include "guest.h"

#define RINGS_MOST 2u

/* A ring as the monitor keeps it: nothing here was read from the guest but once. */
struct ring {
	struct ukvm_ring *shared; /* in the guest's memory; NULL: there is none */
	struct ukvm_ring_entry *entries;
	uint32_t mask;
	uint32_t taken;	    /* entries that were copied */
	uint32_t finished;  /* of these, that have a result */
	uint32_t published; /* of these, that the guest was told of */
	uint32_t seen;	    /* what the guest had offered at the last look */
};

/* ---- ring.c: pure code, also for the host's tests */

/* Makes the ring that `setup`, a copy, names. NULL, or what is wrong. */
const char *ring_make(struct ring *ring, const struct guest *g,
		      const struct ukvm_ring_setup *setup);

/* Entries that wait to be taken, and in `seen` how many there ever were; -1: the guest
 * offers more than there is room for, or takes back what it has offered.
 */
int ring_look(struct ring *ring);

/* Copies the next entry, of those that wait. */
void ring_take(struct ring *ring, struct ukvm_ring_entry *copy);

/* Copies the one `ahead` behind the next, of those that wait, and leaves it there. */
void ring_peek(const struct ring *ring, uint32_t ahead,
	       struct ukvm_ring_entry *copy);

/* The result of the oldest entry that was taken and has none. */
void ring_finish(struct ring *ring, int result);

/* Sets flags of that entry, before its result. */
void ring_flag(struct ring *ring, unsigned short flags);

/* Tells the guest of results. True: it wants to be woken for that. */
bool ring_publish(struct ring *ring);

/* ---- io.c: devices and their threads */

struct ring_device {
	/* The module's own */
	unsigned int rings_used;
	/* Looks at every ring (ring_offered()), does what there is to do, a few entries a
	 * call, and says whether it did something. In the device's thread only.
	 */
	bool (*serve)(struct ring_device *device);
	/* May be NULL: the guest makes a ring or takes it away. 0 or a negative errno. */
	int (*changed)(struct ring_device *device, unsigned int ring,
		       const struct ukvm_ring_setup *setup);
	/* What would let serve() go on besides new entries; it may change these. */
	int fd;		/* -1: nothing */
	short events;	/* POLLIN, POLLOUT, 0: nothing */
	uint32_t quiet; /* a bit for each ring whose new entries do not matter now: no kick */
	/* How often serve() is called in vain before the thread sleeps, at most. */
	unsigned int patience;

	/* of ring.c and io.c */
	struct ring rings[RINGS_MOST];
	const char *name;
	uint32_t bit;	    /* in the guest's word */
	uint32_t *pending;  /* the guest's word */
	int kick_fd;	    /* wakes the thread */
	uint32_t is_locked; /* somebody touches `rings` */
};

/* Adds a device to the boot page; what is returned has room for its flags and its value. From
 * a module's start(). `device` stays where it is.
 */
struct ukvm_device *ring_device_add(struct ukvm_boot *boot,
				    struct ring_device *device,
				    const char *name);

/* Entries of the ring that wait to be taken; ends a guest that breaks the rules. 0 without a
 * ring.
 */
uint32_t ring_offered(struct ring_device *device, struct ring *ring);

/* Ends the guest with a report, for what an entry says. */
void ring_lie(const struct ring_device *device, const char *what,
	      uint64_t address, uint64_t length) __attribute__((noreturn));

#endif /* UKVM_RING_H */
