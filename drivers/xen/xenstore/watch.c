/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Watches: their tokens are numbers, so that an event which comes for one that was taken back
 * finds nobody.
 */
#include <uk/arch/cpu.h>
#include <uk/string.h>

#include "private.h"

#define TOKEN_DIGITS 8

static struct uk_xenstore_watch *watches;
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
		if (!memcmp(text, payload + path, TOKEN_DIGITS)) {
			watch->changed(watch);
			return;
		}
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
	unsigned long state = uk_arch_irq_save();
	int error;

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
}
