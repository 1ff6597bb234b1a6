/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wake-ups from interrupt handlers that come at every possible moment: none is
 * lost, and none arrives twice. Runs on the simulated machine only.
 */
#include <uk/semaphore.h>
#include <uk/test.h>
#include <uk/time.h>
#include <uk/wait.h>

#include "machine.h"

UK_TESTSUITE(uksched_interrupts, "uksched: interrupts at any moment");

#define ROUNDS 20000

static struct uk_semaphore semaphore;
static struct uk_wait_queue queue;
static struct uk_thread *parked;
static int produced, consumed, flag;

static void give_unit(void)
{
	if (produced < ROUNDS && !uk_semaphore_up(&semaphore))
		produced++;
}

static void *take_units(void *timed)
{
	while (consumed < ROUNDS) {
		uint64_t deadline = timed ? uk_time_deadline(700) : UINT64_MAX;

		if (uk_semaphore_down_until(&semaphore, deadline) == 0)
			consumed++;
		uk_thread_yield();
	}
	/* The others may wait for a unit that does not come. */
	uk_semaphore_up(&semaphore);
	return NULL;
}

UK_TEST(uksched_interrupts, units_of_a_semaphore)
{
	for (unsigned int chance = 2; chance <= 200; chance *= 10) {
		unsigned long before = machine_interrupts;
		struct uk_thread *threads[4];

		produced = consumed = 0;
		semaphore.count = 0;
		machine_interrupt_set(give_unit, chance);
		for (int i = 0; i < 4; i++)
			UK_REQUIRE(!uk_thread_create(&threads[i], NULL,
						     take_units,
						     i % 2 ? threads : NULL));
		for (int i = 0; i < 4; i++)
			UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
		machine_interrupt_set(NULL, 0);
		UK_EXPECT(machine_interrupts - before >= ROUNDS);
		UK_EXPECT_EQ(produced, ROUNDS);
		/* One more for each that was woken to end. */
		UK_EXPECT(consumed >= ROUNDS && consumed <= ROUNDS + 3);
	}
}

static void raise_flag(void)
{
	if (!flag) {
		flag = 1;
		produced++;
		uk_wait_wake_one(&queue);
	}
}

UK_TEST(uksched_interrupts, events)
{
	produced = 0;
	machine_interrupt_set(raise_flag, 5);
	for (int i = 0; i < ROUNDS; i++) {
		/* Half of them with deadlines that pass meanwhile. */
		if (i % 2)
			uk_wait_event(&queue, flag);
		else
			while (uk_wait_event_until(&queue, flag,
						   uk_time_deadline(300)))
				;
		flag = 0;
	}
	machine_interrupt_set(NULL, 0);
	UK_EXPECT(produced >= ROUNDS);
	UK_EXPECT(queue.first == NULL);
}

static void wake_parked(void)
{
	if (!flag) {
		flag = 1;
		uk_thread_wake(parked);
	}
}

UK_TEST(uksched_interrupts, parking)
{
	int rounds = 0;

	parked = uk_thread_current();
	flag = 0;
	machine_interrupt_set(wake_parked, 7);
	while (rounds < ROUNDS) {
		uint64_t deadline = rounds % 2 ? uk_time_deadline(300)
					       : UINT64_MAX;

		/* The flag is set whenever a wake-up is due. */
		if (uk_thread_block_until(deadline) == 0) {
			UK_REQUIRE(flag == 1);
			flag = 0;
			rounds++;
		}
	}
	machine_interrupt_set(NULL, 0);
	UK_EXPECT_EQ(rounds, ROUNDS);
}
