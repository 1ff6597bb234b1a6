/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool of packet buffers of one size, in one piece of memory: what a receive
 * queue is filled from, and what an application makes its packets in. Taking and
 * giving back are a few instructions; the newest comes first, still in the cache.
 *
 * Context: threads, one at a time, as a queue. Nothing sleeps.
 */
#ifndef UK_NETBUF_POOL_H
#define UK_NETBUF_POOL_H

#include <uk/netbuf.h>

struct uk_alloc;

/* All fields belong to the pool; `available` and `count` may be read. */
struct uk_netbuf_pool {
	struct uk_netbuf *free;
	unsigned int available;
	unsigned int count;
};

/*
 * Makes `count` buffers of `size` bytes, with `extra` bytes of the maker's own
 * behind each description (uk_netbuf_extra()), zeroed once. Memory: a cache
 * line, `extra` and `size` for each, one allocation. NULL: no memory, or
 * `count` or `size` is 0.
 */
struct uk_netbuf_pool *uk_netbuf_pool_create(struct uk_alloc *a,
					     unsigned int count, size_t size,
					     size_t extra) __uk_must_check;

/* Frees it with all buffers, which must all be back. NULL is fine. */
void uk_netbuf_pool_destroy(struct uk_alloc *a, struct uk_netbuf_pool *pool);

/* Takes up to `count` single buffers and returns how many: as
 * uk_netdev_rx_config.take wants it, with the pool as its argument.
 */
unsigned int uk_netbuf_pool_take(void *pool, struct uk_netbuf **buffers,
				 unsigned int count);

/* A buffer to send: empty, with UK_NETBUF_HEADROOM before its data, no offload
 * asked for. NULL if all are taken.
 */
static inline __uk_must_check struct uk_netbuf *
uk_netbuf_pool_get(struct uk_netbuf_pool *pool)
{
	struct uk_netbuf *buffer = pool->free;

	if (!buffer)
		return NULL;
	pool->free = buffer->next;
	pool->available--;
	buffer->next = NULL;
	buffer->data = buffer->memory + UK_NETBUF_HEADROOM;
	buffer->length = 0;
	buffer->flags = 0;
	buffer->gso = UK_NETBUF_GSO_NONE;
	return buffer;
}

/* The `extra` bytes of a buffer of such a pool, aligned as the heap's blocks. */
static inline void *uk_netbuf_extra(struct uk_netbuf *buffer)
{
	return buffer + 1;
}

#endif /* UK_NETBUF_POOL_H */
