/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See backend.h.
 */
#include "backend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/print.h>

struct backend backend;

#define FIRST 8 /* as the driver of grants has it */

/* ---- Xen */
int uk_xen_grant_page(uint16_t to, const void *page, bool readonly)
{
	int grant = FIRST;

	if (to != backend.bus.backend_domain || (uintptr_t)page % UK_PAGE_SIZE)
		abort();
	if (backend.granted >= backend.grants_left)
		return -ENOSPC;
	while (backend.grants[grant].page)
		grant++;
	backend.granted++;
	backend.grants[grant] = (struct backend_grant){ page, readonly,
							  backend.maps };
	return grant;
}

int uk_xen_grant_end(uk_xen_grant grant)
{
	if (grant >= BACKEND_GRANTS || !backend.grants[grant].page)
		abort();
	if (backend.grants[grant].mapped)
		return -EBUSY;
	backend.grants[grant].page = NULL;
	backend.granted--;
	return 0;
}

int uk_xen_event_allocate(uint16_t remote)
{
	unsigned int queue = 0;

	if (remote != backend.bus.backend_domain)
		abort();
	while (queue < BACKEND_QUEUES && backend.handlers[queue])
		queue++;
	return queue < BACKEND_QUEUES ? (int)queue + 1 : -ENOSPC;
}

int uk_xen_event_bind(uk_xen_channel channel, uk_xen_event_handler handler,
		      void *argument)
{
	backend.handlers[channel - 1] = handler;
	backend.arguments[channel - 1] = argument;
	return 0;
}

void uk_xen_event_close(uk_xen_channel channel)
{
	backend.handlers[channel - 1] = NULL;
}

int uk_xen_event_send(uk_xen_channel channel)
{
	if (!backend.handlers[channel - 1])
		abort();
	backend.sent++;
	return 0;
}

/* ---- XenStore */
int uk_xenbus_offer_wait(struct uk_xenbus_device *device)
{
	(void)device;
	memset(backend.tx_taken, 0, sizeof(backend.tx_taken));
	memset(backend.rx_taken, 0, sizeof(backend.rx_taken));
	return 0;
}

uint64_t uk_xenbus_backend_number(struct uk_xenbus_device *device,
				  const char *name, uint64_t otherwise)
{
	(void)device;
	if (backend.missing && !strcmp(name, backend.missing))
		return otherwise;
	if (!strcmp(name, "multi-queue-max-queues"))
		return backend.queues;
	return !strncmp(name, "feature-no-", 11) ? otherwise : 1;
}

int uk_xenbus_read(struct uk_xenbus_device *device, const char *name,
		   char *value, size_t size)
{
	size_t length = strlen(backend.mac);

	(void)device;
	if (strcmp(name, "mac"))
		return -ENOENT;
	if (length >= size)
		return -E2BIG;
	memcpy(value, backend.mac, length + 1);
	return (int)length;
}

int uk_xenbus_publish(struct uk_xenbus_device *device,
		      const struct uk_xenbus_value *values, unsigned int count)
{
	(void)device;
	for (unsigned int i = 0; i < count; i++) {
		if (strchr(values[i].name, '/') &&
		    strncmp(values[i].name, "queue-", 6))
			abort();
		if (strstr(values[i].name, "-ring-ref") &&
		    !backend.grants[values[i].number].page)
			abort();
		if (!strcmp(values[i].name, "state"))
			backend.told = values[i].number == UK_XENBUS_CONNECTED;
	}
	return 0;
}

enum uk_xenbus_state uk_xenbus_backend_state(struct uk_xenbus_device *device)
{
	(void)device;
	return backend.connect_error ? UK_XENBUS_INIT_WAIT : UK_XENBUS_CONNECTED;
}

int uk_xenbus_backend_wait(struct uk_xenbus_device *device, unsigned int states)
{
	(void)device;
	if (states != 1 << UK_XENBUS_CONNECTED || !backend.told)
		abort();
	return backend.connect_error;
}

int uk_xenbus_state_set(struct uk_xenbus_device *device,
			enum uk_xenbus_state state)
{
	(void)device;
	backend.frontend = state;
	return 0;
}

void uk_xenbus_close(struct uk_xenbus_device *device)
{
	(void)device;
	backend.told = false;
}

int uk_xenbus_watch(struct uk_xenbus_device *device,
		    void (*changed)(struct uk_xenbus_device *device,
				    enum uk_xenbus_state state))
{
	(void)device;
	backend.changed = changed;
	return 0;
}

void uk_printf(const char *format __uk_unused, ...)
{
}

int uk_snprintf(char *to, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(to, size, format, arguments);
	va_end(arguments);
	return length;
}

/* ---- the device */
int backend_make(void)
{
	extern const struct uk_xenbus_driver __start_uk_xenbus_drivers[];
	unsigned int queues = backend.queues ?: 1;
	const char *mac = backend.mac ?: "00:16:3e:0A:0b:0c";
	const char *missing = backend.missing;
	int error;

	backend = (struct backend){ .queues = queues,
				    .mac = mac,
				    .missing = missing,
				    .grants_left = BACKEND_GRANTS - FIRST };
	backend.bus.backend_domain = 7;
	backend.bus.allocator = uk_alloc_default();
	error = __start_uk_xenbus_drivers[0].probe(&backend.bus);
	if (!error)
		for (struct uk_netdev *dev = uk_netdev_first(); dev;
		     dev = dev->next)
			backend.netdev = dev;
	return error;
}

static void arrived(void *argument)
{
	(void)argument;
	backend.arrived++;
}

int backend_run(uint32_t offloads, struct stock *stock, unsigned int pairs)
{
	const struct uk_netdev_config config = {
		.rx_queues = (uint16_t)pairs,
		.tx_queues = (uint16_t)pairs,
		.offloads = offloads,
	};
	const struct uk_netdev_rx_config rx = { .buffer_size = stock->size,
						.take = stock_take,
						.event = arrived,
						.argument = stock };
	const struct uk_netdev_tx_config tx = { .ring = 0 };
	int error = uk_netdev_configure(backend.netdev, &config, &backend);

	for (unsigned int i = 0; i < pairs && !error; i++) {
		error = uk_netdev_rx_setup(backend.netdev, i, &rx);
		if (!error)
			error = uk_netdev_tx_setup(backend.netdev, i, &tx);
	}
	return error ? error : uk_netdev_start(backend.netdev);
}

bool backend_end(struct stock *stock)
{
	uk_netdev_stop(backend.netdev);
	if (!backend_is_clean() || stock->out)
		return false;
	stock_empty(stock);
	return true;
}

bool backend_is_clean(void)
{
	for (unsigned int i = 0; i < BACKEND_QUEUES; i++)
		if (backend.handlers[i])
			return false;
	return !backend.granted;
}

bool backend_has(const void *bytes, size_t length)
{
	uintptr_t from = UK_ALIGN_DOWN((uintptr_t)bytes, UK_PAGE_SIZE);
	uintptr_t to = (uintptr_t)bytes + length;

	for (unsigned int i = 0; i < BACKEND_GRANTS; i++) {
		uintptr_t page = (uintptr_t)backend.grants[i].page;

		if (page && page >= from && page < to)
			return true;
	}
	return false;
}

struct tx_ring *backend_tx(unsigned int queue)
{
	return UK_CONTAINER_OF(backend.netdev, struct xennet, netdev)
		->queues[queue].tx.ring;
}

struct rx_ring *backend_rx(unsigned int queue)
{
	return UK_CONTAINER_OF(backend.netdev, struct xennet, netdev)
		->queues[queue].rx.ring;
}

/* What is left of the whole packet for its first request, at `at` */
static size_t first_size(const struct tx_ring *ring, uint32_t at)
{
	struct tx_request request = ring->entry[at++ % RING_ENTRIES].request;
	size_t size = request.size;

	if (request.flags & TX_EXTRA_INFO)
		at++;
	while (request.flags & TX_MORE_DATA) {
		request = ring->entry[at++ % RING_ENTRIES].request;
		size -= request.size;
	}
	return size;
}

size_t backend_take(unsigned int queue, uint8_t *bytes, size_t most,
		    struct tx_request *first, struct extra_info *extra)
{
	struct tx_ring *ring = backend_tx(queue);
	uint32_t *at = &backend.tx_taken[queue];
	size_t length = 0;
	uint16_t flags;

	if (*at == ring->at.requests)
		return 0;
	*first = ring->entry[*at % RING_ENTRIES].request;
	do {
		struct tx_request request =
			ring->entry[*at % RING_ENTRIES].request;
		const struct backend_grant *grant =
			&backend.grants[request.grant];
		size_t size = length ? request.size : first_size(ring, *at);

		flags = request.flags;
		if (!length && size < UK_NETDEV_ETHERNET_HEADER)
			return 0; /* as Linux's does */
		if (!grant->page || !grant->readonly ||
		    request.offset + size > UK_PAGE_SIZE ||
		    length + size > most)
			abort();
		memcpy(bytes + length, grant->page + request.offset, size);
		length += size;
		ring->entry[(*at)++ % RING_ENTRIES].response =
			(struct tx_response){ .id = request.id };
		if (flags & TX_EXTRA_INFO) {
			*extra = ring->entry[*at % RING_ENTRIES].extra;
			ring->entry[(*at)++ % RING_ENTRIES].response =
				(struct tx_response){ .status = STATUS_NULL };
		}
	} while (flags & TX_MORE_DATA);
	ring->at.responses = *at;
	return first->size == length ? length : 0;
}

bool backend_deliver(unsigned int queue, const uint8_t *bytes, size_t length,
		     size_t part, uint16_t flags,
		     const struct extra_info *extra)
{
	struct rx_ring *ring = backend_rx(queue);
	uint32_t at = backend.rx_taken[queue];
	bool is_first = true;

	while (length) {
		struct rx_request request =
			ring->entry[at % RING_ENTRIES].request;
		struct rx_response *response =
			&ring->entry[at % RING_ENTRIES].response;
		size_t piece = UK_MIN(length, part);

		if (at++ == ring->at.requests)
			return false;
		memcpy((uint8_t *)backend.grants[request.grant].page, bytes,
		       piece);
		length -= piece;
		bytes += piece;
		*response = (struct rx_response){
			.id = request.id,
			.flags = (uint16_t)(flags |
					    (length ? RX_MORE_DATA : 0)),
			.status = (int16_t)piece,
		};
		if (is_first && extra) {
			response->flags |= RX_EXTRA_INFO;
			if (at == ring->at.requests)
				return false;
			memcpy(&ring->entry[at++ % RING_ENTRIES], extra,
			       sizeof(*extra));
		}
		is_first = false;
	}
	backend.rx_taken[queue] = at;
	ring->at.responses = at;
	return true;
}

void backend_make_tcp(uint8_t *bytes)
{
	memset(bytes, 0, 54);
	bytes[12] = 8;
	bytes[14] = 0x45;
	bytes[23] = 6;
	bytes[46] = 0x50;
}
