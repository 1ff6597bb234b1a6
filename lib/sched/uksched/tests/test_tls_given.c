/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that lie in the program's memory: they run where they are told to, and say when
 * they are off it.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/test.h>
#include <uk/thread.h>

UK_TESTSUITE(uksched_tls_given, "uksched: threads in memory of the program's");

#define STACK 8192
#define THREADS 50

struct place {
	char stack[STACK] __uk_aligned(16);
	struct uk_thread thread;
	void *block; /* of TLS */
	int value;
	int gone; /* how often */
	bool ran_there;
	bool gone_by_itself;
};

static _Thread_local int own = 4711;
static struct place *places;
static int refuse;

static int maybe_refuse(struct uk_thread *thread __uk_unused)
{
	return refuse;
}

UK_THREAD_HOOK(test_tls_given, maybe_refuse, NULL);

static void gone(struct uk_thread *thread)
{
	struct place *place = UK_CONTAINER_OF(thread, struct place, thread);

	place->gone++;
	place->gone_by_itself = uk_thread_current() == thread;
}

static void *look(void *argument)
{
	struct place *place = argument;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	place->ran_there = here - (uintptr_t)place->stack < STACK &&
			   uk_arch_tls_get() - (uintptr_t)place->block <=
				   uk_arch_tls_size() &&
			   uk_thread_current() == &place->thread && own == 4711;
	own = place->value;
	uk_thread_yield();
	place->value = own + 1;
	return place;
}

static int start(struct place *place, bool detached, struct uk_thread **thread)
{
	struct uk_thread_attributes attributes = {
		.name = "guest",
		.detached = detached,
		.given = {
			.thread = &place->thread,
			.stack_top = place->stack + STACK,
			.gone = gone,
		},
	};

	place->block = uk_memalign(uk_alloc_default(), uk_arch_tls_align(),
				   uk_arch_tls_size());
	if (!place->block)
		return -ENOMEM;
	attributes.given.tls = uk_arch_tls_init(place->block);
	return uk_thread_create(thread, &attributes, look, place);
}

static bool take_places(int count)
{
	places = uk_calloc(uk_alloc_default(), (size_t)count, sizeof(*places));
	return places != NULL;
}

static void drop_places(int count)
{
	for (int i = 0; i < count; i++)
		uk_free(uk_alloc_default(), places[i].block);
	uk_free(uk_alloc_default(), places);
}

UK_TEST(uksched_tls_given, detached)
{
	UK_REQUIRE(take_places(THREADS));
	for (int i = 0; i < THREADS; i++) {
		places[i].value = i * 10;
		UK_REQUIRE(!start(&places[i], true, NULL));
		UK_EXPECT(uk_thread_local_of(&places[i].thread, own) != &own);
	}
	for (int i = 0; i < 4; i++)
		uk_thread_yield();
	for (int i = 0; i < THREADS; i++) {
		UK_EXPECT(places[i].ran_there);
		UK_EXPECT_EQ(places[i].value, i * 10 + 1);
		UK_EXPECT_EQ(places[i].gone, 1);
		UK_EXPECT(!places[i].gone_by_itself);
	}
	UK_EXPECT_EQ(own, 4711);
	drop_places(THREADS);
}

UK_TEST(uksched_tls_given, joined)
{
	struct uk_thread *thread;
	void *value = NULL;

	UK_REQUIRE(take_places(1));
	UK_REQUIRE(!start(places, false, &thread));
	UK_EXPECT(thread == &places->thread && thread != uk_thread_first());
	UK_EXPECT_EQ(uk_thread_join(thread, &value), 0);
	UK_EXPECT(value == places && places->gone == 1);
	drop_places(1);
}

UK_TEST(uksched_tls_given, refused_by_a_hook)
{
	UK_REQUIRE(take_places(1));
	refuse = -ENOTSUP;
	UK_EXPECT_EQ(start(places, true, NULL), -ENOTSUP);
	refuse = 0;
	uk_thread_yield();
	UK_EXPECT(places->gone == 0 && !places->ran_there);
	drop_places(1);
}
