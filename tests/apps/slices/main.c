/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each part ends only if a thread that computes loses the CPU: to another that computes, to
 * one whose sleep is over, to a handler of a signal, or to be cancelled. Meanwhile they compare
 * what they compute, in general, x87 and vector registers, with what it must be.
 */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define WORKERS 3
#define TURNS 20

static volatile int turn, is_over;
static volatile sig_atomic_t signals;

/* What a thread has computed after so many steps is known without computing it. */
static int is_right(unsigned int steps)
{
	double halves = 0;
	long double quarters = 0;
	uint64_t sum = 0;

	for (unsigned int i = 0; i < steps; i++) {
		halves += 0.5;
		quarters += 0.25l;
		sum += i;
	}
	return halves * 2 == steps && quarters * 4 == steps &&
	       sum == (uint64_t)steps * (steps - 1) / 2;
}

/* Takes its turn when all others have had theirs. */
static void *take_turns(void *argument)
{
	int own = (int)(intptr_t)argument;
	intptr_t wrong = 0;

	for (int i = 0; i < TURNS; i++) {
		while (turn % WORKERS != own)
			wrong += !is_right(2000 + (unsigned int)own);
		turn++;
	}
	return (void *)wrong;
}

static int all_take_turns(void)
{
	pthread_t threads[WORKERS];
	intptr_t wrong = 0;

	for (intptr_t i = 0; i < WORKERS; i++)
		if (pthread_create(&threads[i], NULL, take_turns, (void *)i))
			return 0;
	for (int i = 0; i < WORKERS; i++) {
		void *result;

		pthread_join(threads[i], &result);
		wrong += (intptr_t)result;
	}
	return !wrong && turn == WORKERS * TURNS;
}

static void *sleep_a_little(void *argument)
{
	(void)argument;
	for (int i = 0; i < 5; i++)
		nanosleep(&(struct timespec){ 0, 3000000 }, NULL);
	is_over = 1;
	return NULL;
}

static int a_sleeper_wakes(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, sleep_a_little, NULL))
		return 0;
	while (!is_over)
		;
	return !pthread_join(thread, NULL);
}

static void count(int number)
{
	(void)number;
	signals++;
}

static int a_signal_comes(void)
{
	struct sigaction action = { .sa_handler = count };
	struct itimerspec timer = { { 0, 2000000 }, { 0, 2000000 } };
	timer_t id;

	sigaction(SIGALRM, &action, NULL);
	if (timer_create(CLOCK_MONOTONIC, NULL, &id) ||
	    timer_settime(id, 0, &timer, NULL))
		return 0;
	while (signals < 5)
		;
	return !timer_delete(id);
}

static void *compute(void *argument)
{
	volatile int *has_begun = argument;

	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	for (;;)
		*has_begun = 1;
	return NULL;
}

static int one_that_computes_is_cancelled(void)
{
	volatile int has_begun = 0;
	void *result = NULL;
	pthread_t thread;

	if (pthread_create(&thread, NULL, compute, (void *)&has_begun))
		return 0;
	while (!has_begun)
		;
	return !pthread_cancel(thread) && !pthread_join(thread, &result) &&
	       result == PTHREAD_CANCELED;
}

int main(void)
{
	printf("turns: %d\n", all_take_turns());
	printf("sleeper: %d\n", a_sleeper_wakes());
	printf("signal: %d\n", a_signal_comes());
	printf("cancelled: %d\n", one_that_computes_is_cancelled());
	return 0;
}
