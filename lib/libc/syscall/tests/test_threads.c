/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads in memory of the C library's: made, found by their numbers, signalled, and gone
 * without a trace when their word says so.
 */
#include <uk/alloc.h>
#include <uk/arch/context.h>
#include <uk/clone.h>
#include <uk/process.h>
#include <uk/signal.h>
#include <uk/stat.h>
#include <uk/time.h>

#include "calls.h"

UK_TESTSUITE(syscall_threads, "system calls of threads");

/* VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID */
#define FLAGS 0x3d0f00ul
#define THREADS 40
#define STACK 8192

enum {
	WAIT,
	WAKE,
	REQUEUE = 3,
	CMP_REQUEUE,
	WAKE_OP,
	WAIT_BITS = 9,
	WAKE_BITS,
};

#define PRIVATE 128

struct thread {
	char stack[STACK] __uk_aligned(16);
	void *block; /* of TLS */
	int number;
	int left; /* 0 when it is gone */
	int told; /* its number, by itself */
	bool in_place;
};

static struct thread *threads;
static uint32_t words[2];
static _Thread_local int own = 4711;

static long wait_on(uint32_t *on, uint32_t value, const struct uk_timespec *time)
{
	return uk_sys_futex(AT(on), WAIT | PRIVATE, value, AT(time), 0, 0);
}

static long wake(uint32_t *on, long count)
{
	return uk_sys_futex(AT(on), WAKE | PRIVATE, count, 0, 0, 0);
}

static bool start(struct thread *thread, int (*entry)(void *))
{
	uintptr_t tls;
	long number;

	thread->block = uk_memalign(uk_alloc_default(), uk_arch_tls_align(),
				    uk_arch_tls_size());
	if (!thread->block)
		return false;
	tls = uk_arch_tls_init(thread->block);
	thread->left = 1;
	number = uk_thread_clone(entry, thread->stack + STACK, FLAGS, thread,
				 &thread->number, (void *)tls, &thread->left, STACK);
	return number > 1 && number == thread->number;
}

/* As a C library joins: waits for the word, and then takes the memory back. */
static void join(struct thread *thread)
{
	while (thread->left)
		wait_on((uint32_t *)&thread->left, (uint32_t)thread->left, NULL);
	uk_free(uk_alloc_default(), thread->block);
	thread->block = NULL;
	memset(thread->stack, 0x5a, STACK);
}

static int look(void *argument)
{
	struct thread *thread = argument;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	thread->told = (int)uk_sys_gettid();
	thread->in_place = here - (uintptr_t)thread->stack < STACK && own == 4711;
	own = thread->told;
	uk_sys_sched_yield();
	thread->in_place = thread->in_place && own == thread->told;
	return 0;
}

static bool get_threads(void)
{
	threads = uk_calloc(uk_alloc_default(), THREADS, sizeof(*threads));
	return threads != NULL;
}

static void put_threads(void)
{
	uk_free(uk_alloc_default(), threads);
}

static size_t used(void)
{
	struct uk_alloc_stats stats = { 0 };

	uk_alloc_stats(uk_alloc_default(), &stats);
	return stats.used_bytes;
}

UK_TEST(syscall_threads, made_and_gone)
{
	size_t before = 0;
	int wrong = 0;

	UK_REQUIRE(get_threads());
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < THREADS; i++)
			UK_REQUIRE(start(&threads[i], look));
		for (int i = 0; i < THREADS; i++) {
			join(&threads[i]);
			wrong += !threads[i].in_place ||
				 threads[i].told != threads[i].number;
			UK_EXPECT_EQ(uk_sys_tkill(threads[i].number, 0), -ESRCH);
		}
		/* The last one's struct goes when others have run. */
		uk_sys_sched_yield();
		if (round)
			UK_EXPECT_EQ(used(), before);
		before = used();
	}
	UK_EXPECT_EQ(wrong, 0);
	UK_EXPECT_EQ(own, 4711);
	put_threads();
}

UK_TEST(syscall_threads, refused)
{
	static char stack[1024] __uk_aligned(16);
	int number;

	UK_EXPECT_EQ(uk_thread_clone(look, stack, 17, NULL, &number, stack, NULL,
				     0),
		     -ENOSYS);
	UK_EXPECT_EQ(uk_thread_clone(look, stack, 0x10000, NULL, &number, stack,
				     NULL, 0), -EINVAL);
	UK_EXPECT_EQ(uk_thread_clone(look, NULL, FLAGS, NULL, &number, stack, &number,
				     0),
		     -EINVAL);
	UK_EXPECT_EQ(uk_thread_clone(look, stack, FLAGS, NULL, &number, NULL, &number,
				     0),
		     -EINVAL);
	UK_EXPECT_EQ(uk_thread_clone(look, stack, FLAGS | 0x20000, NULL, &number,
				     stack, &number, 0), -EINVAL);
}

static int wait_for_word(void *argument)
{
	struct thread *thread = argument;

	thread->told = (int)wait_on(&words[0], 0, NULL);
	return 0;
}

UK_TEST(syscall_threads, woken_by_a_word)
{
	UK_REQUIRE(get_threads());
	for (int i = 0; i < THREADS; i++)
		UK_REQUIRE(start(&threads[i], wait_for_word));
	uk_sys_sched_yield();
	UK_EXPECT_EQ(wake(&words[0], 1), 1);
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]), REQUEUE | PRIVATE, 1, 3,
				  AT(&words[1]), 0), 4);
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[1]), WAKE_BITS, 9, 0, 0, -1), 3);
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]), CMP_REQUEUE, 1, 1, AT(&words[1]), 7),
		     -EAGAIN);
	UK_EXPECT_EQ(wake(&words[0], INT32_MAX), THREADS - 5);
	for (int i = 0; i < THREADS; i++) {
		join(&threads[i]);
		UK_EXPECT_EQ(threads[i].told, 0);
	}
	put_threads();
}

UK_TEST(syscall_threads, words)
{
	struct uk_timespec soon = { 0, 1000000 }, wrong = { 0, -1 };
	struct uk_timespec then;

	words[0] = 0;
	UK_EXPECT_EQ(wait_on(&words[0], 1, NULL), -EAGAIN);
	UK_EXPECT_EQ(wait_on(&words[0], 0, &soon), -ETIMEDOUT);
	UK_EXPECT_EQ(wait_on(&words[0], 0, &wrong), -EINVAL);
	/* Absolute times, by either clock */
	for (int clock = 0; clock < 2; clock++) {
		UK_EXPECT_EQ(uk_sys_clock_gettime(clock, AT(&then)), 0);
		then.seconds -= then.nanoseconds > 990000000;
		then.nanoseconds = (then.nanoseconds + 1000000) % 1000000000;
		UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]), WAIT_BITS | (clock ? 0 : 256),
					  0, AT(&then), 0, 1), -ETIMEDOUT);
	}
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]), WAIT_BITS, 0, 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]) + 1, WAIT, 0, 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_futex(0, WAKE, 1, 0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]), WAKE_OP, 1, 1, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]), WAKE_OP, 1, 1, AT(&words[0]), 5 << 12), 0);
	UK_EXPECT_EQ(words[0], 5u);
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]), 6, 0, 0, 0, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_sys_futex(AT(&words[0]), WAKE | 256, 0, 0, 0, 0), -ENOSYS);
	words[0] = 0;
}

static volatile long handled_by;

static void handler(int number __uk_unused)
{
	handled_by = uk_sys_gettid();
}

static void handle(uint64_t flags)
{
	struct uk_sigaction action = { .handler = (uintptr_t)handler,
				       .flags = flags };

	handled_by = 0;
	UK_EXPECT_EQ(uk_sys_rt_sigaction(UK_SIGUSR1, AT(&action), 0, 8), 0);
}

/* A thread's own signal ends its wait, or lets it go on. */
UK_TEST(syscall_threads, signalled)
{
	UK_REQUIRE(get_threads());
	handle(0);
	UK_REQUIRE(start(threads, wait_for_word));
	uk_sys_sched_yield();
	UK_EXPECT_EQ(uk_sys_tgkill(1, threads->number, UK_SIGUSR1), 0);
	join(threads);
	UK_EXPECT_EQ(handled_by, threads->number);
	UK_EXPECT_EQ(threads->told, -EINTR);

	handle(UK_SA_RESTART);
	UK_REQUIRE(start(threads, wait_for_word));
	uk_sys_sched_yield();
	UK_EXPECT_EQ(uk_sys_tkill(threads->number, UK_SIGUSR1), 0);
	uk_sys_sched_yield();
	UK_EXPECT_EQ(handled_by, threads->number);
	UK_EXPECT_EQ(threads->left, 1);
	UK_EXPECT_EQ(wake(&words[0], 1), 1);
	join(threads);
	UK_EXPECT_EQ(threads->told, 0);
	put_threads();
}

static bool stop;

static int only_yield(void *argument __uk_unused)
{
	while (!stop)
		uk_sys_sched_yield();
	return 0;
}

UK_TEST(syscall_threads, signalled_while_it_yields)
{
	UK_REQUIRE(get_threads());
	handle(0);
	stop = false;
	UK_REQUIRE(start(threads, only_yield));
	uk_sys_sched_yield();
	UK_EXPECT_EQ(uk_sys_tkill(threads->number, UK_SIGUSR1), 0);
	for (int i = 0; i < 3; i++)
		uk_sys_sched_yield();
	UK_EXPECT_EQ(handled_by, threads->number);
	stop = true;
	join(threads);
	put_threads();
}

/* Masks are inherited, and each thread's own. */
static int tell_mask(void *argument)
{
	struct thread *thread = argument;
	uint64_t mask = 0, none = 0;

	uk_sys_rt_sigprocmask(2, AT(&none), AT(&mask), 8);
	thread->told = (int)mask;
	return 0;
}

UK_TEST(syscall_threads, masks)
{
	uint64_t mask = UK_SIGNAL_BIT(UK_SIGUSR1), none = 0, now = 0;

	UK_REQUIRE(get_threads());
	UK_EXPECT_EQ(uk_sys_rt_sigprocmask(2, AT(&mask), 0, 8), 0);
	UK_REQUIRE(start(threads, tell_mask));
	join(threads);
	UK_EXPECT_EQ(threads->told, (int)mask);
	UK_EXPECT_EQ(uk_sys_rt_sigprocmask(2, AT(&none), AT(&now), 8), 0);
	UK_EXPECT_EQ(now, mask);
	put_threads();
}

/* Locks in a ring, as set_robust_list(2) has them: the word behind the link */
struct lock {
	struct lock *next;
	uint32_t word;
};

struct ring {
	struct lock *first;
	int64_t offset;
	struct lock *pending;
};

static struct lock locks[4];
static struct ring ring;

static int die_with_locks(void *argument)
{
	uint32_t number = (uint32_t)uk_sys_gettid();

	ring = (struct ring){ .first = &locks[0],
			      .offset = offsetof(struct lock, word),
			      .pending = &locks[3] };
	locks[0] = (struct lock){ &locks[1], number };
	locks[1] = (struct lock){ &locks[2], number | 0x80000000u };
	locks[2] = (struct lock){ (struct lock *)&ring, number + 1 };
	locks[3] = (struct lock){ NULL, number };
	uk_sys_set_robust_list(AT(&ring), sizeof(ring));
	(void)argument;
	return 0;
}

static int wait_for_lock(void *argument)
{
	struct thread *thread = argument;

	thread->told = (int)wait_on(&locks[1].word, locks[1].word, NULL);
	return 0;
}

UK_TEST(syscall_threads, robust_locks)
{
	struct ring *found = NULL;
	size_t size = 0;

	UK_REQUIRE(get_threads());
	locks[1].word = 0;
	UK_REQUIRE(start(&threads[0], wait_for_lock));
	uk_sys_sched_yield();
	UK_REQUIRE(start(&threads[1], die_with_locks));
	join(&threads[1]);
	UK_EXPECT_EQ(locks[0].word, 0x40000000u);
	UK_EXPECT_EQ(locks[1].word, 0xc0000000u);
	UK_EXPECT_EQ(locks[2].word, (uint32_t)threads[1].number + 1);
	UK_EXPECT_EQ(locks[3].word, 0x40000000u);
	join(&threads[0]);
	UK_EXPECT_EQ(threads[0].told, 0);
	UK_EXPECT_EQ(uk_sys_set_robust_list(AT(&ring), 23), -EINVAL);
	UK_EXPECT_EQ(uk_sys_set_robust_list(AT(&ring), sizeof(ring)), 0);
	UK_EXPECT_EQ(uk_sys_get_robust_list(0, AT(&found), AT(&size)), 0);
	UK_EXPECT(found == &ring && size == sizeof(ring));
	UK_EXPECT_EQ(uk_sys_get_robust_list(1, AT(&found), AT(&size)), 0);
	UK_EXPECT_EQ(uk_sys_get_robust_list(4000000, AT(&found), AT(&size)),
		     -ESRCH);
	UK_EXPECT_EQ(uk_sys_get_robust_list(0, 0, AT(&size)), -EFAULT);
	UK_EXPECT_EQ(uk_sys_set_robust_list(0, sizeof(ring)), 0);
	put_threads();
}
