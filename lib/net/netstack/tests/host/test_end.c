/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's end on a wire that loses packets, or all of them: the stack waits until peers have
 * everything, no longer than it may, and not at all when there is nothing to wait for.
 */
#include <string.h>

#include <uk/event.h>
#include <uk/test.h>
#include <uk/time.h>

#include "card.h"

UK_TESTSUITE(netstack_end, "connections that are open when the image ends");

/* Here nobody puts those that come last behind the others. */
UK_EVENT_DECLARE(uk_event_exit_last);

#define PORT 80
#define DATA 20000

static struct {
	struct tcp_pcb *listener, *client, *server;
	size_t received;
	bool connected, ended;
	unsigned int raised;
} test;

/* Sockets do this for theirs. */
static void close_server(void *data __uk_unused)
{
	test.raised++;
	if (test.server)
		tcp_shutdown(test.server, 0, 1);
}
UK_EVENT_HANDLER(uk_event_netstack_end, close_server);

static err_t received(void *argument __uk_unused, struct tcp_pcb *pcb,
		      struct pbuf *p, err_t error __uk_unused)
{
	if (!p) {
		test.ended = true;
		return ERR_OK;
	}
	test.received += p->tot_len;
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	return ERR_OK;
}

static err_t accepted(void *argument __uk_unused, struct tcp_pcb *pcb,
		      err_t error __uk_unused)
{
	test.server = pcb;
	return ERR_OK;
}

static err_t connected(void *argument __uk_unused, struct tcp_pcb *pcb __uk_unused,
		       err_t error __uk_unused)
{
	test.connected = true;
	return ERR_OK;
}

static bool is_up(void)
{
	return test.connected && test.server;
}

static void boot(void)
{
	static bool has_booted;

	wire.lose = 0;
	memset(&test, 0, sizeof(test));
	if (has_booted)
		return;
	has_booted = true;
	wire_start("10.0.0.1/24,gw=10.0.0.2", "10.0.1.1/24");
	wire_run(3000, NULL);
}

static void connect(void)
{
	ip_addr_t local = IPADDR4_INIT_BYTES(10, 0, 0, 1);
	ip_addr_t remote = IPADDR4_INIT_BYTES(10, 0, 0, 2);
	struct tcp_pcb *pcb = tcp_new();

	tcp_bind(pcb, &local, PORT);
	test.listener = tcp_listen(pcb);
	tcp_accept(test.listener, accepted);
	test.client = tcp_new();
	tcp_recv(test.client, received);
	tcp_connect(test.client, &remote, PORT, connected);
	UK_EXPECT(wire_run(5000, is_up));
}

/* Nothing is left for the next case. */
static void finish(void)
{
	tcp_abort(test.client);
	if (test.server)
		tcp_abort(test.server);
	test.server = NULL;
	tcp_close(test.listener);
	wire.lose = 0;
	wire_run(1000, NULL);
}

/* How many milliseconds it took. */
static unsigned int end(void)
{
	uint64_t begin = machine_time;

	uk_event_raise(uk_event_exit_last, NULL);
	UK_EXPECT_EQ(test.raised, 1);
	UK_EXPECT_EQ(wire_cards[0].sent_count, 0);
	return (unsigned int)((machine_time - begin) / UK_TIME_MILLISECOND);
}

UK_TEST(netstack_end, nothing_is_open)
{
	boot();
	wire_run(1000, NULL);
	UK_EXPECT_EQ(end(), 0);
}

UK_TEST(netstack_end, all_arrives)
{
	static uint8_t data[DATA];

	boot();
	connect();
	UK_EXPECT_EQ(uk_netstack_tcp_write(test.server, data, DATA, false), DATA);
	/* not yet sent */
	UK_EXPECT(end() < 100);
	UK_EXPECT(test.ended);
	UK_EXPECT_EQ(test.received, DATA);
	finish();
}

UK_TEST(netstack_end, all_arrives_over_a_bad_wire)
{
	static uint8_t data[DATA];
	unsigned int waited;

	for (unsigned int i = 0; i < 20; i++) {
		boot();
		connect();
		wire.lose = 100;
		UK_EXPECT_EQ(uk_netstack_tcp_write(test.server, data, DATA,
						   false), DATA);
		waited = end();
		if (waited < CONFIG_LIBNETSTACK_CLOSE_MS) {
			UK_EXPECT(test.ended);
			UK_EXPECT_EQ(test.received, DATA);
		} else {
			/* its acknowledgements are lost, but not for ever */
			UK_EXPECT_EQ(waited, CONFIG_LIBNETSTACK_CLOSE_MS);
		}
		finish();
	}
}

UK_TEST(netstack_end, a_peer_that_is_gone)
{
	unsigned int waited;

	boot();
	connect();
	wire.lose = 1000;
	waited = end();
	UK_EXPECT(waited >= CONFIG_LIBNETSTACK_CLOSE_MS &&
		  waited <= CONFIG_LIBNETSTACK_CLOSE_MS + 1);
	UK_EXPECT(!test.ended);
	finish();
}

/* Who only began a connection, maybe under somebody else's address, is not waited for. */
UK_TEST(netstack_end, a_handshake_that_is_not_complete)
{
	ip_addr_t remote = IPADDR4_INIT_BYTES(10, 0, 0, 2);

	boot();
	wire.lose = 1000;
	test.client = tcp_new();
	tcp_connect(test.client, &remote, PORT, connected);
	netstack_flush();
	UK_EXPECT(end() <= 1);
	tcp_abort(test.client);
}
