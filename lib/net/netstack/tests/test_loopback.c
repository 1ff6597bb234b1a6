/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The stack in the guest, with itself over loopback: what the host's tests cannot
 * show is that locks, timers and waiting work in an image.
 */
#include <lwip/tcp.h>
#include <lwip/udp.h>

#include <uk/netdev.h>
#include <uk/netstack.h>
#include <uk/ready.h>
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(netstack, "TCP, UDP and names over loopback");

#define PORT 7007
#define SECONDS(n) uk_time_deadline((n) * UK_TIME_SECOND)

static uint8_t block[8192];
static struct uk_ready_waiter finished;
static size_t left, written, received;
static bool is_wrong;

static void fill_block(void)
{
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = (uint8_t)(i * 31 + (i >> 8));
}

static void write_more(struct tcp_pcb *pcb)
{
	while (left) {
		size_t at = written % sizeof(block);
		uk_ssize_t count = uk_netstack_tcp_write(
			pcb, block + at, UK_MIN(left, sizeof(block) - at),
			false);

		if (count <= 0)
			break;
		written += (size_t)count;
		left -= (size_t)count;
	}
	tcp_output(pcb);
	if (!left)
		tcp_close(pcb);
}

static err_t on_sent(void *argument __uk_unused, struct tcp_pcb *pcb,
		     u16_t length __uk_unused)
{
	if (left)
		write_more(pcb);
	return ERR_OK;
}

static err_t on_connected(void *argument __uk_unused, struct tcp_pcb *pcb,
			  err_t error __uk_unused)
{
	write_more(pcb);
	return ERR_OK;
}

static err_t on_received(void *argument __uk_unused, struct tcp_pcb *pcb,
			 struct pbuf *p, err_t error __uk_unused)
{
	if (!p) {
		tcp_close(pcb);
		uk_ready_wake(&finished);
		return ERR_OK;
	}
	for (struct pbuf *q = p; q; q = q->next) {
		const uint8_t *data = q->payload;

		for (u16_t i = 0; i < q->len; i++, received++)
			is_wrong |= data[i] != block[received % sizeof(block)];
	}
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	return ERR_OK;
}

static err_t on_accept(void *argument __uk_unused, struct tcp_pcb *pcb,
		       err_t error __uk_unused)
{
	tcp_recv(pcb, on_received);
	return ERR_OK;
}

static void transfer(const ip_addr_t *address, size_t total)
{
	struct tcp_pcb *listener, *pcb;

	fill_block();
	left = total;
	written = received = 0;
	is_wrong = false;
	finished = (struct uk_ready_waiter){ 0 };

	uk_netstack_lock();
	listener = tcp_new_ip_type(IPADDR_TYPE_ANY);
	UK_EXPECT_EQ(tcp_bind(listener, IP_ANY_TYPE, PORT), ERR_OK);
	listener = tcp_listen(listener);
	tcp_accept(listener, on_accept);
	pcb = tcp_new_ip_type(IPADDR_TYPE_ANY);
	tcp_sent(pcb, on_sent);
	UK_EXPECT_EQ(tcp_connect(pcb, address, PORT, on_connected), ERR_OK);
	uk_netstack_unlock();

	UK_EXPECT_EQ(uk_ready_sleep(&finished, SECONDS(20)), 0);
	UK_EXPECT_EQ(received, total);
	UK_EXPECT(!is_wrong);
	uk_netstack_lock();
	UK_EXPECT_EQ(tcp_close(listener), ERR_OK);
	uk_netstack_unlock();
}

#if LWIP_IPV4
UK_TEST(netstack, tcp4)
{
	const ip_addr_t address = IPADDR4_INIT_BYTES(127, 0, 0, 1);

	transfer(&address, 64 * sizeof(block));
}
#endif

#if LWIP_IPV6
UK_TEST(netstack, tcp6)
{
	ip_addr_t address;

	ip_addr_set_loopback(true, &address);
	transfer(&address, 64 * sizeof(block));
}
#endif

static void on_datagram(void *argument, struct udp_pcb *pcb __uk_unused,
			struct pbuf *p, const ip_addr_t *from __uk_unused,
			u16_t port __uk_unused)
{
	*(u16_t *)argument = p->tot_len;
	pbuf_free(p);
	uk_ready_wake(&finished);
}

UK_TEST(netstack, udp)
{
	u16_t length = 0;
	ip_addr_t address;
	struct udp_pcb *pcb;
	struct pbuf *p;

	finished = (struct uk_ready_waiter){ 0 };
	ip_addr_set_loopback(!LWIP_IPV4, &address);
	uk_netstack_lock();
	pcb = udp_new_ip_type(IPADDR_TYPE_ANY);
	UK_EXPECT_EQ(udp_bind(pcb, IP_ANY_TYPE, PORT), ERR_OK);
	udp_recv(pcb, on_datagram, &length);
	p = pbuf_alloc(PBUF_TRANSPORT, 3000, PBUF_RAM);
	UK_EXPECT_EQ(udp_sendto(pcb, p, &address, PORT), ERR_OK);
	pbuf_free(p);
	uk_netstack_unlock();
	UK_EXPECT_EQ(uk_ready_sleep(&finished, SECONDS(10)), 0);
	UK_EXPECT_EQ(length, 3000);
	uk_netstack_lock();
	udp_remove(pcb);
	uk_netstack_unlock();
}

UK_TEST(netstack, interfaces)
{
	char name[UK_NETSTACK_NAME_SIZE];
	struct netif *netif;

	uk_netstack_lock();
	netif = uk_netstack_find("lo");
	UK_EXPECT(netif);
	uk_netstack_name(netif, name);
	UK_EXPECT(name[0] == 'l' && name[1] == 'o' && !name[2]);
	UK_EXPECT(!uk_netstack_find("eth9"));
	uk_netstack_unlock();
	UK_EXPECT_EQ(uk_netstack_error(ERR_OK), 0);
	UK_EXPECT_EQ(uk_netstack_error(ERR_ARG), -EINVAL);
	UK_EXPECT_EQ(uk_netstack_error(-100), -EIO);
}

#if LWIP_DNS
UK_TEST(netstack, names)
{
	ip_addr_t addresses[2];

	UK_EXPECT_EQ(uk_netstack_resolve("localhost", UK_NETSTACK_ANY,
					 addresses, 2, SECONDS(1)),
		     LWIP_IPV4 + LWIP_IPV6);
	UK_EXPECT(ip_addr_isloopback(&addresses[0]));
	UK_EXPECT_EQ(uk_netstack_resolve("", UK_NETSTACK_ANY, addresses, 2, 0),
		     -EINVAL);
#if LWIP_IPV4
	UK_EXPECT_EQ(uk_netstack_resolve("192.0.2.7", UK_NETSTACK_ANY,
					 addresses, 2, 0),
		     1);
	UK_EXPECT_EQ(uk_netstack_resolve("192.0.2.7", UK_NETSTACK_IPV6,
					 addresses, 2, 0),
		     -ENOENT);
#endif
}
#endif

/* Images of tests have no network card: this is known at once. */
UK_TEST(netstack, unreachable)
{
	if (uk_netdev_first())
		return;
	UK_EXPECT_EQ(uk_netstack_wait_configured(UK_NETSTACK_ANY, SECONDS(60)),
		     -ENETUNREACH);
}
