/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stacks that the program brings: all of the thread lies there, and nothing beside it.
 */
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/thread.h>

UK_TESTSUITE(uksched_stack_given, "uksched: stacks of the program's");

#define EDGE 64
#define SIZE 8192

static char room[EDGE + SIZE + EDGE];
static char *const memory = room + EDGE;

static void *look(void *argument)
{
	char *here = __builtin_frame_address(0);
	char *thread = (char *)uk_thread_current();

	uk_thread_yield();
	UK_EXPECT(here > memory && here < memory + SIZE);
	UK_EXPECT(thread > here);
	UK_EXPECT(thread + sizeof(struct uk_thread) <= memory + SIZE);
	return argument;
}

UK_TEST(uksched_stack_given, everything_lies_there)
{
	/* odd sizes, too */
	for (size_t cut = 0; cut < 40; cut += 13) {
		struct uk_thread_attributes attributes = {
			.stack = memory, .stack_size = SIZE - cut,
		};
		struct uk_thread *thread;
		void *value = NULL;

		memset(room, 0x5a, sizeof(room));
		UK_REQUIRE(!uk_thread_create(&thread, &attributes, look, room));
		UK_EXPECT(thread->stack == (uintptr_t)memory);
		UK_EXPECT_EQ(uk_thread_join(thread, &value), 0);
		UK_EXPECT(value == room);
		for (size_t i = 0; i < EDGE; i++)
			UK_EXPECT(room[i] == 0x5a &&
				  memory[SIZE - cut + i] == 0x5a);
	}
}

UK_TEST(uksched_stack_given, detached)
{
	struct uk_thread_attributes attributes = {
		.stack = memory, .stack_size = SIZE, .detached = true,
	};

	for (int i = 0; i < 3; i++) {
		UK_EXPECT_EQ(uk_thread_create(NULL, &attributes, look, NULL), 0);
		uk_thread_yield();
		uk_thread_yield();
	}
}

UK_TEST(uksched_stack_given, too_small)
{
	struct uk_thread_attributes attributes = {
		.stack = memory, .stack_size = UK_THREAD_STACK_MIN,
	};
	struct uk_thread *thread;

	UK_EXPECT_EQ(uk_thread_create(&thread, &attributes, look, NULL),
		     -EINVAL);
}
