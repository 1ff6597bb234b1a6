/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sends frames back, by interrupt: all that uknetdev's user has to do to sleep.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/boot.h>
#include <uk/netbuf_pool.h>
#include <uk/netdev.h>
#include <uk/param.h>
#include <uk/print.h>
#include <uk/string.h>

#define BATCH 16
#define BUFFER 2048

static int queues = 1;
UK_PARAM(INT, mirror, queues, queues, "pairs of queues (1)");

static struct uk_netdev *dev;
static struct uk_netbuf_pool *pool;
static bool woken, link_changed;
static unsigned int received[UK_NETDEV_QUEUES_MOST];
static enum { RUN, STOP, END } wish;

/* What a queue received, and could not send back yet */
static struct backlog {
	struct uk_netbuf *packets[BATCH];
	unsigned int first, count;
} backlogs[UK_NETDEV_QUEUES_MOST];

static void wake(void *argument __uk_unused)
{
	woken = true;
}

static void note_link(struct uk_netdev *of __uk_unused,
		      void *argument __uk_unused)
{
	link_changed = true;
	woken = true;
}

static int start(void)
{
	const struct uk_netdev_config config = {
		.rx_queues = (uint16_t)queues, .tx_queues = (uint16_t)queues
	};
	const struct uk_netdev_rx_config rx = { .ring = 64,
						.buffer_size = BUFFER,
						.take = uk_netbuf_pool_take,
						.event = wake,
						.argument = pool };
	const struct uk_netdev_tx_config tx = { .ring = 64, .event = wake };
	int error = uk_netdev_configure(dev, &config, pool);

	for (unsigned int i = 0; i < (unsigned int)queues && !error; i++) {
		error = uk_netdev_rx_setup(dev, i, &rx);
		if (!error)
			error = uk_netdev_tx_setup(dev, i, &tx);
	}
	return error ? error : uk_netdev_start(dev);
}

static void turn_around(struct uk_netbuf *packet)
{
	uint8_t mac[UK_NETDEV_MAC_LENGTH];

	memcpy(mac, packet->data, sizeof(mac));
	memcpy(packet->data, packet->data + sizeof(mac), sizeof(mac));
	memcpy(packet->data + sizeof(mac), mac, sizeof(mac));
	if (packet->length >= 20 && packet->data[12] == 0x88 &&
	    packet->data[13] == 0xb5) {
		if (!memcmp(packet->data + 14, "stop", 4))
			wish = STOP;
		if (!memcmp(packet->data + 14, "end", 3))
			wish = END;
	}
}

/* True if it did something, or may; -EIO ends the image. */
static bool serve(unsigned int queue)
{
	struct backlog *backlog = &backlogs[queue];
	int count;

	if (!backlog->count) {
		count = uk_netdev_rx_burst(dev, queue, backlog->packets, BATCH);
		if (count <= 0)
			goto out;
		backlog->first = 0;
		backlog->count = (unsigned int)count;
		received[queue] += (unsigned int)count;
		for (int i = 0; i < count; i++)
			turn_around(backlog->packets[i]);
	}
	count = uk_netdev_tx_burst(dev, queue,
				   &backlog->packets[backlog->first],
				   backlog->count);
	if (count > 0) {
		backlog->first += (unsigned int)count;
		backlog->count -= (unsigned int)count;
	}
out:
	if (count < 0) {
		uk_printf("mirror: the device is broken: %d\n", count);
		uk_exit(1);
	}
	return count > 0;
}

/* True if there is something to do after all. */
static bool arm(unsigned int queue)
{
	return (backlogs[queue].count ?
			uk_netdev_tx_interrupt(dev, queue, true) :
			uk_netdev_rx_interrupt(dev, queue, true)) != 0;
}

static void sleep(void)
{
	uk_arch_irq_disable();
	while (!uk_load_relaxed(&woken))
		uk_arch_halt_irq();
	woken = false;
	uk_arch_irq_enable();
}

static void report(void)
{
	struct uk_netdev_stats stats;

	uk_netdev_stats(dev, &stats);
	uk_printf("mirror: rx %lu tx %lu errors %lu full %lu starved %lu\n",
		  stats.rx_packets, stats.tx_packets, stats.rx_errors,
		  stats.tx_full, stats.rx_starved);
	for (int i = 0; i < queues; i++)
		uk_printf("mirror: queue %d received %u\n", i, received[i]);
}

/* Everything that is in a backlog goes out first. */
static bool is_idle(void)
{
	for (int i = 0; i < queues; i++)
		if (backlogs[i].count)
			return false;
	return true;
}

static void wait_until_sent(void)
{
	struct uk_netdev_stats stats;

	do {
		for (int i = 0; i < queues; i++)
			uk_netdev_tx_reclaim(dev, (unsigned int)i);
		uk_netdev_stats(dev, &stats);
	} while (stats.tx_packets != stats.rx_packets);
}

static int restart(void)
{
	int error;

	report();
	uk_netdev_stop(dev);
	if (pool->available != pool->count) {
		uk_printf("mirror: %u buffers are lost\n",
			  pool->count - pool->available);
		return -EIO;
	}
	error = start();
	uk_printf("mirror: started again: %d\n", -error);
	return error;
}

static int run(void)
{
	for (;;) {
		bool busy = false;

		for (int i = 0; i < queues; i++)
			busy |= serve((unsigned int)i);
		if (wish != RUN && is_idle()) {
			wait_until_sent();
			if (wish == END)
				return 0;
			wish = RUN;
			if (restart())
				return 1;
			continue;
		}
		if (link_changed) {
			link_changed = false;
			uk_printf("mirror: the link is %s\n",
				  uk_netdev_link_up(dev) ? "up" : "down");
		}
		for (int i = 0; i < queues && !busy; i++)
			busy = arm((unsigned int)i);
		if (!busy)
			sleep();
	}
}

int main(int argc __uk_unused, char **argv __uk_unused)
{
	int error;

	dev = uk_netdev_get(0);
	if (!dev) {
		uk_printf("mirror: no network device\n");
		return 1;
	}
	pool = uk_netbuf_pool_create(dev->allocator, 128u * (unsigned int)queues,
				     BUFFER, 0);
	if (!pool)
		return 1;
	dev->link_changed = note_link;
	error = start();
	if (error) {
		uk_printf("mirror: cannot start: error %d\n", -error);
		return 1;
	}
	uk_printf("mirror: serving with %d of %u pairs of queues\n", queues,
		  dev->info.rx_queues);
	error = run();
	report();
	uk_netdev_stop(dev);
	uk_printf("mirror: %u of %u buffers\n", pool->available, pool->count);
	return error;
}
