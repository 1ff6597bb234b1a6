/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue of pending signals, and the pool that its items come from: a list in order of
 * arrival, since there are rarely more than one or two.
 */
#include <uk/string.h>

#include "queue.h"

static struct uk_signal_item pool[CONFIG_LIBPOSIXSIGNAL_QUEUE];
static struct uk_signal_item *unused; /* those that were given back */
static unsigned int never_used;	      /* from this one on */

static struct uk_signal_item *item_get(void)
{
	struct uk_signal_item *item = unused;

	if (item)
		unused = item->next;
	else if (never_used < UK_ARRAY_SIZE(pool))
		item = &pool[never_used++];
	return item;
}

static void item_end(struct uk_signal_item *item)
{
	if (item->taken) {
		item->taken(item);
	} else {
		item->next = unused;
		unused = item;
	}
}

static bool is_real_time(int number)
{
	return number >= UK_SIGRTMIN;
}

static void append(struct pending *pending, struct uk_signal_item *item)
{
	struct uk_signal_item **end = &pending->first;

	while (*end)
		end = &(*end)->next;
	item->next = NULL;
	*end = item;
	pending->set |= UK_SIGNAL_BIT(item->number);
}

int pending_add(struct pending *pending, const struct uk_siginfo *info)
{
	uint64_t bit = UK_SIGNAL_BIT(info->number);
	struct uk_signal_item *item;

	if (pending->set & bit && !is_real_time(info->number))
		return 0;
	item = item_get();
	if (!item) {
		if (is_real_time(info->number) && info->code == UK_SI_QUEUE)
			return -EAGAIN;
		pending->set |= bit;
		return 0;
	}
	*item = (struct uk_signal_item){
		.number = info->number,
		.code = info->code,
		.words = { info->data.words[0], info->data.words[1] },
	};
	append(pending, item);
	return 0;
}

bool pending_add_item(struct pending *pending, struct uk_signal_item *item)
{
	if (pending->set & UK_SIGNAL_BIT(item->number) &&
	    !is_real_time(item->number))
		return false;
	append(pending, item);
	return true;
}

/* Unlinks the first item of the number and says whether another follows; NULL: none. */
static struct uk_signal_item *unlink_first(struct pending *pending, int number,
					   bool *more)
{
	struct uk_signal_item *found = NULL;

	*more = false;
	for (struct uk_signal_item **at = &pending->first; *at;) {
		if ((*at)->number != number) {
			at = &(*at)->next;
		} else if (found) {
			*more = true;
			break;
		} else {
			found = *at;
			*at = found->next;
		}
	}
	return found;
}

int pending_take(struct pending *pending, uint64_t set, struct uk_siginfo *info)
{
	struct uk_signal_item *item;
	bool more;
	int number;

	set &= pending->set;
	if (!set)
		return 0;
	number = __builtin_ctzll(set) + 1;
	item = unlink_first(pending, number, &more);
	if (!more)
		pending->set &= ~UK_SIGNAL_BIT(number);
	memset(info, 0, sizeof(*info));
	info->number = number;
	if (item) {
		info->code = item->code;
		info->data.words[0] = item->words[0];
		info->data.words[1] = item->words[1];
		item_end(item);
	}
	return number;
}

void pending_drop(struct pending *pending, uint64_t set)
{
	struct uk_signal_item **at = &pending->first;

	if (!(pending->set & set))
		return;
	while (*at) {
		struct uk_signal_item *item = *at;

		if (UK_SIGNAL_BIT(item->number) & set) {
			*at = item->next;
			item_end(item);
		} else {
			at = &item->next;
		}
	}
	pending->set &= ~set;
}

bool pending_remove(struct pending *pending, struct uk_signal_item *item)
{
	struct uk_signal_item **at = &pending->first;
	bool others = false;

	for (; *at && *at != item; at = &(*at)->next)
		others |= (*at)->number == item->number;
	if (!*at)
		return false;
	*at = item->next;
	for (; *at; at = &(*at)->next)
		others |= (*at)->number == item->number;
	if (!others)
		pending->set &= ~UK_SIGNAL_BIT(item->number);
	return true;
}
