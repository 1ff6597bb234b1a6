/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The lock, and the work that is done under it: packets in, timers, packets
 * out. Whoever calls into the stack does it in passing; the network thread, or
 * the halting loop of an image without threads, does what is left.
 */
#include "internal.h"

#include <uk/ready.h>
#ifdef CONFIG_LIBUKSCHED
#include <uk/mutex.h>

static struct uk_mutex mutex = UK_MUTEX_INIT;
#endif

#ifdef CONFIG_LIBNETSTACK_ASSERTIONS
#include <uk/assert.h>

void netstack_assert_locked(void)
{
#ifdef CONFIG_LIBUKSCHED
	/* lwIP's own start is before anybody could disturb it */
	UK_ASSERT(!netstack_has_started ||
		  uk_mutex_owner(&mutex) == uk_thread_current());
#endif
}
#endif

bool netstack_has_started;

void uk_netstack_lock(void)
{
#ifdef CONFIG_LIBUKSCHED
	uk_mutex_lock(&mutex);
#endif
}

bool netstack_try_lock(void)
{
#ifdef CONFIG_LIBUKSCHED
	return !uk_mutex_try_lock(&mutex);
#else
	return true;
#endif
}

void netstack_flush(void)
{
	netstack_loopback();
	for (struct nic *nic = netstack_nics; nic; nic = nic->next) {
		if (nic->tx_queued)
			netstack_transmit(nic);
		if (UK_UNLIKELY(nic->tx_dropped && !nic->tx_queued)) {
			/* room again: what could not be sent is tried now */
			nic->tx_dropped = false;
			tcp_txnow();
			netstack_transmit(nic);
		}
	}
}

void uk_netstack_unlock(void)
{
	netstack_flush();
#ifdef CONFIG_LIBUKSCHED
	uk_mutex_unlock(&mutex);
#endif
}

/* What lwIP can do without, once an allocation has failed. */
static void give_up_memory(void)
{
	netstack_memory_is_short = false;
	netstack_time_wait_trim(0);
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		tcp_free_ooseq(pcb);
}

bool netstack_work(void)
{
	bool worked = netstack_loopback_waits;

	for (struct nic *nic = netstack_nics; nic; nic = nic->next) {
		if (UK_UNLIKELY(nic->link_changed))
			netstack_nic_link(nic);
		netstack_reclaim(nic);
		worked |= netstack_receive(nic);
	}
	worked |= netstack_timers_run();
	if (UK_UNLIKELY(netstack_memory_is_short))
		give_up_memory();
	return worked;
}

bool netstack_arm_all(void)
{
	bool can_halt = true;

	for (struct nic *nic = netstack_nics; nic; nic = nic->next)
		can_halt &= netstack_arm(nic);
	return can_halt;
}

bool uk_netstack_poll(void)
{
	bool worked;

	if (!netstack_has_started)
		return false;
	/* whoever has the lock does what there is to do, or the thread will */
	if (!netstack_try_lock())
		return false;
	worked = netstack_work();
	uk_netstack_unlock();
	return worked;
}

int uk_netstack_error(err_t error)
{
	static const uint8_t numbers[] = {
		[-ERR_OK] = 0,
		[-ERR_MEM] = ENOMEM,
		[-ERR_BUF] = ENOBUFS,
		[-ERR_TIMEOUT] = ETIMEDOUT,
		[-ERR_RTE] = EHOSTUNREACH,
		[-ERR_INPROGRESS] = EINPROGRESS,
		[-ERR_VAL] = EINVAL,
		[-ERR_WOULDBLOCK] = EAGAIN,
		[-ERR_USE] = EADDRINUSE,
		[-ERR_ALREADY] = EALREADY,
		[-ERR_ISCONN] = EISCONN,
		[-ERR_CONN] = ENOTCONN,
		[-ERR_IF] = EIO,
		[-ERR_ABRT] = ECONNABORTED,
		[-ERR_RST] = ECONNRESET,
		[-ERR_CLSD] = ENOTCONN,
		[-ERR_ARG] = EINVAL,
	};

	return error <= 0 && (size_t)-error < UK_ARRAY_SIZE(numbers) ?
		       -numbers[-error] :
		       -EIO;
}
