/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Driver and device that both sleep when they have nothing to do, and wake only by
 * a kick or an interrupt. The device takes steps at each of the driver's accesses to
 * shared memory, and stores may be late. If both sleep over work, a wake-up was
 * lost.
 */
#include <uk/test.h>

#include "../fixture.h"
#include "host.h"

UK_TESTSUITE(virtqueue_wakeups, "no wake-up of a virtqueue is lost");

#define CHAINS 20000
#define HELD 64

static struct fixture f;
static uint32_t state;
static bool in_step; /* the device's own accesses are no reason for a step */

static struct {
	enum { WORK, TELL, ARM, CHECK, SLEEP } next;
	bool kicked;
	struct model_chain held[HELD];
	unsigned int holds;
} device;
static bool interrupted;
static unsigned int kicks, interrupts;

/* One step of the device. */
static void device_step(void)
{
	uint32_t random = fixture_random(&state);

	switch (device.next) {
	case WORK:
		if (device.holds < HELD &&
		    model_pop(&f.model, &device.held[device.holds])) {
			device.holds++;
		} else if (device.holds) {
			random %= device.holds--;
			model_push(&f.model, &device.held[random], 0);
			device.held[random] = device.held[device.holds];
			device.next = TELL;
		} else {
			device.next = ARM;
		}
		break;
	case TELL:
		if (model_interrupts(&f.model)) {
			interrupted = true;
			interrupts++;
		}
		device.next = WORK;
		break;
	case ARM:
		model_notify(&f.model, true);
		device.next = CHECK;
		break;
	case CHECK:
		device.next = SLEEP;
		if (model_pending(&f.model)) {
			model_notify(&f.model, false);
			device.next = WORK;
		}
		break;
	case SLEEP:
		if (device.kicked) {
			device.kicked = false;
			model_notify(&f.model, false);
			device.next = WORK;
		}
		break;
	}
}

static void steps(volatile void *at __uk_unused)
{
	if (in_step)
		return;
	in_step = true;
	for (uint32_t n = fixture_random(&state) % 4; n; n--)
		device_step();
	in_step = false;
}

static bool drain(void)
{
	return fixture_random(&state) % 4 == 0;
}

static bool device_sleeps(void)
{
	return device.next == SLEEP && !device.kicked;
}

/* Waits for an interrupt. False if none will come. */
static bool driver_sleeps(void)
{
	while (!interrupted && !device_sleeps())
		device_step();
	host_drain_all();
	return interrupted;
}

static void exchange(void)
{
	static char memory[1];
	unsigned int added = 0, taken = 0;
	uint32_t length;

	while (taken < CHAINS && !f.model.fault) {
		unsigned int burst = fixture_random(&state) % 8 + 1;

		for (; burst && added < CHAINS; burst--) {
			if (uk_virtqueue_add_readable(f.queue, memory, 1, &f))
				break;
			added++;
		}
		if (uk_virtqueue_publish(f.queue)) {
			device.kicked = true;
			kicks++;
		}
		while (uk_virtqueue_take(f.queue, &length))
			taken++;
		if (taken == added || (uk_virtqueue_room(f.queue) &&
				       fixture_random(&state) % 4))
			continue;
		if (!uk_virtqueue_interrupt_enable(f.queue))
			continue;
		if (!driver_sleeps()) {
			UK_EXPECT(!model_pending(&f.model));
			UK_EXPECT(!uk_virtqueue_waiting(f.queue));
			if (taken < CHAINS)
				uk_test_failed("both sleep", __FILE__,
					       __LINE__);
			return;
		}
		interrupted = false;
		uk_virtqueue_interrupt_disable(f.queue);
	}
	UK_EXPECT(!f.model.fault);
}

static void exchange_all(unsigned int size)
{
	FIXTURE_FOR_EACH(kind) {
		state = 88172645 + size;
		device.holds = 0;
		device.next = ARM;
		device.kicked = interrupted = false;
		kicks = interrupts = 0;
		UK_REQUIRE(fixture_begin(&f, kind, size, 1));
		host_step = steps;
		host_drain = drain;
		exchange();
		host_step = NULL;
		host_drain = NULL;
		host_drain_all();
		UK_EXPECT(kicks && kicks < CHAINS);
		UK_EXPECT(interrupts && interrupts < CHAINS);
		fixture_end(&f);
	}
}

UK_TEST(virtqueue_wakeups, one_descriptor)
{
	exchange_all(1);
}

UK_TEST(virtqueue_wakeups, few)
{
	exchange_all(4);
}

UK_TEST(virtqueue_wakeups, many)
{
	exchange_all(64);
}
