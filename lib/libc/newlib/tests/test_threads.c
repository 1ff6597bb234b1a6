/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several threads in the library: errno and other state of each, streams locked
 * against one another, nothing left on the heap at a thread's end.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/test.h>
#include <uk/thread.h>
#include <uk/time.h>

UK_TESTSUITE(newlib_threads, "newlib: threads");

static void *own_state(void *argument)
{
	int own = (int)(intptr_t)argument;
	char text[] = "a b c";
	char *rest = strtok(text, " ");

	errno = own;
	uk_thread_yield();
	rest = strtok(NULL, " ");
	uk_thread_yield();
	return (void *)(intptr_t)(errno == own && rest && *rest == 'b');
}

UK_TEST(newlib_threads, own_state)
{
	struct uk_thread *threads[4];

	errno = 77;
	for (int i = 0; i < 4; i++)
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, own_state,
					     (void *)(intptr_t)(i + 1)));
	for (int i = 0; i < 4; i++) {
		void *value = NULL;

		UK_EXPECT_EQ(uk_thread_join(threads[i], &value), 0);
		UK_EXPECT_EQ((intptr_t)value, 1);
	}
	UK_EXPECT_EQ(errno, 77);
}

static FILE *shared;

static void *write_line(void *argument)
{
	fprintf(shared, "%s", (const char *)argument);
	return NULL;
}

UK_TEST(newlib_threads, streams_are_locked)
{
	struct uk_thread *thread;
	char *text = NULL;
	size_t length = 0;

	shared = open_memstream(&text, &length);
	UK_REQUIRE(shared != NULL);
	flockfile(shared);
	fputs("first ", shared);
	UK_REQUIRE(!uk_thread_create(&thread, NULL, write_line, "third"));
	uk_sleep_ns(UK_TIME_MILLISECOND); /* it runs, and waits for the lock */
	fputs("second ", shared);
	funlockfile(shared);
	UK_EXPECT_EQ(uk_thread_join(thread, NULL), 0);
	fclose(shared);
	UK_EXPECT(!strcmp(text, "first second third"));
	free(text);
}

#if defined(CONFIG_LIBUKALLOC_STATS) && defined(CONFIG_LIBNEWLIB_PRINTF_FLOAT)
static void *print_number(void *argument)
{
	char text[64];

	snprintf(text, sizeof(text), "%.40g", 0.1);
	return argument;
}

static size_t used(void)
{
	struct uk_alloc_stats stats = { 0 };

	UK_EXPECT_EQ(uk_alloc_stats(uk_alloc_default(), &stats), 0);
	return stats.used_bytes;
}

UK_TEST(newlib_threads, nothing_is_left)
{
	size_t before = 0;

	for (int round = 0; round < 5; round++) {
		struct uk_thread *thread;

		if (round == 1) /* the first may leave what all share */
			before = used();
		UK_REQUIRE(!uk_thread_create(&thread, NULL, print_number, NULL));
		UK_EXPECT_EQ(uk_thread_join(thread, NULL), 0);
	}
	UK_EXPECT_EQ(used(), before);
}
#endif
