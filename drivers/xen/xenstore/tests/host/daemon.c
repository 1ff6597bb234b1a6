/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See daemon.h. The ring and the requests are compiled in here, for they are reset.
 */
#include "../../ring.c"

#include "../../request.c"

#include <stdio.h>
#include <stdlib.h>
#include <uk/arch/cpu.h>

#include "daemon.h"

#define ENTRIES 16
#define QUEUE 65536

bool host_irq_enabled;
unsigned int daemon_piece;

static struct interface page;
static uk_xen_event_handler handler;
static struct {
	char name[64], value[4200];
} tree[ENTRIES];
static struct {
	char path[64], token[64];
} watched[ENTRIES];
static char queue[QUEUE]; /* what is to be sent */
static size_t queue_start, queue_end;
static char received[8192];
static size_t received_length;
static const void *forged;
static size_t forged_length;
static bool silent;

/* ---- Xen */
bool uk_xen_present(void)
{
	return true;
}

int uk_xen_parameter(uint32_t parameter, uint64_t *value)
{
	*value = parameter == XEN_PARAMETER_STORE_FRAME ? 77 : 5;
	return 0;
}

void *uk_xen_frame_map(uint64_t frame)
{
	return frame == 77 ? &page : NULL;
}

int uk_xen_event_bind(uk_xen_channel bound, uk_xen_event_handler call,
		      void *argument)
{
	(void)bound;
	(void)argument;
	handler = call;
	return 0;
}

void uk_printf(const char *format __uk_unused, ...)
{
}

/* ---- xenstored */
static void queue_bytes(const void *bytes, size_t length)
{
	if (queue_end + length > QUEUE)
		abort();
	memcpy(queue + queue_end, bytes, length);
	queue_end += length;
}

static void queue_message(struct xenstore_header header, uint32_t kind,
			  const void *payload, size_t length)
{
	header.kind = kind;
	header.length = (uint32_t)length;
	queue_bytes(&header, sizeof(header));
	queue_bytes(payload, length);
}

void daemon_fire(const char *path)
{
	struct xenstore_header header = { .request = 0 };
	char payload[256];

	for (unsigned int i = 0; i < ENTRIES; i++)
		if (watched[i].path[0] && !strcmp(watched[i].path, path)) {
			int length = snprintf(payload, sizeof(payload), "%s%c%s",
					      path, 0, watched[i].token) + 1;

			queue_message(header, XENSTORE_WATCH_EVENT, payload,
				      (size_t)length);
		}
}

void daemon_put(const char *name, const char *value)
{
	unsigned int at = 0;

	while (at < ENTRIES - 1 && tree[at].name[0] &&
	       strcmp(tree[at].name, name))
		at++;
	snprintf(tree[at].name, sizeof(tree[at].name), "%s", name);
	snprintf(tree[at].value, sizeof(tree[at].value), "%s", value);
}

const char *daemon_get(const char *name)
{
	for (unsigned int i = 0; i < ENTRIES; i++)
		if (!strcmp(tree[i].name, name))
			return tree[i].value;
	return NULL;
}

void daemon_forge(const void *bytes, size_t length)
{
	forged = bytes;
	forged_length = length;
}

static void keep(char *to, size_t size, const char *text)
{
	size_t length = strlen(text);

	if (length >= size)
		abort();
	memcpy(to, text, length + 1);
}

static void watch(const char *path, const char *token, bool on)
{
	for (unsigned int i = 0; i < ENTRIES; i++) {
		if (on ? watched[i].path[0] :
			 strcmp(watched[i].token, token) != 0)
			continue;
		keep(watched[i].path, sizeof(watched[i].path), on ? path : "");
		keep(watched[i].token, sizeof(watched[i].token),
		     on ? token : "");
		return;
	}
}

static void obey(struct xenstore_header header, char *payload)
{
	const char *path = payload, *found = daemon_get(path);
	const char *second = payload + strlen(path) + 1;
	char value[4200];

	payload[header.length] = 0;
	switch (header.kind) {
	case XENSTORE_READ:
	case XENSTORE_DIRECTORY:
		if (!found)
			queue_message(header, XENSTORE_ERROR, "ENOENT", 7);
		else
			queue_message(header, header.kind, found,
				      strlen(found));
		return;
	case XENSTORE_WRITE:
		snprintf(value, sizeof(value), "%s", second);
		daemon_put(path, value);
		daemon_fire(path);
		break;
	case XENSTORE_WATCH:
	case XENSTORE_UNWATCH:
		watch(path, second, header.kind == XENSTORE_WATCH);
		queue_message(header, header.kind, "OK", 3);
		if (header.kind == XENSTORE_WATCH)
			daemon_fire(path);
		return;
	case XENSTORE_TRANSACTION_START:
		queue_message(header, header.kind, "17", 3);
		return;
	}
	queue_message(header, header.kind, "OK", 3);
}

static void take_requests(void)
{
	struct xenstore_header header;

	while (page.requests_taken != page.requests_given) {
		if (received_length == sizeof(received))
			abort();
		received[received_length++] =
			page.requests[page.requests_taken++ % RING_SIZE];
	}
	while (received_length >= sizeof(header)) {
		size_t whole;

		memcpy(&header, received, sizeof(header));
		whole = sizeof(header) + header.length;
		if (received_length < whole)
			return;
		if (forged) {
			queue_bytes(forged, forged_length);
			forged = NULL;
			silent = true;
		} else if (!silent) {
			char payload[4200];

			memcpy(payload, received + sizeof(header),
			       header.length);
			obey(header, payload);
		}
		received_length -= whole;
		memmove(received, received + whole, received_length);
	}
}

static void send(void)
{
	unsigned int most = daemon_piece ?: RING_SIZE;

	while (most-- && queue_start < queue_end &&
	       page.answers_given - page.answers_taken < RING_SIZE)
		page.answers[page.answers_given++ % RING_SIZE] =
			queue[queue_start++];
	if (queue_start == queue_end)
		queue_start = queue_end = 0;
	/* so that nobody waits for ever */
	if (silent && !queue_end && page.answers_given == page.answers_taken)
		page.answers_given += RING_SIZE + 1;
}

static void work(void)
{
	take_requests();
	send();
}

void daemon_interrupt(void)
{
	work();
	handler(NULL);
}

void uk_arch_halt_irq(void)
{
	daemon_interrupt();
}

int uk_xen_event_send(uk_xen_channel to)
{
	(void)to;
	take_requests();
	return 0;
}

/* Of calls it makes one: it gives way to us. */
long uk_xen_call(unsigned int number, long a, long b, long c)
{
	(void)number, (void)a, (void)b, (void)c;
	work();
	return 0;
}

void host_step(void)
{
}

void daemon_move(void)
{
	memset(watched, 0, sizeof(watched));
	queue_start = queue_end = received_length = 0;
	handler = NULL;
	arrive();
}

void daemon_reset(void)
{
	memset(&page, 0, sizeof(page));
	memset(tree, 0, sizeof(tree));
	memset(watched, 0, sizeof(watched));
	memset(&incoming, 0, sizeof(incoming));
	queue_start = queue_end = received_length = 0;
	interface = NULL;
	broken = silent = false;
	expected = answered = 0;
	failed = 0;
	forged = NULL;
	daemon_piece = 0;
}
