/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools of packet buffers: descriptions in front, the memory of all behind them,
 * so that looking at descriptions touches no packet.
 */
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/netbuf_pool.h>
#include <uk/string.h>

#define LINE 64 /* a cache line; no two buffers share one */

_Static_assert(sizeof(struct uk_netbuf) == LINE, "a description is a cache line");

static void release(struct uk_netbuf *packet);

static void give(struct uk_netbuf *buffer)
{
	struct uk_netbuf_pool *pool = buffer->owner;

	UK_ASSERT(pool->available < pool->count);
	buffer->next = pool->free;
	pool->free = buffer;
	pool->available++;
}

/* The other pieces of a chain, which may be anybody's */
static __uk_noinline void release_rest(struct uk_netbuf *piece)
{
	while (piece) {
		struct uk_netbuf *next = piece->next;

		if (piece->release == release) {
			give(piece);
		} else {
			piece->next = NULL;
			piece->release(piece);
		}
		piece = next;
	}
}

static void release(struct uk_netbuf *packet)
{
	struct uk_netbuf *next = packet->next;

	give(packet);
	if (UK_UNLIKELY(next))
		release_rest(next);
}

struct uk_netbuf_pool *uk_netbuf_pool_create(struct uk_alloc *a,
					     unsigned int count, size_t size,
					     size_t extra)
{
	struct uk_netbuf_pool *pool;
	size_t stride, room, bytes;
	char *description;
	uint8_t *memory;

	if (!count || !size || size > UINT32_MAX - LINE || extra > UINT32_MAX)
		return NULL;
	stride = LINE + UK_ALIGN_UP(extra, LINE);
	room = UK_ALIGN_UP(size, LINE);
	if (__builtin_mul_overflow(stride + room, (size_t)count, &bytes) ||
	    __builtin_add_overflow(bytes, (size_t)LINE, &bytes))
		return NULL;
	pool = uk_memalign(a, LINE, bytes);
	if (!pool)
		return NULL;
	description = (char *)pool + LINE;
	memory = (uint8_t *)description + count * stride;
	memset(description, 0, count * stride);
	pool->free = NULL;
	pool->available = pool->count = count;
	/* The lowest is taken first. */
	while (count--) {
		struct uk_netbuf *buffer =
			(struct uk_netbuf *)(description + count * stride);

		buffer->memory = memory + count * room;
		buffer->size = (uint32_t)size;
		buffer->release = release;
		buffer->owner = pool;
		buffer->next = pool->free;
		pool->free = buffer;
	}
	return pool;
}

void uk_netbuf_pool_destroy(struct uk_alloc *a, struct uk_netbuf_pool *pool)
{
	UK_ASSERT(!pool || pool->available == pool->count);
	uk_free(a, pool);
}

unsigned int uk_netbuf_pool_take(void *argument, struct uk_netbuf **buffers,
				 unsigned int count)
{
	struct uk_netbuf_pool *pool = argument;
	struct uk_netbuf *buffer = pool->free;
	unsigned int taken;

	for (taken = 0; taken < count && buffer; taken++) {
		buffers[taken] = buffer;
		buffer = buffer->next;
	}
	pool->free = buffer;
	pool->available -= taken;
	return taken;
}
