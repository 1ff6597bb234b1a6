/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What peers see when the image ends. They are connections of lwIP's own, over loopback: those of
 * sockets all end.
 */
#include <uk/string.h>

#include "../internal.h"
#include "help.h"

UK_TESTSUITE(tcp_end, "sockets that are open when the image ends");

static struct {
	struct tcp_pcb *pcb; /* NULL: there is no connection any more */
	size_t received;
	bool connected, ended;
	err_t error;
} peer;

static err_t connected(void *argument __uk_unused, struct tcp_pcb *pcb __uk_unused,
		       err_t error __uk_unused)
{
	peer.connected = true;
	return ERR_OK;
}

static err_t received(void *argument __uk_unused, struct tcp_pcb *pcb,
		      struct pbuf *p, err_t error __uk_unused)
{
	if (!p) {
		peer.ended = true;
		return ERR_OK;
	}
	peer.received += p->tot_len;
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	return ERR_OK;
}

static void failed(void *argument __uk_unused, err_t error)
{
	peer.pcb = NULL;
	peer.error = error;
}

static void peer_connect(uint16_t port)
{
	ip_addr_t loopback = IPADDR4_INIT_BYTES(127, 0, 0, 1);

	memset(&peer, 0, sizeof(peer));
	uk_netstack_lock();
	peer.pcb = tcp_new_ip_type(IPADDR_TYPE_V4);
	tcp_recv(peer.pcb, received);
	tcp_err(peer.pcb, failed);
	tcp_connect(peer.pcb, &loopback, port, connected);
	uk_netstack_unlock();
	settle();
}

static void peer_send(const char *text)
{
	uk_netstack_lock();
	tcp_write(peer.pcb, text, (u16_t)strlen(text), TCP_WRITE_FLAG_COPY);
	tcp_output(peer.pcb);
	uk_netstack_unlock();
	settle();
}

static void peer_close(void)
{
	uk_netstack_lock();
	if (peer.pcb) {
		tcp_recv(peer.pcb, NULL);
		tcp_err(peer.pcb, NULL);
		tcp_close(peer.pcb);
	}
	uk_netstack_unlock();
	settle();
}

static void image_ends(void)
{
	uk_netstack_lock();
	uk_event_raise(uk_event_netstack_end, NULL);
	uk_netstack_unlock();
	settle();
}

/* A listener, and the socket of the peer's connection; both may be ended. */
struct server {
	struct uk_file *listener, *file;
};

static bool serve(struct server *server)
{
	struct address at;

	server->file = NULL;
	server->listener = listen_on(UK_AF_INET, 5, &at);
	if (!server->listener)
		return false;
	peer_connect(port_of(&at));
	UK_EXPECT(peer.connected);
	server->file = accept_from(server->listener);
	return server->file != NULL;
}

static void stop(struct server *server)
{
	peer_close();
	if (server->file)
		end_socket(server->file);
	end_socket(server->listener);
}

UK_TEST(tcp_end, what_was_sent_arrives)
{
	static char data[100000];
	struct server server;
	char text[8];

	UK_REQUIRE(serve(&server));
	peer_send("request");
	UK_EXPECT_EQ(receive(server.file, text, sizeof(text), 0), 7);
	UK_EXPECT_EQ(send_data(server.file, data, sizeof(data), 0),
		     sizeof(data));
	UK_EXPECT_EQ(send_data(server.file, "kept", 4, UK_MSG_MORE), 4);
	image_ends();
	UK_EXPECT_EQ(peer.received, sizeof(data) + 4);
	UK_EXPECT(peer.ended);
	UK_EXPECT_EQ(peer.error, ERR_OK);
	/* as after close(), but that there still is a file */
	UK_EXPECT_EQ(send_data(server.file, "x", 1, UK_MSG_NOSIGNAL), -EPIPE);
	UK_EXPECT_EQ(receive(server.file, text, 1, 0), 0);
	stop(&server);
}

UK_TEST(tcp_end, what_was_not_read_is_a_reset)
{
	struct server server;

	UK_REQUIRE(serve(&server));
	peer_send("request");
	image_ends();
	UK_EXPECT_EQ(peer.error, ERR_RST);
	stop(&server);
}

UK_TEST(tcp_end, without_lingering_is_a_reset)
{
	const struct uk_linger now = { .on = 1 };
	struct server server;

	UK_REQUIRE(serve(&server));
	UK_EXPECT_EQ(uk_socket_set_option(server.file, UK_SOL_SOCKET,
					  UK_SO_LINGER, &now, sizeof(now)),
		     0);
	image_ends();
	UK_EXPECT_EQ(peer.error, ERR_RST);
	stop(&server);
}

UK_TEST(tcp_end, nobody_listens)
{
	struct server server = { .file = NULL };
	struct address at;

	server.listener = listen_on(UK_AF_INET, 5, &at);
	UK_REQUIRE(server.listener);
	peer_connect(port_of(&at));
	UK_EXPECT(peer.connected);
	image_ends(); /* the peer waits to be accepted */
	UK_EXPECT_EQ(peer.error, ERR_RST);
	peer_connect(port_of(&at));
	UK_EXPECT(!peer.connected);
	UK_EXPECT_EQ(peer.error, ERR_RST);
	stop(&server);
}
