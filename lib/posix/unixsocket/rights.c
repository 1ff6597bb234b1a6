/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors on their way. A socket that lies in a queue keeps itself alive if that queue
 * is its own, or that of a socket which lies in its queue, and so on: nobody could ever
 * close it. So what would lead back to the queue that it is put in is refused; what
 * is in all queues then hangs from descriptors that somebody has.
 */
#include <uk/fd.h>

#include "local.h"

/* On their way, in all sockets: no more than there can be descriptors */
static unsigned int count_all;

struct local_rights *local_rights_new(struct local_rights *old,
				      unsigned int count)
{
	unsigned int before = old ? old->count : 0;
	struct local_rights *rights =
		uk_malloc(uk_alloc_default(),
			  sizeof(*rights) +
				  (before + count) * sizeof(rights->files[0]));

	if (!rights)
		return NULL;
	rights->count = before;
	if (old)
		memcpy(rights->files, old->files,
		       before * sizeof(rights->files[0]));
	uk_free(uk_alloc_default(), old);
	return rights;
}

bool local_rights_count(void)
{
	if (count_all >= UK_FD_MOST)
		return false;
	count_all++;
	return true;
}

void local_rights_drop(struct local_rights *rights)
{
	for (unsigned int i = 0; i < rights->count; i++) {
		count_all--;
		uk_file_put(rights->files[i]);
	}
	uk_free(uk_alloc_default(), rights);
}

/* A search visits each socket once, and keeps those that it has yet to look into. */
struct search {
	struct local *first;
	uint32_t number;
};

static void visit(struct search *search, struct local *socket)
{
	if (!socket || socket->seen == search->number)
		return;
	socket->seen = search->number;
	socket->next = search->first;
	search->first = socket;
}

static void visit_all(struct search *search, const struct local_rights *rights)
{
	for (unsigned int i = 0; rights && i < rights->count; i++)
		visit(search, local_of(rights->files[i]));
}

/* What the socket owns: connections, or what lies in its queue */
static void look_into(struct search *search, const struct local *socket)
{
	const struct local_message *message;
	const struct local_mark *mark;
	struct local *waiting;

	if (socket->state == LOCAL_LISTENING)
		uk_list_for_each_entry(waiting, &socket->waiting, link)
			visit(search, waiting);
	else if (local_is_stream(socket))
		uk_list_for_each_entry(mark, &socket->marks, link)
			visit_all(search, mark->control.rights);
	else
		uk_list_for_each_entry(message, &socket->messages, link)
			visit_all(search, message->control.rights);
}

bool local_rights_lead_to(const struct local_rights *rights,
			  const struct local *to)
{
	static uint32_t last;
	struct search search = { .first = NULL, .number = ++last };

	visit_all(&search, rights);
	while (search.first && to->seen != search.number) {
		struct local *socket = search.first;

		search.first = socket->next;
		look_into(&search, socket);
	}
	return to->seen == search.number;
}
