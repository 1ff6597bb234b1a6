/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lists as macros, which BSD, glibc and newlib have and musl has not (queue(7)): SLIST and
 * STAILQ with one pointer an element, LIST and TAILQ with two; the tail queues also know
 * their end.
 */
#ifndef _SYS_QUEUE_H
#define _SYS_QUEUE_H

/* ---- SLIST: singly linked, grows at its head */
#define SLIST_HEAD(name, type) struct name { struct type *slh_first; }
#define SLIST_HEAD_INITIALIZER(head) { 0 }
#define SLIST_ENTRY(type) struct { struct type *sle_next; }
#define SLIST_INIT(head) ((void)((head)->slh_first = 0))
#define SLIST_FIRST(head) ((head)->slh_first)
#define SLIST_EMPTY(head) (!SLIST_FIRST(head))
#define SLIST_NEXT(element, link) ((element)->link.sle_next)
#define SLIST_FOREACH(at, head, link) \
	for ((at) = SLIST_FIRST(head); (at); (at) = SLIST_NEXT(at, link))
#define SLIST_INSERT_HEAD(head, element, link)                       \
	do {                                                         \
		SLIST_NEXT(element, link) = SLIST_FIRST(head);       \
		SLIST_FIRST(head) = (element);                       \
	} while (0)
#define SLIST_INSERT_AFTER(before, element, link)                    \
	do {                                                         \
		SLIST_NEXT(element, link) = SLIST_NEXT(before, link); \
		SLIST_NEXT(before, link) = (element);                \
	} while (0)
#define SLIST_REMOVE_HEAD(head, link) \
	((void)(SLIST_FIRST(head) = SLIST_NEXT(SLIST_FIRST(head), link)))
#define SLIST_REMOVE(head, element, type, link)                      \
	do {                                                         \
		struct type **slist_at = &SLIST_FIRST(head);         \
								     \
		while (*slist_at != (element))                       \
			slist_at = &SLIST_NEXT(*slist_at, link);     \
		*slist_at = SLIST_NEXT(element, link);               \
	} while (0)

/* ---- LIST: any element can be taken out */
#define LIST_HEAD(name, type) struct name { struct type *lh_first; }
#define LIST_HEAD_INITIALIZER(head) { 0 }
#define LIST_ENTRY(type) struct { struct type *le_next, **le_prev; }
#define LIST_INIT(head) ((void)((head)->lh_first = 0))
#define LIST_FIRST(head) ((head)->lh_first)
#define LIST_EMPTY(head) (!LIST_FIRST(head))
#define LIST_NEXT(element, link) ((element)->link.le_next)
#define LIST_FOREACH(at, head, link) \
	for ((at) = LIST_FIRST(head); (at); (at) = LIST_NEXT(at, link))
#define LIST_INSERT_AT(where, element, link)                                 \
	do {                                                                 \
		if ((LIST_NEXT(element, link) = *(where)))                   \
			LIST_NEXT(element, link)->link.le_prev =             \
				&LIST_NEXT(element, link);                   \
		(element)->link.le_prev = (where);                           \
		*(where) = (element);                                        \
	} while (0)
#define LIST_INSERT_HEAD(head, element, link) \
	LIST_INSERT_AT(&LIST_FIRST(head), element, link)
#define LIST_INSERT_AFTER(before, element, link) \
	LIST_INSERT_AT(&LIST_NEXT(before, link), element, link)
#define LIST_REMOVE(element, link)                                           \
	do {                                                                 \
		*(element)->link.le_prev = LIST_NEXT(element, link);         \
		if (LIST_NEXT(element, link))                                \
			LIST_NEXT(element, link)->link.le_prev =             \
				(element)->link.le_prev;                     \
	} while (0)

/* ---- STAILQ: singly linked, grows at both ends */
#define STAILQ_HEAD(name, type) \
	struct name { struct type *stqh_first, **stqh_last; }
#define STAILQ_HEAD_INITIALIZER(head) { 0, &(head).stqh_first }
#define STAILQ_ENTRY(type) struct { struct type *stqe_next; }
#define STAILQ_INIT(head) \
	((void)((head)->stqh_first = 0, (head)->stqh_last = &(head)->stqh_first))
#define STAILQ_FIRST(head) ((head)->stqh_first)
#define STAILQ_EMPTY(head) (!STAILQ_FIRST(head))
#define STAILQ_NEXT(element, link) ((element)->link.stqe_next)
#define STAILQ_FOREACH(at, head, link) \
	for ((at) = STAILQ_FIRST(head); (at); (at) = STAILQ_NEXT(at, link))
#define STAILQ_INSERT_HEAD(head, element, link)                              \
	do {                                                                 \
		if (!(STAILQ_NEXT(element, link) = STAILQ_FIRST(head)))      \
			(head)->stqh_last = &STAILQ_NEXT(element, link);     \
		STAILQ_FIRST(head) = (element);                              \
	} while (0)
#define STAILQ_INSERT_TAIL(head, element, link)                              \
	do {                                                                 \
		STAILQ_NEXT(element, link) = 0;                              \
		*(head)->stqh_last = (element);                              \
		(head)->stqh_last = &STAILQ_NEXT(element, link);             \
	} while (0)
#define STAILQ_REMOVE_HEAD(head, link)                                       \
	do {                                                                 \
		if (!(STAILQ_FIRST(head) = STAILQ_NEXT(STAILQ_FIRST(head), link))) \
			(head)->stqh_last = &STAILQ_FIRST(head);             \
	} while (0)

/* ---- TAILQ: any element can be taken out, both ends are known */
#define TAILQ_HEAD(name, type) \
	struct name { struct type *tqh_first, **tqh_last; }
#define TAILQ_HEAD_INITIALIZER(head) { 0, &(head).tqh_first }
#define TAILQ_ENTRY(type) struct { struct type *tqe_next, **tqe_prev; }
#define TAILQ_INIT(head) \
	((void)((head)->tqh_first = 0, (head)->tqh_last = &(head)->tqh_first))
#define TAILQ_FIRST(head) ((head)->tqh_first)
#define TAILQ_EMPTY(head) (!TAILQ_FIRST(head))
#define TAILQ_NEXT(element, link) ((element)->link.tqe_next)
/* A head begins as an element's link does: the pointer to an element's own pointer, one
 * further, leads to the element before.
 */
#define TAILQ_LAST(head, headname) \
	(*((struct headname *)((head)->tqh_last))->tqh_last)
#define TAILQ_PREV(element, headname, link) \
	(*((struct headname *)((element)->link.tqe_prev))->tqh_last)
#define TAILQ_FOREACH(at, head, link) \
	for ((at) = TAILQ_FIRST(head); (at); (at) = TAILQ_NEXT(at, link))
#define TAILQ_FOREACH_REVERSE(at, head, headname, link)         \
	for ((at) = TAILQ_LAST(head, headname); (at);           \
	     (at) = TAILQ_PREV(at, headname, link))
/* Behind `where`, a pointer to the element that will come next; `end` is the head's tqh_last. */
#define TAILQ_INSERT_AT(where, end, element, link)                           \
	do {                                                                 \
		if ((TAILQ_NEXT(element, link) = *(where)))                  \
			TAILQ_NEXT(element, link)->link.tqe_prev =           \
				&TAILQ_NEXT(element, link);                  \
		else                                                         \
			(end) = &TAILQ_NEXT(element, link);                  \
		(element)->link.tqe_prev = (where);                          \
		*(element)->link.tqe_prev = (element);                       \
	} while (0)
#define TAILQ_INSERT_HEAD(head, element, link) \
	TAILQ_INSERT_AT(&TAILQ_FIRST(head), (head)->tqh_last, element, link)
#define TAILQ_INSERT_AFTER(head, before, element, link) \
	TAILQ_INSERT_AT(&TAILQ_NEXT(before, link), (head)->tqh_last, element, link)
#define TAILQ_INSERT_TAIL(head, element, link)                               \
	do {                                                                 \
		TAILQ_NEXT(element, link) = 0;                               \
		(element)->link.tqe_prev = (head)->tqh_last;                 \
		*(head)->tqh_last = (element);                               \
		(head)->tqh_last = &TAILQ_NEXT(element, link);               \
	} while (0)
#define TAILQ_REMOVE(head, element, link)                                    \
	do {                                                                 \
		if (TAILQ_NEXT(element, link))                               \
			TAILQ_NEXT(element, link)->link.tqe_prev =           \
				(element)->link.tqe_prev;                    \
		else                                                         \
			(head)->tqh_last = (element)->link.tqe_prev;         \
		*(element)->link.tqe_prev = TAILQ_NEXT(element, link);       \
	} while (0)

#endif /* _SYS_QUEUE_H */
