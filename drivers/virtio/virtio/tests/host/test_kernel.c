/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/test.h>

#include "../fixture.h"
#include "host.h"
#include "../../../../../lib/mem/ukalloc/tests/host_heap.h"

UK_TESTSUITE(virtqueue_kernel, "what a virtqueue takes from the kernel");

/* The first allocation that fails takes back what there was: the sanitizer
 * looks for leaks.
 */
UK_TEST(virtqueue_kernel, no_memory)
{
	struct uk_virtqueue_config config = { .size = 8, .segments = 2,
					      .tables = 1 };
	struct uk_virtqueue *queue;
	unsigned int enough = 0;

	FIXTURE_FOR_EACH(kind) {
		int error = -ENOMEM;

		for (enough = 0; error; enough++) {
			host_heap_allocations = enough;
			error = virtqueue_create(uk_alloc_default(), &config,
						 *kind, &queue);
			UK_REQUIRE(!error || error == -ENOMEM);
		}
		UK_EXPECT(enough > 2);
		virtqueue_destroy(uk_alloc_default(), queue);
	}
	host_heap_allocations = ~0u;
}

/* A queue that breaks says so once. */
UK_TEST(virtqueue_kernel, one_message)
{
	struct fixture f;
	uint32_t length;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(fixture_begin(&f, kind, 8, 1));
		UK_EXPECT_EQ(uk_virtqueue_add_readable(f.queue, &f, 1, &f), 0);
		uk_virtqueue_publish(f.queue);
		host_messages = 0;
		model_forge(&f.model, 5, 0);
		for (unsigned int i = 0; i < 3; i++)
			UK_EXPECT(!uk_virtqueue_take(f.queue, &length));
		UK_EXPECT_EQ(host_messages, 1);
		fixture_end(&f);
	}
}
