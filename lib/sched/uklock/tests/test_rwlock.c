/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Read-write locks: who may be inside with whom, order of arrival, and what a
 * timeout of one means for those behind it.
 */
#include <uk/errno.h>
#include <uk/rwlock.h>
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(uklock_rwlock, "uklock: read-write lock");

static struct uk_rwlock lock = UK_RWLOCK_INIT;
static char trace[16];
static int trace_count;

UK_TEST(uklock_rwlock, many_readers_or_one_writer)
{
	UK_EXPECT_EQ(uk_rwlock_try_read(&lock), 0);
	UK_EXPECT_EQ(uk_rwlock_try_read(&lock), 0);
	UK_EXPECT_EQ(uk_rwlock_try_write(&lock), -EBUSY);
	uk_rwlock_unlock(&lock);
	UK_EXPECT_EQ(uk_rwlock_try_write(&lock), -EBUSY);
	uk_rwlock_unlock(&lock);
	UK_EXPECT_EQ(uk_rwlock_try_write(&lock), 0);
	UK_EXPECT_EQ(uk_rwlock_try_write(&lock), -EBUSY);
	UK_EXPECT_EQ(uk_rwlock_try_read(&lock), -EBUSY);
	UK_EXPECT_EQ(uk_rwlock_read_until(&lock, 0), -ETIMEDOUT);
	UK_EXPECT_EQ(uk_rwlock_write_until(&lock, 0), -ETIMEDOUT);
	uk_rwlock_unlock(&lock);
	UK_EXPECT_EQ(uk_rwlock_try_read(&lock), 0);
	uk_rwlock_unlock(&lock);
}

static void *reader(void *argument __uk_unused)
{
	uk_rwlock_read(&lock);
	trace[trace_count++] = 'r';
	uk_thread_yield();
	trace[trace_count++] = '.';
	uk_rwlock_unlock(&lock);
	return NULL;
}

static void *writer(void *argument __uk_unused)
{
	uk_rwlock_write(&lock);
	trace[trace_count++] = 'w';
	uk_thread_yield();
	trace[trace_count++] = '.';
	uk_rwlock_unlock(&lock);
	return NULL;
}

UK_TEST(uklock_rwlock, order_of_arrival)
{
	/* The two readers in the middle are inside together. */
	static const char expected[] = "w.rr..w.r.";
	static void *(*const entries[])(void *) = { writer, reader, reader,
						     writer, reader };
	struct uk_thread *threads[UK_ARRAY_SIZE(entries)];

	trace_count = 0;
	uk_rwlock_read(&lock);
	for (size_t i = 0; i < UK_ARRAY_SIZE(entries); i++) {
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, entries[i],
					     NULL));
		uk_thread_yield();
	}
	/* A reader would fit, but a writer is ahead. */
	UK_EXPECT_EQ(uk_rwlock_try_read(&lock), -EBUSY);
	UK_EXPECT_EQ(trace_count, 0);
	uk_rwlock_unlock(&lock);
	for (size_t i = 0; i < UK_ARRAY_SIZE(entries); i++)
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
	UK_REQUIRE(trace_count == (int)sizeof(expected) - 1);
	for (int i = 0; i < trace_count; i++)
		UK_EXPECT_EQ(trace[i], expected[i]);
	UK_EXPECT_EQ(uk_rwlock_try_write(&lock), 0);
	uk_rwlock_unlock(&lock);
}

static void *impatient_writer(void *argument __uk_unused)
{
	uint64_t deadline = uk_time_deadline(2 * UK_TIME_MILLISECOND);

	return (void *)(intptr_t)uk_rwlock_write_until(&lock, deadline);
}

UK_TEST(uklock_rwlock, leaving_writer_lets_readers_pass)
{
	struct uk_thread *gone, *behind;
	void *value = NULL;

	trace_count = 0;
	uk_rwlock_read(&lock);
	UK_REQUIRE(!uk_thread_create(&gone, NULL, impatient_writer, NULL));
	UK_REQUIRE(!uk_thread_create(&behind, NULL, reader, NULL));
	uk_thread_yield();
	UK_EXPECT_EQ(trace_count, 0);
	UK_EXPECT_EQ(uk_thread_join(gone, &value), 0);
	UK_EXPECT_EQ((intptr_t)value, -(intptr_t)ETIMEDOUT);
	/* We still read; so may the one behind now. */
	UK_EXPECT_EQ(uk_thread_join(behind, NULL), 0);
	UK_EXPECT_EQ(trace_count, 2);
	uk_rwlock_unlock(&lock);
	UK_EXPECT_EQ(uk_rwlock_try_write(&lock), 0);
	uk_rwlock_unlock(&lock);
}
