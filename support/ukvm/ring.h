/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings of entries in the guest's memory (include/uk/ukvm_abi.h), and the devices that have
 * them. They are served by the CPU's thread, while the guest stands still.
 *
 * How a module uses this, with `ring io` besides its own name in a driver's MONITOR-y:
 *
 *	static bool serve(struct ring_device *device)
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
 * guest_at(); where that says NULL, ring_lie() ends the guest, or the result is -EFAULT.
 *
 * The guest's CPU stands still, so no wake-up can be lost between its looks and ours. Only work
 * that a thread has taken over (io_slow.c) goes on beside it: such memory may change at any
 * time, and so is treated all that the guest writes: copied, then checked, then used.
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
};

/* ---- ring.c: pure code, also for the host's tests */

/* Makes the ring that `setup`, a copy, names. NULL, or what is wrong. */
const char *ring_make(struct ring *ring, const struct guest *g,
		      const struct ukvm_ring_setup *setup);

/* Entries that wait to be taken; -1: the guest offers more than there is room for, or takes
 * back what it has offered.
 */
int ring_look(const struct ring *ring);

/* Copies the next entry, of those that wait. */
void ring_take(struct ring *ring, struct ukvm_ring_entry *copy);

/* Copies the one `ahead` behind the next, of those that wait, and leaves it there. */
void ring_peek(const struct ring *ring, uint32_t ahead,
	       struct ukvm_ring_entry *copy);

/* The result of the oldest entry that was taken and has none. */
void ring_finish(struct ring *ring, int result);

/* Sets flags of that entry, before its result. */
void ring_flag(struct ring *ring, unsigned short flags);

/* Whether it lies there, or a part of it. */
bool ring_holds(const struct ring *ring, const void *memory, uint64_t length);

/* Tells the guest of results. True: it wants to be woken for that. */
bool ring_publish(struct ring *ring);

/* Whether two ranges of the host's addresses have a byte in common. */
static inline bool ranges_meet(const void *a, uint64_t a_length, const void *b,
			       uint64_t b_length)
{
	uint64_t at = (uintptr_t)a, other = (uintptr_t)b;

	return at < other + b_length && other < at + a_length;
}

/* ---- io.c: devices */

struct ring_device {
	/* The module's own */
	unsigned int rings_used;
	/* Looks at every ring (ring_offered()), does what there is to do, a few entries a
	 * call, and says whether it did something: then it is called again.
	 */
	bool (*serve)(struct ring_device *device);
	/* May be NULL: the guest makes a ring or takes it away. 0 or a negative errno. */
	int (*changed)(struct ring_device *device, unsigned int ring,
		       const struct ukvm_ring_setup *setup);
	/* May be NULL: whether it has looked up memory there that it will write to itself. What the
	 * host's kernel is to write needs none: it refuses pages that were made executable.
	 */
	bool (*holds)(const struct ring_device *device, const void *memory,
		      uint64_t length);
	/* May be NULL: work that serve() has handed over by io_slow_begin(), in a thread */
	void (*slow)(struct ring_device *device);
	/* What would let serve() go on besides new entries; it may change these. */
	int fd;	      /* -1: nothing */
	short events; /* POLLIN, POLLOUT, 0: nothing */

	/* of ring.c, io.c and io_slow.c */
	struct ring rings[RINGS_MOST];
	const char *name;
	uint32_t bit; /* in the guest's word */
	int work_fd;  /* wakes the thread; 0: there is none */
};

extern struct ring_device *ring_devices[UKVM_DEVICES_MOST];

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

/* The result, if it is no error; else ends the monitor, at its start. */
int must(long result, const char *what);

/* ---- io_slow.c: for devices with slow(), whose `fd` and `events` are its own. Where there is no
 * thread (io_slow_is_possible()), serve() itself does all.
 */
static inline bool io_slow_is_possible(const struct ring_device *device)
{
	return device->work_fd != 0;
}

static inline bool io_slow_is_at_work(const struct ring_device *device)
{
	return device->events != 0;
}

/* Hands over; until it has ended, serve() does nothing else. */
void io_slow_begin(struct ring_device *device);
/* Of what is at work: true once, when it has ended. */
bool io_slow_ended(struct ring_device *device);
/* Waits for the end of what may be at work. */
void io_slow_wait(struct ring_device *device);

#endif /* UKVM_RING_H */
