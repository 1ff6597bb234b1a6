/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Traffic on a virtqueue, whose memory is looked after: what the device did not say
 * that it wrote is as it was.
 */
#include "exchange.h"

#include <uk/arch/cpu.h>
#include <uk/print.h>
#include <uk/string.h>

#define REQUESTS 64
#define PIECE 32 /* bytes, of which the device gets the middle */
#define UNTOUCHED 0xa5
#define BURST 32u
#define SETTLE 2000000 /* cycles in which the device completes a burst */

struct request {
	uint8_t memory[EXCHANGE_SEGMENTS][PIECE];
	struct uk_sgsegment segments[EXCHANGE_SEGMENTS];
	unsigned int count; /* of segments; 0: not with the device */
};

static struct request requests[REQUESTS];
static uint32_t state = 2463534242u;
static struct uk_virtqueue *interrupted_queue;
static volatile bool interrupted;
volatile unsigned int exchange_interrupts;
unsigned int exchange_kicks;

static uint32_t random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

void exchange_interrupt(void *argument __uk_unused)
{
	exchange_interrupts++;
	interrupted = true;
	if (interrupted_queue)
		uk_virtqueue_interrupt_disable(interrupted_queue);
}

static int add(struct uk_virtqueue *queue, struct request *request)
{
	unsigned int most = queue->segments;
	unsigned int count = random() % most + 1;
	int error;

	memset(request->memory, UNTOUCHED, sizeof(request->memory));
	for (unsigned int i = 0; i < count; i++) {
		request->segments[i].base = &request->memory[i][random() % 8];
		request->segments[i].length = random() % 16 + 1;
	}
	error = uk_virtqueue_add(queue, request->segments, 0, count, request);
	if (!error)
		request->count = count;
	return error;
}

/* Whether the first `written` bytes of the segments may have changed, and no
 * others have.
 */
static bool is_good(const struct request *request, uint32_t written)
{
	for (unsigned int i = 0; i < EXCHANGE_SEGMENTS; i++) {
		const uint8_t *first = request->memory[i], *base = first;
		uint32_t given = 0;

		if (i < request->count) {
			base = request->segments[i].base;
			given = UK_MIN((uint32_t)request->segments[i].length,
				       written);
			written -= given;
		}
		for (const uint8_t *at = first; at < first + PIECE; at++)
			if ((at < base || at >= base + given) &&
			    *at != UNTOUCHED)
				return false;
	}
	return written == 0;
}

/* Waits for an interrupt, unless completions are there already. */
static void sleep(struct uk_virtqueue *queue)
{
	unsigned long irq = uk_arch_irq_save();

	interrupted = false;
	if (uk_virtqueue_interrupt_enable(queue))
		while (!interrupted)
			uk_arch_halt_irq();
	uk_arch_irq_restore(irq);
}

static void publish(struct uk_virtqueue *queue)
{
	if (uk_virtqueue_publish(queue)) {
		uk_virtqueue_kick(queue);
		exchange_kicks++;
	}
}

unsigned int exchange(struct uk_virtqueue *queue, unsigned int chains)
{
	unsigned int added = 0, taken = 0, wrong = 0;

	interrupted_queue = queue;
	while (taken < chains) {
		struct request *request;
		uint32_t written;

		for (unsigned int i = random() % REQUESTS; i; i--)
			if (!requests[i].count && added < chains &&
			    !add(queue, &requests[i]))
				added++;
		publish(queue);
		if (taken < added)
			sleep(queue);
		while ((request = uk_virtqueue_take(queue, &written))) {
			wrong += !request->count || !written ||
				 !is_good(request, written);
			request->count = 0;
			taken++;
		}
		if (uk_virtqueue_broken(queue))
			return wrong + 1;
	}
	return wrong;
}

unsigned int exchange_abandon(struct uk_virtqueue *queue)
{
	unsigned int added = 0;

	for (unsigned int i = 0; i < REQUESTS; i++)
		added += !add(queue, &requests[i]);
	publish(queue);
	return added;
}

unsigned int exchange_detach(struct uk_virtqueue *queue)
{
	struct request *request;
	unsigned int detached = 0;

	while ((request = uk_virtqueue_detach(queue))) {
		detached += request->count != 0;
		request->count = 0;
	}
	interrupted_queue = NULL;
	return detached;
}

void exchange_measure(struct uk_virtqueue *queue)
{
	unsigned int count = UK_MIN(uk_virtqueue_size(queue), BURST);
	uint64_t add_least = UINT64_MAX, take_least = UINT64_MAX;

	for (unsigned int round = 0; round < 8; round++) {
		uint64_t start = uk_arch_cycles();
		unsigned int left;
		uint64_t cycles;
		uint32_t written;

		for (unsigned int i = 0; i < count; i++)
			uk_virtqueue_add_writable(queue, requests[i].memory, 16,
						  &requests[i]);
		cycles = uk_arch_cycles() - start;
		add_least = UK_MIN(add_least, cycles);
		publish(queue);
		while (!uk_virtqueue_waiting(queue))
			uk_arch_spin_hint();
		/* Until the device has completed all of them */
		for (start = uk_arch_cycles();
		     uk_arch_cycles() - start < SETTLE;)
			uk_arch_spin_hint();
		start = uk_arch_cycles();
		for (left = count; left && uk_virtqueue_take(queue, &written);)
			left--;
		cycles = uk_arch_cycles() - start;
		if (!left)
			take_least = UK_MIN(take_least, cycles);
		while (left && !uk_virtqueue_broken(queue))
			left -= !!uk_virtqueue_take(queue, &written);
	}
	uk_printf("%u.%02u an addition, %u.%02u a completion\n",
		  (unsigned int)(add_least / count),
		  (unsigned int)(add_least * 100 / count % 100),
		  (unsigned int)(take_least / count),
		  (unsigned int)(take_least * 100 / count % 100));
}
