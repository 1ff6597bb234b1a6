/* SPDX-License-Identifier: BSD-3-Clause */
/* A disk as this driver keeps it, and what its files share. */
#ifndef VIRTIO_BLK_H
#define VIRTIO_BLK_H

#include <uk/blkdev_driver.h>
#include <uk/virtio.h>
#include <uk/virtqueue.h>

/* Virtio 1.2 section 5.2.3 */
#define F_SIZE_MAX UK_VIRTIO_FEATURE(1)
#define F_SEG_MAX UK_VIRTIO_FEATURE(2)
#define F_RO UK_VIRTIO_FEATURE(5)
#define F_BLK_SIZE UK_VIRTIO_FEATURE(6)
#define F_FLUSH UK_VIRTIO_FEATURE(9)
#define F_TOPOLOGY UK_VIRTIO_FEATURE(10)
#define F_CONFIG_WCE UK_VIRTIO_FEATURE(11)
#define F_MQ UK_VIRTIO_FEATURE(12)
#define F_DISCARD UK_VIRTIO_FEATURE(13)
#define F_WRITE_ZEROES UK_VIRTIO_FEATURE(14)

/* Section 5.2.4: offsets in the configuration */
#define CONFIG_CAPACITY 0
#define CONFIG_SIZE_MAX 8
#define CONFIG_SEG_MAX 12
#define CONFIG_BLK_SIZE 20
#define CONFIG_PHYSICAL_EXPONENT 24
#define CONFIG_WRITEBACK 32
#define CONFIG_QUEUES 34
#define CONFIG_DISCARD_MOST 36
#define CONFIG_ZEROES_MOST 48
#define CONFIG_ZEROES_UNMAP 56

/* Section 5.2.6: types of requests, and what the device says of one */
enum {
	TYPE_IN = 0,
	TYPE_OUT = 1,
	TYPE_FLUSH = 4,
	TYPE_GET_ID = 8,
	TYPE_DISCARD = 11,
	TYPE_WRITE_ZEROES = 13,
};
enum {
	STATUS_OK = 0,
	STATUS_IOERR = 1,
	STATUS_UNSUPP = 2,
	STATUS_NONE = 0xff, /* ours: it has said nothing yet */
};
#define RANGE_UNMAP 1u
#define ID_BYTES 20

/* Of a queue: enough that the device always has something to do, in 128 * 40 bytes
 * of rings and TABLES * 34 * 16 of tables.
 */
#define RING_MOST 128u
#define TABLES 32u
#define SEGMENTS_MOST 32u

/* Around the data: the header and the status. */
#define AROUND 2u

struct virtio_blk_header {
	uint32_t type;
	uint32_t reserved;
	uint64_t sector;
};

/* Section 5.2.6: of DISCARD and WRITE_ZEROES, behind the header */
struct virtio_blk_range {
	uint64_t sector;
	uint32_t sectors;
	uint32_t flags;
};

/* What lies in uk_blk_request.driver; the device is told of its parts. */
struct virtio_blk_own {
	struct virtio_blk_header header;
	struct virtio_blk_range range;
	uint8_t status;
	bool must_flush; /* once the write is done */
};

struct virtio_blk_queue {
	struct virtio_blk *blk;
	struct uk_virtqueue *ring;
	bool polled;
};

struct virtio_blk {
	struct uk_blkdev blkdev;
	struct uk_virtio_device *virtio;
	struct virtio_blk_queue *queues; /* blkdev.queues of them */
	unsigned int queue_count;
	bool zeroes_unmap;
	bool knows_serial;
	bool broken; /* until the device is stopped */
	bool lost;   /* it did not answer a reset: never again */
	/* To ask for the serial: not on the stack, for a device that is late may
	 * still write here.
	 */
	struct virtio_blk_own question;
	char id[ID_BYTES];
	/* A request as a chain, while it is handed over */
	struct uk_sgsegment chain[SEGMENTS_MOST + AROUND];
};

static inline struct virtio_blk *virtio_blk_of(struct uk_blkdev *dev)
{
	return UK_CONTAINER_OF(dev, struct virtio_blk, blkdev);
}

static inline struct virtio_blk_own *virtio_blk_own(struct uk_blk_request *request)
{
	_Static_assert(sizeof(struct virtio_blk_own) <=
			       sizeof(((struct uk_blk_request *)0)->driver),
		       "a request has no room for the driver's part");
	return (void *)request->driver;
}

/* describe.c: fills `info` from what the device offers. 0, or -EINVAL after it was
 * printed.
 */
int virtio_blk_describe(struct virtio_blk *blk);
/* Its size, in whole blocks. Any context. */
int virtio_blk_read_size(struct virtio_blk *blk);
unsigned int virtio_blk_ring(struct virtio_blk *blk);

/* setup.c */
int virtio_blk_start(struct uk_blkdev *dev, unsigned int queues);
void virtio_blk_stop(struct uk_blkdev *dev);

/* submit.c */
int virtio_blk_submit(struct uk_blkdev *dev, unsigned int queue,
		      struct uk_blk_request **requests, unsigned int count);
/* Turns the write that was done into a flush; 0, or -EIO. There is room. */
int virtio_blk_submit_flush(struct virtio_blk_queue *queue,
			    struct uk_blk_request *request);

/* complete.c */
int virtio_blk_reap(struct uk_blkdev *dev, unsigned int queue);
int virtio_blk_interrupt(struct uk_blkdev *dev, unsigned int queue, bool on);
void virtio_blk_queue_event(void *queue);
void virtio_blk_config_event(void *blk);
/* Resets the device, and ends all that it has with -EIO. Interrupts are disabled. */
void virtio_blk_break(struct virtio_blk *blk);

#endif /* VIRTIO_BLK_H */
