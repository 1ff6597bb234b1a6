/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Watches: their tokens are numbers, so that an event which comes for one that was taken back
 * finds nobody. An event only marks its watch, for it may come in the middle of a request;
 * several become one call.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/print.h>
#include <uk/string.h>

#include "private.h"

#define TOKEN_DIGITS 8

static struct uk_xenstore_watch *watches;
static const struct uk_xenstore_watch *running;
static uint32_t last_token;

static void token_text(uint32_t token, char text[TOKEN_DIGITS + 1])
{
	for (unsigned int i = 0; i < TOKEN_DIGITS; i++)
		text[i] = "0123456789abcdef"[token >> (28 - 4 * i) & 15];
	text[TOKEN_DIGITS] = 0;
}

void xenstore_watch_event(const char *payload, size_t length)
{
	size_t path = strlen(payload) + 1; /* the payload ends with a 0 of ours */
	char text[TOKEN_DIGITS + 1];

	if (path + TOKEN_DIGITS > length)
		return;
	for (struct uk_xenstore_watch *watch = watches; watch;
	     watch = watch->next) {
		token_text(watch->token, text);
		if (memcmp(text, payload + path, TOKEN_DIGITS))
			continue;
		if (!watch->wanted || watch->wanted(payload)) {
			uk_store_relaxed(&watch->fired, true);
			xenstore_watcher_wake();
		}
		return;
	}
}

/* Only the interrupt sets the mark, and the list changes with interrupts disabled. */
static struct uk_xenstore_watch *find_fired(void)
{
	unsigned long state = uk_arch_irq_save();
	struct uk_xenstore_watch *watch = watches;

	while (watch && !uk_load_relaxed(&watch->fired))
		watch = watch->next;
	uk_arch_irq_restore(state);
	return watch;
}

bool xenstore_watch_fired(void)
{
	return find_fired();
}

bool xenstore_watch_runs(const struct uk_xenstore_watch *watch)
{
	return running == watch;
}

void xenstore_watch_tell(void)
{
	struct uk_xenstore_watch *watch;

	while ((watch = find_fired())) {
		uk_store_relaxed(&watch->fired, false);
		running = watch;
		watch->changed(watch);
		running = NULL;
		xenstore_wake();
	}
}

static int request(enum xenstore_kind kind, const char *path, uint32_t token)
{
	char text[TOKEN_DIGITS + 1], done[8];
	struct xenstore_piece pieces[] = { { path, strlen(path) + 1 },
					   { text, sizeof(text) } };
	int length;

	token_text(token, text);
	length = xenstore_request(kind, 0, pieces, 2, done, sizeof(done));
	return length < 0 ? length : 0;
}

static void forget(struct uk_xenstore_watch *watch)
{
	unsigned long state = uk_arch_irq_save();

	for (struct uk_xenstore_watch **at = &watches; *at; at = &(*at)->next)
		if (*at == watch) {
			*at = watch->next;
			break;
		}
	uk_arch_irq_restore(state);
}

int uk_xenstore_watch(struct uk_xenstore_watch *watch)
{
	/* without a store nobody need wait for its events */
	int error = xenstore_ring_start(xenstore_arrived);
	unsigned long state;

	if (!error)
		error = xenstore_watcher_start();
	if (error)
		return error;
	state = uk_arch_irq_save();
	watch->fired = false;
	watch->token = ++last_token;
	watch->next = watches;
	watches = watch;
	uk_arch_irq_restore(state);
	error = request(XENSTORE_WATCH, watch->path, watch->token);
	if (error)
		forget(watch);
	return error;
}

void uk_xenstore_unwatch(struct uk_xenstore_watch *watch)
{
	request(XENSTORE_UNWATCH, watch->path, watch->token);
	forget(watch);
	xenstore_watcher_leave(watch);
}

static struct uk_xenstore_watch *find(uint32_t token)
{
	struct uk_xenstore_watch *watch = watches;

	while (watch && watch->token != token)
		watch = watch->next;
	return watch;
}

/* By tokens: the list may change while this waits. Newer ones are set already. */
void uk_xenstore_watch_again(void)
{
	uint32_t last = last_token;

	for (uint32_t token = 1; token <= last; token++) {
		const struct uk_xenstore_watch *watch = find(token);

		if (watch && request(XENSTORE_WATCH, watch->path, token))
			uk_pr_err("nobody looks at %s any more\n", watch->path);
	}
}
