/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Events: calls to listeners that the linker collects. Listeners run in the
 * raiser's context, in no particular order, but those that come last (UK_EVENT_HANDLER_LAST).
 */
#ifndef UK_EVENT_H
#define UK_EVENT_H

#include <uk/table.h>

/* `data` belongs to the raiser; what it points to is the event's to define. */
typedef void (*uk_event_handler)(void *data);

#define UK_EVENT_DECLARE(event) UK_TABLE_DECLARE(uk_event_handler, event)

#define UK_EVENT_HANDLER(event, function)                          \
	static const uk_event_handler event##_##function __uk_used \
		__uk_section(#event) = (function)

/* Behind all the others; of events whose order image.lds.h keeps: uk_event_exit. */
#define UK_EVENT_HANDLER_LAST(event, function)                     \
	static const uk_event_handler event##_##function __uk_used \
		__uk_section(#event "_last") = (function)

#define uk_event_raise(event, data)                       \
	do {                                              \
		UK_TABLE_FOR_EACH (event, event_listener) \
			(*event_listener)(data);          \
	} while (0)

/*
 * The image is about to end; data: int *, the exit status. Thread context. Listeners that come
 * last let no other thread run any more: they neither sleep nor wait for one.
 */
UK_EVENT_DECLARE(uk_event_exit);

/*
 * The VMM asks the image to end; data: bool *, which a listener sets that will see to it. Where
 * none does, the raiser ends the image. Thread context.
 */
UK_EVENT_DECLARE(uk_event_power_off);

#endif /* UK_EVENT_H */
