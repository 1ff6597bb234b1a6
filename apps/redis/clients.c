/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What clients take, counted when it grows. maxmemory-clients, which keeps clients' buffers from
 * taking all memory (start.c), has Redis add up every client's after each of its commands, and
 * look for the largest before each. Nearly always nothing has changed since.
 *
 * These functions stand in for those that Makefile.uk names, in Redis' files that it names.
 */
#include "server.h"

#define LITTLE 1024 /* bytes that are too few to count a client anew */
/* What else than buffers clients can have: getClientMemoryUsage() */
#define HAVE_MORE \
	(CLIENT_MULTI | CLIENT_PUBSUB | CLIENT_TRACKING | CLIENT_MASTER | CLIENT_SLAVE | \
	 CLIENT_NO_EVICT)

size_t getClientEvictionLimit(void); /* networking.c */
int redis_client_memory(client *c);
void redis_evict_clients(void);

/* Inlined into these functions, they would make the usual way save registers for the other. */
#define RARE static __attribute__((noinline, cold))

RARE int count_anew(client *c)
{
	return updateClientMemUsageAndBucket(c);
}

/*
 * Stands in for updateClientMemUsageAndBucket(). A client that takes no more than it was counted
 * for, and hardly less, needs not be counted again; serverCron() does it every second.
 */
int redis_client_memory(client *c)
{
	size_t counted = c->last_memory_usage;
	size_t now;

	if (c->mem_usage_bucket && !(c->flags & HAVE_MORE) && !listLength(c->reply) &&
	    !listLength(c->watched_keys)) {
		now = sizeof(*c) + c->buf_usable_size + sdsalloc(c->querybuf) +
		      c->argv_len_sum + c->argc * sizeof(*c->argv);
		if (counted - now < LITTLE) /* and not below it */
			return 1;
	}
	return count_anew(c);
}

/* What there was room for when it was last looked at. */
static struct {
	size_t clients; /* all together */
	unsigned long long most;
	ssize_t part;
} fit;

RARE void evict_anew(size_t clients)
{
	evictClients();
	fit.clients = clients < getClientEvictionLimit() ? clients : 0;
	fit.most = server.maxmemory;
	fit.part = server.maxmemory_clients;
}

/* Stands in for evictClients(): there is room for what there was room for. */
void redis_evict_clients(void)
{
	size_t clients = server.stat_clients_type_memory[CLIENT_TYPE_NORMAL] +
			 server.stat_clients_type_memory[CLIENT_TYPE_PUBSUB];

	if (clients > fit.clients || server.maxmemory != fit.most ||
	    server.maxmemory_clients != fit.part)
		evict_anew(clients);
}
