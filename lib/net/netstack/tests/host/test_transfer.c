/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Connections of the stack with itself over a wire that misbehaves: whatever it
 * does, every byte arrives once and in order, and nothing is left behind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/test.h>
#include <uk/time.h>

#include "wire.h"

UK_TESTSUITE(netstack_transfer, "TCP over a bad wire, with and without large segments");

#define PORT 80

/* One transfer: from a client to a server. */
static struct {
	size_t total, written, received;
	struct tcp_pcb *sender, *receiver, *listener;
	size_t not_taken; /* bytes that the reader has not read yet */
	bool is_slow;
	bool ended, failed, wrong;
	unsigned int largest;
} job;

static uint8_t pattern(size_t at)
{
	return (uint8_t)(at * 131 + (at >> 8) * 7 + (at >> 16));
}

static bool is_done(void)
{
	return job.ended || job.failed;
}

static void write_more(void)
{
	static uint8_t data[100000];

	while (job.written < job.total) {
		size_t size = UK_MIN(job.total - job.written, sizeof(data));
		uk_ssize_t count;

		for (size_t i = 0; i < size; i++)
			data[i] = pattern(job.written + i);
		count = uk_netstack_tcp_write(job.sender, data, size, false);
		if (count <= 0)
			break;
		job.written += (size_t)count;
	}
	tcp_output(job.sender);
	if (job.written == job.total && job.sender) {
		struct tcp_pcb *pcb = job.sender;

		if (tcp_shutdown(pcb, 0, 1) == ERR_OK)
			job.written++; /* once */
	}
}

static err_t on_sent(void *argument __uk_unused, struct tcp_pcb *pcb __uk_unused,
		     u16_t length __uk_unused)
{
	if (job.written < job.total)
		write_more();
	return ERR_OK;
}

static err_t on_poll(void *argument __uk_unused, struct tcp_pcb *pcb __uk_unused)
{
	if (job.written <= job.total)
		write_more();
	return ERR_OK;
}

static void on_error(void *argument, err_t error __uk_unused)
{
	*(struct tcp_pcb **)argument = NULL;
	job.failed = true;
}

static err_t on_connected(void *argument __uk_unused, struct tcp_pcb *pcb __uk_unused,
			  err_t error __uk_unused)
{
	write_more();
	return ERR_OK;
}

static err_t on_received(void *argument __uk_unused, struct tcp_pcb *pcb,
			 struct pbuf *p, err_t error __uk_unused)
{
	if (!p) {
		job.ended = true;
		return ERR_OK;
	}
	for (struct pbuf *q = p; q; q = q->next) {
		const uint8_t *data = q->payload;

		for (u16_t i = 0; i < q->len; i++)
			job.wrong |= data[i] != pattern(job.received + i);
		job.received += q->len;
	}
	if (job.is_slow)
		job.not_taken += p->tot_len;
	else
		tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	return ERR_OK;
}

static err_t on_accept(void *argument __uk_unused, struct tcp_pcb *pcb,
		       err_t error __uk_unused)
{
	job.receiver = pcb;
	tcp_arg(pcb, &job.receiver);
	tcp_recv(pcb, on_received);
	tcp_err(pcb, on_error);
	return ERR_OK;
}

static void stop(struct tcp_pcb **pcb)
{
	if (*pcb) {
		tcp_arg(*pcb, NULL);
		tcp_recv(*pcb, NULL);
		tcp_err(*pcb, NULL);
		tcp_sent(*pcb, NULL);
		tcp_poll(*pcb, NULL, 0);
		if (job.failed || tcp_close(*pcb) != ERR_OK)
			tcp_abort(*pcb);
	}
	*pcb = NULL;
}

static bool listen_on(const ip_addr_t *local)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(local));

	if (!pcb)
		return false;
	if (tcp_bind(pcb, local, PORT) == ERR_OK)
		job.listener = tcp_listen(pcb);
	if (!job.listener) {
		tcp_close(pcb);
		return false;
	}
	tcp_accept(job.listener, on_accept);
	return true;
}

static bool connect_to(const ip_addr_t *remote)
{
	job.sender = tcp_new_ip_type(IP_GET_TYPE(remote));
	if (!job.sender)
		return false;
	tcp_arg(job.sender, &job.sender);
	tcp_sent(job.sender, on_sent);
	tcp_err(job.sender, on_error);
	tcp_poll(job.sender, on_poll, 1);
	return tcp_connect(job.sender, remote, PORT, on_connected) == ERR_OK;
}

static void finish(void)
{
	stop(&job.sender);
	stop(&job.receiver);
	if (job.listener)
		tcp_close(job.listener);
	job.listener = NULL;
}

/* The card that the transfer goes through: 0 with offloads, 1 without. */
static unsigned int card;

static bool start(bool ipv6, size_t total)
{
	static const char *const addresses[2][2][2] = {
		{ { "10.0.0.1", "10.0.0.2" }, { "fd00::1", "fd00::2" } },
		{ { "10.0.1.1", "10.0.1.2" }, { "fd00:1::1", "fd00:1::2" } },
	};
	ip_addr_t local, remote;

	memset(&job, 0, sizeof(job));
	job.total = total;
	netstack_parse_ip(addresses[card][ipv6][0], &local);
	netstack_parse_ip(addresses[card][ipv6][1], &remote);
	return listen_on(&local) && connect_to(&remote);
}

static void boot(void)
{
	static bool is_up;

	wire.lose = wire.twice = wire.delay = wire.window = 0;
	wire_fail_one_in = 0;
	card = 0;
	if (is_up)
		return;
	is_up = true;
	wire_start("10.0.0.1/24,gw=10.0.0.2,fd00::1/64",
		   "10.0.1.1/24,fd00:1::1/64");
	wire_run(3000, NULL); /* duplicate address detection */
}

/* Everything is free again, once nothing is remembered any more. */
static void expect_nothing_left(long blocks)
{
	wire.lose = wire.twice = wire.delay = wire.window = 0;
	wire_run(40000, NULL);
	UK_EXPECT_EQ(wire_blocks, blocks);
	UK_EXPECT_EQ(netstack_nics->rx_held, 0);
	UK_EXPECT(!tcp_active_pcbs && !tcp_tw_pcbs);
	UK_EXPECT_EQ(wire.errors, 0);
}

static void transfer(bool ipv6, size_t total, unsigned int seconds)
{
	long blocks = wire_blocks;

	UK_REQUIRE(start(ipv6, total));
	UK_EXPECT(wire_run(seconds * 1000, is_done));
	UK_EXPECT(!job.failed);
	UK_EXPECT(!job.wrong);
	UK_EXPECT_EQ(job.received, total);
	finish();
	expect_nothing_left(blocks);
}

UK_TEST(netstack_transfer, clean)
{
	boot();
	wire.large = 0;
	transfer(false, 5000000, 60);
	UK_EXPECT(wire.large > 20);
	transfer(true, 5000000, 60);
	transfer(false, 1, 10);
	transfer(false, 1460, 10);
	transfer(false, 1461, 10);
}

UK_TEST(netstack_transfer, without_offloads)
{
	boot();
	card = 1;
	wire.large = 0;
	transfer(false, 2000000, 60);
	transfer(true, 2000000, 60);
	wire.lose = wire.delay = wire.twice = 20;
	transfer(false, 300000, 600);
	UK_EXPECT_EQ(wire.large, 0);
}

UK_TEST(netstack_transfer, losing)
{
	boot();
	wire.lose = 10;
	transfer(false, 2000000, 600);
	wire.lose = 10;
	transfer(true, 2000000, 600);
	wire.lose = 100;
	transfer(false, 300000, 2000);
}

UK_TEST(netstack_transfer, disordered)
{
	boot();
	wire.delay = 200;
	transfer(false, 2000000, 600);
	wire.twice = 100;
	transfer(false, 2000000, 600);
	wire.twice = wire.delay = 50;
	wire.lose = 20;
	transfer(true, 1000000, 1000);
}

/* The window shrinks to nothing and opens by small steps: segments are split at
 * odd places, the last one with the end of the connection in it.
 */
UK_TEST(netstack_transfer, slow_reader)
{
	static const unsigned int steps[] = { 700, 3000, 20000, 50000 };
	long blocks;

	boot();
	blocks = wire_blocks;
	for (size_t i = 0; i < UK_ARRAY_SIZE(steps); i++) {
		UK_REQUIRE(start(false, 700000));
		job.is_slow = true;
		while (!is_done() && wire_run(40, is_done) == false) {
			size_t some = UK_MIN(job.not_taken, (size_t)steps[i]);

			if (!job.receiver || !some)
				continue;
			job.not_taken -= some;
			uk_netstack_lock();
			tcp_recved(job.receiver, (u16_t)some);
			uk_netstack_unlock();
		}
		UK_EXPECT(!job.failed && !job.wrong);
		UK_EXPECT_EQ(job.received, 700000);
		finish();
		expect_nothing_left(blocks);
	}
}

/* A router says that less fits through (RFC 4443, section 3.2), while segments
 * are on their way.
 */
static void inject_too_big(unsigned int mtu)
{
	static const uint8_t addresses[] = {
		[0] = 0xfd, [15] = 2, [16] = 0xfd, [31] = 1,
	};
	uint8_t frame[14 + 40 + 8 + 40] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2,
					    0x86, 0xdd };
	uint8_t *ip = frame + 14, *icmp = ip + 40;

	ip[0] = icmp[8] = 0x60;
	ip[5] = 48;
	ip[6] = 58;
	ip[7] = icmp[8 + 7] = 64;
	memcpy(ip + 8, addresses, 32);
	icmp[0] = 2;
	icmp[6] = (uint8_t)(mtu >> 8);
	icmp[7] = (uint8_t)mtu;
	icmp[8 + 6] = 6; /* the packet that was too big: from us, TCP */
	memcpy(icmp + 8 + 8, addresses + 16, 16);
	memcpy(icmp + 8 + 24, addresses, 16);
	wire_fill_icmp6(frame, sizeof(frame));
	wire_inject(frame, sizeof(frame), 0, sizeof(frame));
}

UK_TEST(netstack_transfer, path_mtu)
{
	long blocks;

	boot();
	blocks = wire_blocks;
	wire.lose = 20;
	UK_REQUIRE(start(true, 1000000));
	UK_EXPECT(!wire_run(50, is_done));
	wire.longest = 0;
	inject_too_big(1280);
	UK_EXPECT(wire_run(600000, is_done));
	UK_EXPECT(!job.failed && !job.wrong);
	UK_EXPECT_EQ(job.received, 1000000);
	UK_EXPECT(wire.longest <= 14 + 1280);
	finish();
	expect_nothing_left(blocks);
}

/* The peer's window is small, and another each time, also smaller. The last
 * segment has the end of the connection in it when it is split.
 */
UK_TEST(netstack_transfer, small_windows)
{
	static const unsigned int windows[] = { 100, 400, 3000, 8000 };

	boot();
	for (size_t i = 0; i < UK_ARRAY_SIZE(windows); i++) {
		wire.window = windows[i];
		transfer(i & 1, 300000, 5000);
		wire.window = windows[i];
		wire.lose = 30;
		transfer(i & 1, 100000, 5000);
	}
}

/* Allocations fail now and then: slower, maybe a lost connection, never worse. */
UK_TEST(netstack_transfer, little_memory)
{
	unsigned int completed = 0;
	long blocks;

	boot();
	blocks = wire_blocks;
	for (unsigned int one_in = 3; one_in < 100; one_in += 12) {
		bool started;

		wire_fail_one_in = one_in;
		started = start(one_in & 1, 200000);
		if (started)
			wire_run(300000, is_done);
		UK_EXPECT(!job.wrong);
		UK_EXPECT(job.failed || !started || job.received == 200000);
		completed += !job.failed && job.received == 200000;
		wire_fail_one_in = 0;
		finish();
		expect_nothing_left(blocks);
	}
	UK_EXPECT(completed > 0);
}

/* One after the other: what is remembered of them is bounded. */
UK_TEST(netstack_transfer, many_connections)
{
	long blocks;

	boot();
	blocks = wire_blocks;
	for (int i = 0; i < 1000; i++) {
		unsigned int remembered = 0;

		UK_REQUIRE(start(i & 1, 100));
		UK_REQUIRE(wire_run(10000, is_done));
		UK_EXPECT_EQ(job.received, 100);
		finish();
		wire_run(5, NULL);
		for (struct tcp_pcb *pcb = tcp_tw_pcbs; pcb; pcb = pcb->next)
			remembered++;
		UK_REQUIRE(remembered <= 2 * CONFIG_LIBNETSTACK_TIME_WAIT);
	}
	expect_nothing_left(blocks);
}
