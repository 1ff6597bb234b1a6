/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stacks: their size is what was asked for, the page below is not mapped, and
 * is again when the thread is gone.
 */
#include <uk/arch/paging.h>
#include <uk/test.h>
#include <uk/thread.h>

UK_TESTSUITE(uksched_stack, "uksched: stacks");

#ifdef CONFIG_LIBUKSCHED_STACK_GUARD

static void *do_nothing(void *argument)
{
	return argument;
}

UK_TEST(uksched_stack, guard_page_below_and_back_again)
{
	struct uk_thread *thread;
	uintptr_t stack;

	UK_REQUIRE(!uk_thread_create(&thread, NULL, do_nothing, NULL));
	stack = thread->stack;
	UK_EXPECT_EQ(stack % UK_PAGE_SIZE, 0UL);
	UK_EXPECT_EQ(uk_arch_page_rights(stack - 1), UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_arch_page_rights(stack - UK_PAGE_SIZE),
		     UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_arch_page_rights(stack),
		     UK_PAGE_READ | UK_PAGE_WRITE);
	UK_EXPECT_EQ(uk_arch_page_rights(stack + thread->stack_size),
		     UK_PAGE_READ | UK_PAGE_WRITE);
	UK_EXPECT_EQ(uk_thread_join(thread, NULL), 0);
#ifndef CONFIG_WANTS_STACKS /* else the page is never mapped */
	UK_EXPECT_EQ(uk_arch_page_rights(stack - UK_PAGE_SIZE),
		     UK_PAGE_READ | UK_PAGE_WRITE);
#endif
}

#endif /* CONFIG_LIBUKSCHED_STACK_GUARD */

/* Writes the stack from here to its lowest byte. */
static void *use_all(void *argument __uk_unused)
{
	volatile char *lowest = (char *)uk_thread_current()->stack;
	volatile char *here = __builtin_frame_address(0);
	size_t count = 0;

	/* Below the red zone and what an inlined call may need. */
	for (volatile char *byte = here - 512; byte >= lowest; byte--) {
		*byte = 0x5a;
		count++;
	}
	return (void *)count;
}

UK_TEST(uksched_stack, all_bytes_are_usable)
{
	static const size_t sizes[] = { 0, 2048, 4096, 5000, 65536 };

	for (size_t i = 0; i < UK_ARRAY_SIZE(sizes); i++) {
		struct uk_thread_attributes attributes = {
			.stack_size = sizes[i],
		};
		size_t wanted = sizes[i] ?:
				CONFIG_LIBUKSCHED_STACK_KIB * 1024UL;
		struct uk_thread *thread;
		void *value = NULL;

		UK_REQUIRE(!uk_thread_create(&thread, &attributes, use_all,
					     NULL));
		UK_EXPECT(thread->stack_size >= wanted);
		UK_EXPECT(thread->stack_size < wanted + UK_PAGE_SIZE);
		UK_EXPECT_EQ(uk_thread_join(thread, &value), 0);
		UK_EXPECT((size_t)value > wanted - 1024);
	}
}

static void *frame_alignment(void *argument __uk_unused)
{
	/* The ABI: the frame address is 16-byte aligned. */
	return (void *)((uintptr_t)__builtin_frame_address(0) % 16);
}

UK_TEST(uksched_stack, entry_finds_the_stack_aligned)
{
	struct uk_thread_attributes odd = { .stack_size = 3001 };
	struct uk_thread *thread;
	void *value = NULL;

	UK_REQUIRE(!uk_thread_create(&thread, &odd, frame_alignment, NULL));
	UK_EXPECT_EQ(uk_thread_join(thread, &value), 0);
	UK_EXPECT_EQ((uintptr_t)value, 0UL);
}
