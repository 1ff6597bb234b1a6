/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools of packet buffers: none lost, none given twice, none overlapping.
 */
#include <uk/alloc.h>
#include <uk/netbuf_pool.h>
#include <uk/string.h>
#include <uk/test.h>
#ifdef UK_TEST_HOST
#include <uk/tlsf.h>
#endif

#define COUNT 20
#define SIZE 100
#define EXTRA 24

UK_TESTSUITE(uknetdev_pool, "pools of packet buffers");

static struct uk_alloc *heap(void)
{
#ifdef UK_TEST_HOST
	static char memory[64 * 1024] __uk_aligned(64);

	if (!uk_alloc_default())
		uk_alloc_default_set(uk_alloc_create(&uktlsf_ukalloc_ops,
						     memory, sizeof(memory)));
#endif
	return uk_alloc_default();
}

/* Whether all bytes of the packet buffers, and of what is theirs, are distinct. */
static bool keep_apart(struct uk_netbuf **buffers, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		memset(buffers[i]->memory, (int)i, buffers[i]->size);
		memset(uk_netbuf_extra(buffers[i]), (int)~i, EXTRA);
	}
	for (unsigned int i = 0; i < count; i++) {
		const uint8_t *extra = uk_netbuf_extra(buffers[i]);

		if (buffers[i]->size != SIZE || !buffers[i]->release)
			return false;
		for (unsigned int j = 0; j < SIZE; j++)
			if (buffers[i]->memory[j] != (uint8_t)i)
				return false;
		for (unsigned int j = 0; j < EXTRA; j++)
			if (extra[j] != (uint8_t)~i)
				return false;
	}
	return true;
}

UK_TEST(uknetdev_pool, every_buffer_once)
{
	struct uk_netbuf_pool *pool =
		uk_netbuf_pool_create(heap(), COUNT, SIZE, EXTRA);
	struct uk_netbuf *buffers[COUNT + 1];

	UK_REQUIRE(pool && pool->count == COUNT);
	for (int round = 0; round < 3; round++) {
		UK_EXPECT_EQ(uk_netbuf_pool_take(pool, buffers, 7), 7);
		UK_EXPECT_EQ(pool->available, COUNT - 7);
		UK_EXPECT_EQ(uk_netbuf_pool_take(pool, buffers + 7, COUNT),
			     COUNT - 7);
		UK_EXPECT_EQ(uk_netbuf_pool_take(pool, buffers + COUNT, 1), 0);
		UK_EXPECT(!uk_netbuf_pool_get(pool));
		UK_EXPECT(keep_apart(buffers, COUNT));
		for (unsigned int i = 0; i < COUNT; i++) {
			struct uk_netbuf *back = buffers[i * 7 % COUNT];

			back->next = NULL;
			uk_netbuf_release(back);
		}
		UK_EXPECT_EQ(pool->available, COUNT);
	}
	uk_netbuf_pool_destroy(heap(), pool);
}

UK_TEST(uknetdev_pool, a_buffer_to_send_is_clean)
{
	struct uk_netbuf_pool *pool = uk_netbuf_pool_create(heap(), 1, SIZE, 0);
	struct uk_netbuf *buffer;

	UK_REQUIRE(pool);
	for (int round = 0; round < 2; round++) {
		buffer = uk_netbuf_pool_get(pool);
		UK_REQUIRE(buffer);
		UK_EXPECT_EQ(uk_netbuf_headroom(buffer), UK_NETBUF_HEADROOM);
		UK_EXPECT_EQ(uk_netbuf_length(buffer), 0);
		UK_EXPECT(!buffer->next && !buffer->flags && !buffer->gso);
		buffer->data += 3;
		buffer->length = 5;
		buffer->flags = UK_NETBUF_CHECKSUM_PARTIAL;
		buffer->gso = UK_NETBUF_GSO_TCP6;
		uk_netbuf_release(buffer);
	}
	uk_netbuf_pool_destroy(heap(), pool);
}

static unsigned int foreign_released;

static void release_foreign(struct uk_netbuf *packet)
{
	foreign_released++;
	UK_EXPECT(!packet->next);
}

/* A chain's pieces go back to where each came from. */
UK_TEST(uknetdev_pool, a_chain_of_several_owners)
{
	struct uk_netbuf_pool *a = uk_netbuf_pool_create(heap(), 3, SIZE, 0);
	struct uk_netbuf_pool *b = uk_netbuf_pool_create(heap(), 3, SIZE, 0);
	struct uk_netbuf foreign = { .release = release_foreign };
	struct uk_netbuf *first, *second, *last;

	UK_REQUIRE(a && b);
	first = uk_netbuf_pool_get(a);
	second = uk_netbuf_pool_get(b);
	last = uk_netbuf_pool_get(a);
	UK_REQUIRE(first && second && last);
	first->length = 10;
	second->length = 20;
	last->length = 30;
	first->next = second;
	second->next = &foreign;
	foreign.next = last;
	UK_EXPECT_EQ(uk_netbuf_length(first), 60);
	foreign_released = 0;
	uk_netbuf_release(first);
	UK_EXPECT_EQ(foreign_released, 1);
	UK_EXPECT_EQ(a->available, 3);
	UK_EXPECT_EQ(b->available, 3);
	UK_EXPECT_EQ(uk_netbuf_pool_get(a), last); /* still in the cache */
	uk_netbuf_release(last);
	uk_netbuf_pool_destroy(heap(), a);
	uk_netbuf_pool_destroy(heap(), b);
}

UK_TEST(uknetdev_pool, refusals)
{
	UK_EXPECT(!uk_netbuf_pool_create(heap(), 0, SIZE, 0));
	UK_EXPECT(!uk_netbuf_pool_create(heap(), 1, 0, 0));
	UK_EXPECT(!uk_netbuf_pool_create(heap(), 1, SIZE_MAX, 0));
	UK_EXPECT(!uk_netbuf_pool_create(heap(), 1, SIZE, SIZE_MAX));
	UK_EXPECT(!uk_netbuf_pool_create(heap(), UINT32_MAX, UINT32_MAX - 64,
					 0)); /* no such memory */
	uk_netbuf_pool_destroy(heap(), NULL);
}
