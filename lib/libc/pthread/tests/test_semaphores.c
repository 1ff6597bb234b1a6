/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Semaphores, without and with names.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <time.h>
#include <uk/test.h>

UK_TESTSUITE(pthread_semaphores, "POSIX semaphores");

static const struct timespec past = { 1, 0 }, wrong = { 0, 1000000000 };

static bool fails(int result, int number)
{
	return result == -1 && errno == number;
}

static void *take_unit(void *semaphore)
{
	return (void *)(intptr_t)sem_wait(semaphore);
}

UK_TEST(pthread_semaphores, semaphores)
{
	struct timespec time;
	pthread_t threads[2];
	sem_t semaphore;
	int value;

	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_sec += ++time.tv_nsec / 1000000000;
	time.tv_nsec %= 1000000000;
	UK_EXPECT(fails(sem_init(&semaphore, 0, SEM_VALUE_MAX + 1U), EINVAL));
	UK_EXPECT_EQ(sem_init(&semaphore, 0, 1), 0);
	UK_EXPECT_EQ(sem_wait(&semaphore), 0);
	UK_EXPECT(fails(sem_trywait(&semaphore), EAGAIN));
	UK_EXPECT(fails(sem_timedwait(&semaphore, &past), ETIMEDOUT));
	UK_EXPECT(fails(sem_timedwait(&semaphore, &wrong), EINVAL));
	UK_EXPECT(fails(sem_timedwait(&semaphore, &time), ETIMEDOUT));
	for (int i = 0; i < 2; i++)
		UK_EXPECT_EQ(pthread_create(&threads[i], NULL, take_unit,
					    &semaphore), 0);
	sched_yield();
	UK_EXPECT(fails(sem_destroy(&semaphore), EBUSY));
	UK_EXPECT_EQ(sem_post(&semaphore), 0);
	/* it is the other thread's already */
	UK_EXPECT(fails(sem_trywait(&semaphore), EAGAIN));
	UK_EXPECT_EQ(sem_getvalue(&semaphore, &value), 0);
	UK_EXPECT_EQ(value, 0);
	UK_EXPECT_EQ(sem_post(&semaphore), 0);
	for (int i = 0; i < 2; i++) {
		void *value_of = &semaphore;

		UK_EXPECT_EQ(pthread_join(threads[i], &value_of), 0);
		UK_EXPECT(!value_of);
	}
	UK_EXPECT_EQ(sem_destroy(&semaphore), 0);
	UK_EXPECT_EQ(sem_init(&semaphore, 0, SEM_VALUE_MAX), 0);
	UK_EXPECT(fails(sem_post(&semaphore), EOVERFLOW));
}

UK_TEST(pthread_semaphores, named_semaphores)
{
	sem_t *first = sem_open("/one", O_CREAT, 0600, 2), *second;

	UK_REQUIRE(first != SEM_FAILED);
	UK_EXPECT(sem_open("/one", O_CREAT | O_EXCL, 0600, 2) == SEM_FAILED &&
		  errno == EEXIST);
	second = sem_open("/one", 0);
	UK_EXPECT(second == first);
	UK_EXPECT_EQ(sem_wait(second), 0);
	UK_EXPECT_EQ(sem_unlink("/one"), 0);
	UK_EXPECT(fails(sem_unlink("/one"), ENOENT));
	/* the name is free, the semaphore lives */
	second = sem_open("/one", O_CREAT, 0600, 0);
	UK_EXPECT(second != SEM_FAILED && second != first);
	UK_EXPECT_EQ(sem_trywait(first), 0);
	UK_EXPECT(fails(sem_trywait(second), EAGAIN));
	UK_EXPECT_EQ(sem_unlink("/one"), 0);
	UK_EXPECT_EQ(sem_close(second), 0);
	UK_EXPECT_EQ(sem_close(first), 0);
	UK_EXPECT_EQ(sem_close(first), 0);
	UK_EXPECT(fails(sem_close(first), EINVAL));
	UK_EXPECT(sem_open("/none", 0) == SEM_FAILED && errno == ENOENT);
	UK_EXPECT(sem_open("/", O_CREAT, 0, 0) == SEM_FAILED &&
		  errno == EINVAL);
	UK_EXPECT(sem_open("/a/b", O_CREAT, 0, 0) == SEM_FAILED &&
		  errno == EINVAL);
}
