/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The key-value store straight on the network device: polls, answers each frame in
 * the buffer that it came in, and sends whole batches.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/random.h>
#include <uk/boot.h>
#include <uk/netbuf_pool.h>
#include <uk/netdev.h>
#include <uk/param.h>
#include <uk/plat/time.h>
#include <uk/print.h>
#include <uk/string.h>

#include "../protocol.h"
#include "packet.h"

#define BATCH 32
#define RING 256
#define CHECKSUMS (UK_NETDEV_TX_CHECKSUM | UK_NETDEV_RX_CHECKSUM)

static const char *ip = "10.0.2.15";
static int port = UDPKV_PORT;
static size_t requests;
static bool cycles;

UK_PARAM(STRING, udpkv, ip, ip, "the address to answer at (10.0.2.15)");
UK_PARAM(INT, udpkv, port, port, "the UDP port (9000)");
UK_PARAM(SIZE, udpkv, requests, requests,
	 "end after so many answers, pings and ARP included (0: never)");
UK_PARAM(BOOL, udpkv, cycles, cycles,
	 "tell at the end how many cycles each answer took (no)");

static uint64_t memory[CONFIG_APP_UDPKV_STORE_KIB * 1024 / sizeof(uint64_t)];

static size_t serve(void *store, const uint8_t *request, size_t length,
		    uint8_t *answer)
{
	return udpkv_answer(store, request, length, answer);
}

static int set_up(struct uk_netdev *dev)
{
	const struct uk_netdev_config config = {
		.offloads = dev->info.offloads & CHECKSUMS
	};
	uint16_t rx_ring = UK_MIN(dev->info.rx_ring, RING);
	uint16_t tx_ring = UK_MIN(dev->info.tx_ring, RING);
	size_t room = UK_NETBUF_HEADROOM + UK_NETDEV_ETHERNET_HEADER +
		      UK_MAX(dev->info.mtu, 1500);
	struct uk_netbuf_pool *pool = uk_netbuf_pool_create(
		dev->allocator, 2u * rx_ring + BATCH, room, 0);
	const struct uk_netdev_rx_config rx = { .ring = rx_ring,
						.buffer_size = (uint32_t)room,
						.take = uk_netbuf_pool_take,
						.argument = pool };
	const struct uk_netdev_tx_config tx = { .ring = tx_ring, .pieces = 1 };
	int error;

	if (!pool)
		return -ENOMEM;
	error = uk_netdev_configure(dev, &config, pool);
	if (!error)
		error = uk_netdev_rx_setup(dev, 0, &rx);
	if (!error)
		error = uk_netdev_tx_setup(dev, 0, &tx);
	return error ? error : uk_netdev_start(dev);
}

/* Turns packets into answers, and the array into one of answers. How many. */
static unsigned int answer(const struct packet_host *host,
			   struct uk_netbuf **packets, unsigned int count)
{
	unsigned int answers = 0;

	for (unsigned int i = 0; i < count; i++) {
		struct uk_netbuf *packet = packets[i];

		if (packet_answer(host, packet))
			packets[answers++] = packet;
		else
			uk_netbuf_release(packet);
	}
	return answers;
}

/* What the sender has no room for waits, and meanwhile nothing is received. */
static int send(struct uk_netdev *dev, struct uk_netbuf **packets,
		unsigned int count)
{
	while (count) {
		int sent = uk_netdev_tx_burst(dev, 0, packets, count);

		if (sent == -EIO)
			return sent;
		if (sent < 0) { /* longer than the MTU: nobody can be told */
			uk_netbuf_release(*packets);
			sent = 1;
		}
		packets += sent;
		count -= (unsigned int)sent;
	}
	return 0;
}

/* Waits, for a second at most, until the device has sent what it was given. */
static void drain(struct uk_netdev *dev, uint64_t answers)
{
	uint64_t end = uk_plat_clock_monotonic() + 1000000000;
	struct uk_netdev_stats stats;

	do {
		if (uk_netdev_tx_reclaim(dev, 0) < 0)
			return;
		uk_netdev_stats(dev, &stats);
	} while (stats.tx_packets < answers &&
		 uk_plat_clock_monotonic() < end);
}

/* "hot": main() is taken for code that runs once, and so is what only it calls. */
static __uk_noinline __attribute__((hot)) int
run(struct uk_netdev *dev, const struct packet_host *host)
{
	struct uk_netbuf *packets[BATCH];
	uint64_t answers = 0, work = 0, bursts = 0;
	int error = 0;

	while (!error && (!requests || answers < requests)) {
		uint64_t start = cycles ? uk_arch_cycles() : 0;
		int count = uk_netdev_rx_burst(dev, 0, packets, BATCH);
		unsigned int ready;

		if (count <= 0) {
			error = count ?: UK_MIN(uk_netdev_tx_reclaim(dev, 0), 0);
			continue;
		}
		ready = answer(host, packets, (unsigned int)count);
		error = send(dev, packets, ready);
		answers += ready;
		if (cycles) {
			work += uk_arch_cycles() - start;
			bursts++;
		}
	}
	if (!error)
		drain(dev, answers);
	if (cycles && answers)
		uk_printf("udpkv: %lu cycles for %lu answers in %lu bursts: "
			  "%lu each\n", work, answers, bursts, work / answers);
	return error;
}

int main(int argc __uk_unused, char **argv __uk_unused)
{
	struct packet_host host = { .ip = packet_address(ip),
				    .port = __builtin_bswap16((uint16_t)port),
				    .serve = serve };
	struct uk_netdev *dev = uk_netdev_get(0);
	uint64_t seed;
	int error;

	if (!host.ip) {
		uk_printf("udpkv: '%s' is no address: say udpkv.ip=10.0.2.15\n",
			  ip);
		return 2;
	}
	if (port < 1 || port > 65535) {
		uk_printf("udpkv: %d is no port: 1 to 65535\n", port);
		return 2;
	}
	if (!dev) {
		uk_printf("udpkv: there is no network device: run with "
			  "NET=user\n");
		return 1;
	}
	if (!uk_arch_random(&seed))
		seed = uk_arch_cycles() * 0x9e3779b97f4a7c15;
	host.argument = store_create(memory, sizeof(memory), seed);
	host.offload = dev->info.offloads & UK_NETDEV_TX_CHECKSUM;
	memcpy(host.mac, dev->info.mac, sizeof(host.mac));
	error = set_up(dev);
	if (!error) {
		uk_printf("udpkv: serving %s port %d\n", ip, port);
		error = run(dev, &host);
	}
	if (error)
		uk_printf("udpkv: the network device: error %d\n", -error);
	uk_netdev_stop(dev);
	return error ? 1 : 0;
}
