/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thread-local variables: each thread has its own, set up as the source says,
 * and keeps them across switches.
 */
#include <uk/test.h>
#include <uk/thread.h>

UK_TESTSUITE(uksched_tls, "uksched: thread-local variables");

#define THREADS 8

static __thread int initialised = 4711;
static __thread int zeroed;
static __thread char aligned[64] __uk_aligned(64);

static bool fresh(void)
{
	bool clear = initialised == 4711 && zeroed == 0 &&
		     UK_IS_ALIGNED((uintptr_t)aligned, 64);

	for (size_t i = 0; i < sizeof(aligned); i++)
		clear = clear && aligned[i] == 0;
	return clear;
}

/* Noinline: the address of a thread-local variable is found anew. */
static void __uk_noinline set(int number)
{
	initialised = number;
	zeroed = -number;
	aligned[63] = (char)number;
}

static bool __uk_noinline same(int number)
{
	return initialised == number && zeroed == -number &&
	       aligned[63] == (char)number;
}

static void *own_copies(void *argument)
{
	int number = (int)(intptr_t)argument;
	bool good = fresh();

	for (int i = 0; i < 10; i++) {
		set(number + i);
		uk_thread_yield();
		good = good && same(number + i);
	}
	return (void *)(intptr_t)good;
}

UK_TEST(uksched_tls, threads_do_not_share)
{
	struct uk_thread *threads[THREADS];
	int good = 0;

	set(1);
	for (int i = 0; i < THREADS; i++)
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, own_copies,
					     (void *)(intptr_t)(100 * i)));
	for (int i = 0; i < THREADS; i++) {
		void *value = NULL;

		UK_EXPECT_EQ(uk_thread_join(threads[i], &value), 0);
		good += value != NULL;
	}
	UK_EXPECT_EQ(good, THREADS);
	UK_EXPECT(same(1));
}

static void *read_initialised(void *argument __uk_unused)
{
	return (void *)(intptr_t)initialised;
}

UK_TEST(uksched_tls, reached_from_another_thread)
{
	struct uk_thread *thread;
	void *value = NULL;

	set(2);
	UK_REQUIRE(!uk_thread_create(&thread, NULL, read_initialised, NULL));
	UK_EXPECT(*uk_thread_local_of(thread, initialised) == 4711);
	*uk_thread_local_of(thread, initialised) = 42;
	UK_EXPECT(same(2));
	UK_EXPECT_EQ(uk_thread_join(thread, &value), 0);
	UK_EXPECT_EQ((intptr_t)value, 42L);
	UK_EXPECT(uk_thread_local_of(uk_thread_current(), zeroed) == &zeroed);
}
