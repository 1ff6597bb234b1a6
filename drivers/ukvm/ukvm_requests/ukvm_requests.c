/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests of several parts over a ring of the monitor.
 */
#include <uk/alloc.h>
#include <uk/plat/irq.h>
#include <uk/ukvm_requests.h>

int uk_ukvm_requests_open(struct uk_ukvm_requests *requests,
			  struct uk_alloc *a, unsigned int device,
			  uint32_t entries, void (*handler)(void *argument),
			  void *argument)
{
	int error = uk_ukvm_ring_create(&requests->ring, a, entries);

	requests->cookies = NULL;
	if (error)
		return error;
	requests->end = 0;
	requests->broken = false;
	requests->cookies = uk_calloc(a, entries, sizeof(*requests->cookies));
	if (!requests->cookies)
		error = -ENOMEM;
	if (!error && !requests->has_line) { /* a line is for good */
		error = uk_plat_irq_register(device, handler, argument);
		requests->has_line = !error;
	}
	if (!error)
		error = uk_ukvm_ring_start(&requests->ring, device,
					   UKVM_RING_REQUESTS, 0);
	if (error)
		uk_ukvm_requests_close(requests, a);
	else
		uk_ukvm_ring_wake(&requests->ring);
	return error;
}

void uk_ukvm_requests_stop(struct uk_ukvm_requests *requests)
{
	uk_ukvm_ring_stop(&requests->ring);
}

void uk_ukvm_requests_close(struct uk_ukvm_requests *requests,
			    struct uk_alloc *a)
{
	uk_ukvm_ring_destroy(&requests->ring, a);
	uk_free(a, requests->cookies);
	requests->cookies = NULL;
}

void *uk_ukvm_requests_take(struct uk_ukvm_requests *requests, int *result)
{
	struct uk_ukvm_ring *ring = &requests->ring;
	int count = requests->broken ? 0 : uk_ukvm_ring_done(ring);

	if (UK_UNLIKELY(count < 0))
		requests->broken = true;
	for (; count > 0; count--) {
		uint32_t number = ring->taken++;
		void *cookie = requests->cookies[number & ring->mask];

		if (cookie) {
			*result = uk_ukvm_ring_entry(ring, number)->result;
			return cookie;
		}
	}
	return NULL;
}

void *uk_ukvm_requests_abandon(struct uk_ukvm_requests *requests)
{
	struct uk_ukvm_ring *ring = &requests->ring;

	while (ring->taken != requests->end) {
		void *cookie = requests->cookies[ring->taken++ & ring->mask];

		if (cookie)
			return cookie;
	}
	return NULL;
}
