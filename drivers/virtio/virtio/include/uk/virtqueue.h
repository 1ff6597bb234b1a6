/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtqueues: chains of buffers go to a device, which gives them back when it has
 * read or written them. The split ring (virtio 1.2 section 2.7) and the packed
 * ring (2.8) stand behind one interface; with one of them configured, the
 * compiler sees only that.
 *
 * The queue trusts nothing that the device writes: an identifier must be of a
 * chain that the device has, and a length must fit into it. Else the
 * queue is broken: it gives out nothing and takes nothing more, until the device
 * is reset. What the queue itself needs to know it keeps in memory that
 * the device is not told of.
 *
 * Context: one at a time for each queue (its user serialises); an interrupt
 * handler only as its user allows for. Nothing sleeps.
 */
#ifndef UK_VIRTQUEUE_H
#define UK_VIRTQUEUE_H

#include <uk/atomic.h>
#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/plat/irq.h>
#include <uk/sglist.h>

struct uk_alloc;

struct uk_virtqueue_config {
	uint16_t size; /* descriptors, a power of two; 0: the device's most */
	/* Most segments of one chain; 0 means 1. More than one costs 8 bytes a
	 * descriptor.
	 */
	uint16_t segments;
	/* How many chains of several segments can be with the device as one
	 * descriptor each (section 2.7.5.3), where the device can do that;
	 * further ones use a descriptor for each segment. 16 bytes for
	 * each segment of each.
	 */
	uint16_t tables;
	/* The device has completed chains. NULL: polling only. */
	uk_irq_handler handler;
	void *argument;
};

/* Where to tell the device of new chains: writes the queue's number there. */
struct uk_virtqueue_doorbell {
	volatile void *address;
	bool wide; /* 32 bits (MMIO), else 16 (PCI) */
};

/* What the queue knows of the identifier `slot`: one segment, or free. */
struct uk_virtqueue_slot {
	void *cookie;
	/* Writable bytes + 1 of a single segment that the device has; 0 if it
	 * does not have it, or a chain, for which see `chains`.
	 */
	uint32_t limit;
	uint32_t next; /* free, or within a chain (split ring) */
};

struct uk_virtqueue_chain; /* see uk/virtqueue_inline.h */

struct uk_virtqueue_split;  /* the device's areas: uk/virtqueue_split.h */
struct uk_virtqueue_used;
struct uk_virtqueue_avail;
struct uk_virtqueue_descriptor;

struct uk_virtqueue {
	/* Counters run freely; a position in the ring is counter & mask. The
	 * device's have 16 bits; wider ones here are shorter code.
	 */
	uint32_t mask;	    /* size - 1 */
	uint32_t free_slot; /* first of the list of free slots; size: none */
	uint32_t added;	    /* counts additions (packed: descriptors) */
	uint32_t published; /* `added`, as the device can see */
	uint32_t notified;  /* `added`, when the device last had to be told */
	uint32_t taken;	    /* counts completions (packed: descriptors) */
	union {
		uint32_t seen; /* split: the device's completions so far */
		uint32_t used_flags; /* packed: what marks a completion */
	};
	union {
		uint32_t extra; /* split: descriptors beyond one a chain */
		uint32_t avail_flags; /* packed: what marks an addition */
	};
	struct uk_virtqueue_slot *slots;
	struct uk_virtqueue_descriptor *descriptors; /* 2.7.5, 2.8.13 */
	union {
		struct uk_virtqueue_avail *avail; /* split: 2.7.6 */
		uint32_t *driver_event;		  /* packed: 2.8.14 */
	};
	union {
		const struct uk_virtqueue_used *used; /* split: 2.7.8 */
		const uint32_t *device_event;	      /* packed: 2.8.14 */
	};
	struct uk_virtqueue_doorbell doorbell;
	uint16_t index; /* of the queue in its device */
	bool packed;
	bool event_index;
	bool broken;

	/* Seldom used */
	uint16_t segments;
	uint16_t detached; /* slots before this one were detached */
	struct uk_virtqueue_chain *chains;
	struct uk_virtqueue_descriptor *tables;
	uint16_t *free_tables;
	uint16_t free_table_count;
	uk_irq_handler handler;
	void *argument;
	const char *name; /* the device's */
	struct uk_virtqueue *next;
	void *interrupt; /* the transport's */
	void *ring;	 /* all that the device is told of */
};

/* For transports: how many descriptors, and the addresses to tell the device of,
 * which are physical ones (the memory is identity-mapped).
 */
static inline unsigned int uk_virtqueue_size(const struct uk_virtqueue *queue)
{
	return queue->mask + 1;
}

static inline uint64_t
uk_virtqueue_descriptor_area(const struct uk_virtqueue *queue)
{
	return (uintptr_t)queue->descriptors;
}

static inline uint64_t
uk_virtqueue_driver_area(const struct uk_virtqueue *queue)
{
	return (uintptr_t)queue->avail;
}

static inline uint64_t
uk_virtqueue_device_area(const struct uk_virtqueue *queue);

/* How many single segments can be added. */
static inline unsigned int uk_virtqueue_room(const struct uk_virtqueue *queue);

/* The device broke a rule, which was printed; reset it (-EIO). */
static inline bool uk_virtqueue_broken(const struct uk_virtqueue *queue)
{
	return queue->broken;
}

/*
 * Adds one segment, which the device reads (_readable) or writes (_writable), of 1
 * to 2^31 bytes. The memory is the device's until `cookie`, which is not NULL,
 * comes back from uk_virtqueue_take(). 0; -ENOSPC: the queue is full;
 * -EIO: it is broken.
 */
static __uk_always_inline int
uk_virtqueue_add_readable(struct uk_virtqueue *queue, const void *base,
			  uint32_t length, void *cookie);
static __uk_always_inline int
uk_virtqueue_add_writable(struct uk_virtqueue *queue, void *base,
			  uint32_t length, void *cookie);

/*
 * Adds a chain: `readable` segments for the device to read, then `writable` ones for
 * it to write; at least one, together less than 4 GiB. 0; -ENOSPC: the queue
 * is too full; -E2BIG: more segments than the queue was made for; -EINVAL: a
 * segment or all are too long or empty; -EIO: broken.
 */
int uk_virtqueue_add(struct uk_virtqueue *queue,
		     const struct uk_sgsegment *segments, unsigned int readable,
		     unsigned int writable, void *cookie);

/*
 * The same through one of the queue's tables, filled in place, for who knows that the
 * segments are right: at most as many as the queue was made for, none empty, the
 * readable ones first, less than 4 GiB together.
 *
 *	table = uk_virtqueue_table(queue);	NULL: none is free, or the queue is full
 *	uk_virtqueue_table_put(queue, table, 0, header, 16, false); ...
 *	uk_virtqueue_add_table(queue, table, count, writable_bytes + 1, cookie);
 */
static inline struct uk_virtqueue_descriptor *
uk_virtqueue_table(const struct uk_virtqueue *queue);
static __uk_always_inline void
uk_virtqueue_table_put(const struct uk_virtqueue *queue,
		       struct uk_virtqueue_descriptor *table, unsigned int at,
		       const void *base, uint32_t length, bool is_writable);
static inline void uk_virtqueue_add_table(struct uk_virtqueue *queue,
					  struct uk_virtqueue_descriptor *table,
					  unsigned int count, uint32_t limit,
					  void *cookie);

/*
 * Shows the device all that was added (it may have seen some already). True if it
 * wants to be told: call uk_virtqueue_kick(). May be called again, with nothing
 * new, while the device has something to do: QEMU (seen with 7.2), emulating one CPU,
 * leaves out the barrier that a certain answer needs, so a wish to be told may
 * be seen only the next time.
 */
bool uk_virtqueue_publish(struct uk_virtqueue *queue);

static inline void uk_virtqueue_kick(struct uk_virtqueue *queue);

/*
 * The cookie of the next chain that the device has completed, or NULL. `length`
 * is how many bytes the device says it has written, never more than were
 * writable; 0 if none were. About 100 bytes wherever it is called.
 */
static __uk_always_inline void *uk_virtqueue_take(struct uk_virtqueue *queue,
						  uint32_t *length);

/* True if completions wait: uk_virtqueue_take() has something to do. */
static inline bool uk_virtqueue_waiting(const struct uk_virtqueue *queue);

/*
 * Asks for an interrupt at the next completion. False if completions wait
 * already, and then there may be none: take them and try again. Interrupts
 * may always come unasked, and go on until they are disabled (with
 * EVENT_IDX: one comes for each call). True for a broken queue.
 */
bool uk_virtqueue_interrupt_enable(struct uk_virtqueue *queue);
void uk_virtqueue_interrupt_disable(struct uk_virtqueue *queue);

/* After the device was reset: the cookies of all that it still had, one at each
 * call, in no order; NULL at the end. Nothing can be added any more.
 */
void *uk_virtqueue_detach(struct uk_virtqueue *queue);

#include <uk/virtqueue_inline.h>

#endif /* UK_VIRTQUEUE_H */
