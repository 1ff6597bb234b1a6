/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Many threads use all locks at random, with deadlines so short that timeouts
 * and wake-ups meet all the time. Whatever happens, exclusion holds, nothing is
 * lost and nothing is left behind.
 */
#include <uk/condition.h>
#include <uk/rwlock.h>
#include <uk/semaphore.h>
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(uklock_races, "uklock: races");

#define THREADS 24
#define ROUNDS 150
#define UNITS 3

static struct uk_mutex mutex;
static struct uk_condition condition;
static struct uk_semaphore semaphore = UK_SEMAPHORE_INIT(UNITS);
static struct uk_rwlock rwlock;
static int mutex_inside, units_out, readers, writers;
static int violations, successes, timeouts;

struct player {
	struct uk_thread *thread;
	uint32_t random;
};

static uint32_t roll(struct player *player, uint32_t sides)
{
	player->random = player->random * 1664525 + 1013904223;
	return (player->random >> 16) % sides;
}

/* In all the states between ready and long asleep. */
static void dawdle(struct player *player)
{
	switch (roll(player, 4)) {
	case 0:
		uk_thread_yield();
		break;
	case 1:
		uk_sleep_ns(roll(player, 40) * UK_TIME_MICROSECOND);
		break;
	default:
		break;
	}
}

static uint64_t soon(struct player *player)
{
	uint32_t patience = roll(player, 60);

	return patience < 5 ? UK_TIME_NEVER
			    : uk_time_deadline(patience *
					       UK_TIME_MICROSECOND);
}

static bool got(int result)
{
	if (result)
		timeouts++;
	else
		successes++;
	return result == 0;
}

static void play_mutex(struct player *player)
{
	if (!got(uk_mutex_lock_until(&mutex, soon(player))))
		return;
	violations += ++mutex_inside != 1;
	dawdle(player);
	if (roll(player, 3) == 0) {
		mutex_inside--;
		/* Never for ever: nobody may be left to signal. */
		got(uk_condition_wait_until(
			&condition, &mutex,
			uk_time_deadline(roll(player, 60) *
					 UK_TIME_MICROSECOND)));
		violations += ++mutex_inside != 1;
		violations += uk_mutex_owner(&mutex) != uk_thread_current();
	} else if (roll(player, 2)) {
		uk_condition_signal(&condition);
	} else {
		uk_condition_broadcast(&condition);
	}
	dawdle(player);
	mutex_inside--;
	uk_mutex_unlock(&mutex);
}

static void play_semaphore(struct player *player)
{
	if (!got(uk_semaphore_down_until(&semaphore, soon(player))))
		return;
	violations += ++units_out > UNITS;
	dawdle(player);
	units_out--;
	uk_semaphore_up(&semaphore);
}

static void play_rwlock(struct player *player)
{
	bool write = roll(player, 3) == 0;
	uint64_t deadline = soon(player);

	if (!got(write ? uk_rwlock_write_until(&rwlock, deadline)
		       : uk_rwlock_read_until(&rwlock, deadline)))
		return;
	if (write)
		violations += ++writers != 1 || readers != 0;
	else
		violations += (++readers, writers != 0);
	dawdle(player);
	if (write)
		writers--;
	else
		readers--;
	uk_rwlock_unlock(&rwlock);
}

static void *play(void *argument)
{
	struct player *player = argument;

	for (int i = 0; i < ROUNDS; i++) {
		switch (roll(player, 3)) {
		case 0:
			play_mutex(player);
			break;
		case 1:
			play_semaphore(player);
			break;
		default:
			play_rwlock(player);
			break;
		}
		dawdle(player);
	}
	return NULL;
}

UK_TEST(uklock_races, timeouts_meet_wake_ups)
{
	static struct player players[THREADS];

	violations = successes = timeouts = 0;
	for (uint32_t i = 0; i < THREADS; i++) {
		players[i].random = i;
		UK_REQUIRE(!uk_thread_create(&players[i].thread, NULL, play,
					     &players[i]));
	}
	for (int i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_join(players[i].thread, NULL), 0);
	UK_EXPECT_EQ(violations, 0);
	/* Else the test has not tested what it is for. */
	UK_EXPECT(successes > THREADS * ROUNDS / 10);
	UK_EXPECT(timeouts > THREADS * ROUNDS / 100);
	UK_EXPECT(mutex.owner == 0 && !mutex.waiters.first);
	UK_EXPECT(condition.waiters.first == NULL);
	UK_EXPECT_EQ(semaphore.count, (unsigned int)UNITS);
	UK_EXPECT(semaphore.waiters.first == NULL);
	UK_EXPECT_EQ(rwlock.holders, 0);
	UK_EXPECT(rwlock.waiters.first == NULL);
}
