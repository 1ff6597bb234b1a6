/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Doubly linked intrusive lists. A list is a head whose links run in a circle; an
 * empty list's head points to itself. The caller serialises. Any context.
 */
#ifndef UK_LIST_H
#define UK_LIST_H

#include <uk/essentials.h>

struct uk_list_head {
	struct uk_list_head *next;
	struct uk_list_head *prev;
};

/* clang-format off */
#define UK_LIST_HEAD_INIT(head) { &(head), &(head) }
/* clang-format on */

static inline void uk_list_init(struct uk_list_head *head)
{
	head->next = head;
	head->prev = head;
}

static inline bool uk_list_empty(const struct uk_list_head *head)
{
	return head->next == head;
}

static inline void uk_list_insert_between(struct uk_list_head *entry,
					  struct uk_list_head *prev,
					  struct uk_list_head *next)
{
	entry->prev = prev;
	entry->next = next;
	prev->next = entry;
	next->prev = entry;
}

/* Adds `entry` as the first, or after the entry `head`. */
static inline void uk_list_add(struct uk_list_head *entry,
			       struct uk_list_head *head)
{
	uk_list_insert_between(entry, head, head->next);
}

/* Adds `entry` as the last, or before the entry `head`. */
static inline void uk_list_add_tail(struct uk_list_head *entry,
				    struct uk_list_head *head)
{
	uk_list_insert_between(entry, head->prev, head);
}

/* Takes `entry` out and leaves it as an empty list, so a second call is
 * harmless and uk_list_empty(entry) tells whether it is on a list.
 */
static inline void uk_list_del(struct uk_list_head *entry)
{
	entry->prev->next = entry->next;
	entry->next->prev = entry->prev;
	uk_list_init(entry);
}

#define uk_list_entry(link, type, member) UK_CONTAINER_OF(link, type, member)

/* NULL if the list is empty. */
#define uk_list_first(head, type, member)     \
	(uk_list_empty(head) ? (type *)NULL : \
			       uk_list_entry((head)->next, type, member))

#define uk_list_for_each(link, head) \
	for ((link) = (head)->next; (link) != (head); (link) = (link)->next)

/* As above; `link` may be taken out of the list in the body. */
#define uk_list_for_each_safe(link, following, head)            \
	for ((link) = (head)->next, (following) = (link)->next; \
	     (link) != (head);                                  \
	     (link) = (following), (following) = (link)->next)

#define uk_list_for_each_entry(entry, head, member)                      \
	for ((entry) = uk_list_entry((head)->next, __typeof__(*(entry)), \
				     member);                            \
	     &(entry)->member != (head);                                 \
	     (entry) = uk_list_entry((entry)->member.next,               \
				     __typeof__(*(entry)), member))

#endif /* UK_LIST_H */
