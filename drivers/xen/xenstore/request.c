/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests and their answers: one at a time, as nobody asks often. The interrupt puts answers
 * together, for they may come in parts, and watch events between them.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/string.h>

#include "private.h"

static struct {
	struct xenstore_header header;
	size_t header_have;
	size_t have;
	char payload[XENSTORE_PAYLOAD_MOST + 1];
} incoming;

static uint32_t expected; /* number of the request that waits; 0: none does */
/* Its answer is in `incoming`, which the interrupt then leaves alone. */
static unsigned int answered;
static int failed;

/* docs/misc/xenstore.txt: errors come by name. */
static int error_of(const char *name)
{
	static const struct {
		const char *name;
		int error;
	} errors[] = {
		{ "EINVAL", EINVAL },	{ "EACCES", EACCES },
		{ "EEXIST", EEXIST },	{ "EISDIR", EISDIR },
		{ "ENOENT", ENOENT },	{ "ENOMEM", ENOMEM },
		{ "ENOSPC", ENOSPC },	{ "ENOTEMPTY", ENOTEMPTY },
		{ "ENOSYS", ENOSYS },	{ "EROFS", EROFS },
		{ "EBUSY", EBUSY },	{ "EAGAIN", EAGAIN },
		{ "EISCONN", EISCONN }, { "E2BIG", E2BIG },
		{ "EPERM", EPERM },
	};

	for (size_t i = 0; i < UK_ARRAY_SIZE(errors); i++)
		if (!strcmp(name, errors[i].name))
			return -errors[i].error;
	return -EIO;
}

static void finish(int error)
{
	failed = error;
	uk_store_release(&answered, 1);
	xenstore_wake();
}

/* True: more may have come. */
static bool receive_header(void)
{
	int count = xenstore_ring_receive(
		(char *)&incoming.header + incoming.header_have,
		sizeof(incoming.header) - incoming.header_have);

	if (count < 0)
		finish(count);
	if (count <= 0)
		return false;
	incoming.header_have += (size_t)count;
	if (incoming.header_have == sizeof(incoming.header) &&
	    incoming.header.length > XENSTORE_PAYLOAD_MOST) {
		finish(xenstore_ring_give_up());
		return false;
	}
	return true;
}

static bool receive_payload(void)
{
	size_t length = incoming.header.length;
	int count = xenstore_ring_receive(incoming.payload + incoming.have,
					  length - incoming.have);

	if (count < 0)
		finish(count);
	if (count < 0 || (!count && incoming.have < length))
		return false;
	incoming.have += (size_t)count;
	if (incoming.have < length)
		return true;
	incoming.payload[length] = 0;
	incoming.header_have = incoming.have = 0;
	if (incoming.header.kind == XENSTORE_WATCH_EVENT)
		xenstore_watch_event(incoming.payload, length);
	else if (incoming.header.request == expected && expected)
		finish(0);
	return true;
}

void xenstore_arrived(void)
{
	while (!uk_load_acquire(&answered))
		if (incoming.header_have < sizeof(incoming.header) ?
			    !receive_header() :
			    !receive_payload())
			break;
}

static int take_answer(enum xenstore_kind kind, void *answer, size_t size)
{
	size_t length = incoming.header.length;

	if (failed)
		return failed;
	if (incoming.header.kind == XENSTORE_ERROR)
		return error_of(incoming.payload);
	if (incoming.header.kind != (uint32_t)kind)
		return -EIO;
	if (length > size)
		return -E2BIG;
	memcpy(answer, incoming.payload, length);
	return (int)length;
}

static int exchange(struct xenstore_header *header,
		    const struct xenstore_piece *pieces, unsigned int count)
{
	static uint32_t number;
	int error = xenstore_ring_start(xenstore_arrived);

	if (error)
		return error;
	number += number == UINT32_MAX ? 2 : 1;
	header->request = expected = number;
	uk_store_release(&answered, 0);
	error = xenstore_ring_send(header, sizeof(*header));
	for (unsigned int i = 0; i < count && !error; i++)
		error = xenstore_ring_send(pieces[i].bytes, pieces[i].length);
	if (!error)
		xenstore_wait(&answered);
	return error;
}

int xenstore_request(enum xenstore_kind kind, uint32_t transaction,
		     const struct xenstore_piece *pieces, unsigned int count,
		     void *answer, size_t size)
{
	struct xenstore_header header = { .kind = kind,
					  .transaction = transaction };
	unsigned long state;
	int result;

	for (unsigned int i = 0; i < count; i++)
		header.length += (uint32_t)pieces[i].length;
	if (header.length > XENSTORE_PAYLOAD_MOST)
		return -E2BIG;
	xenstore_lock();
	result = exchange(&header, pieces, count);
	if (!result)
		result = take_answer(kind, answer, size);
	/* what came behind it */
	state = uk_arch_irq_save();
	expected = 0;
	uk_store_release(&answered, 0);
	if (result != -ENODEV && result != -EIO)
		xenstore_arrived();
	uk_arch_irq_restore(state);
	xenstore_unlock();
	return result;
}

/* ---- suspending ---- */

void uk_xenstore_hold(void)
{
	xenstore_lock();
}

void uk_xenstore_release(void)
{
	xenstore_unlock();
}

void xenstore_drop(void)
{
	incoming.header_have = incoming.have = 0;
}
