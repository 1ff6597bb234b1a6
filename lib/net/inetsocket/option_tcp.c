/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options of TCP (RFC 9293 and Linux's tcp(7)).
 */
#include "internal.h"

#include <uk/string.h>

/* Linux's bounds (include/net/tcp.h) */
#define KEEP_SECONDS_MAX 32767
#define KEEP_COUNT_MAX 127
#define SEGMENT_MIN 88
#define SEGMENT_MAX 32767

static int set_number(struct socket *socket, int option, int number)
{
	struct socket_settings *settings = &socket->settings;
	bool positive = number >= 1;

	switch (option) {
	case UK_TCP_NODELAY:
		socket_set_flag(socket, NO_DELAY, number);
		if (number) /* sends what waits */
			tcp_socket_uncork(socket);
		return 0;
	case UK_TCP_CORK:
		socket_set_flag(socket, CORKED, number);
		if (!number)
			tcp_socket_uncork(socket);
		return 0;
	case UK_TCP_MAXSEG:
		if (number && (number < SEGMENT_MIN || number > SEGMENT_MAX))
			return -EINVAL;
		settings->max_segment = (uint16_t)number;
		return 0;
	case UK_TCP_KEEPIDLE:
		if (!positive || number > KEEP_SECONDS_MAX)
			return -EINVAL;
		settings->keep_idle = (uint16_t)number;
		return 0;
	case UK_TCP_KEEPINTVL:
		if (!positive || number > KEEP_SECONDS_MAX)
			return -EINVAL;
		settings->keep_interval = (uint16_t)number;
		return 0;
	case UK_TCP_KEEPCNT:
		if (!positive || number > KEEP_COUNT_MAX)
			return -EINVAL;
		settings->keep_count = (uint8_t)number;
		return 0;
	case UK_TCP_QUICKACK: /* a hint */
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int socket_set_tcp(struct socket *socket, int option, const void *value,
		   uint32_t length)
{
	int number, error;

	if (!socket_is_stream(socket))
		return -ENOPROTOOPT;
	error = socket_option_int(value, length, &number);
	return error ? error : set_number(socket, option, number);
}

/* Linux's numbers of states (include/net/tcp_states.h) by lwIP's */
static uint8_t linux_state(const struct socket *socket)
{
	static const uint8_t states[] = {
		[CLOSED] = 7,	   [LISTEN] = 10,     [SYN_SENT] = 2,
		[SYN_RCVD] = 3,	   [ESTABLISHED] = 1, [FIN_WAIT_1] = 4,
		[FIN_WAIT_2] = 5,  [CLOSE_WAIT] = 8,  [CLOSING] = 11,
		[LAST_ACK] = 9,	   [TIME_WAIT] = 6,
	};

	return states[socket->pcb.any ? socket->pcb.tcp->state : CLOSED];
}

static int tell_info(const struct socket *socket, void *value, uint32_t *length)
{
	struct uk_tcp_info info = { .state = linux_state(socket) };
	const struct tcp_pcb *pcb = socket->pcb.tcp;

	if (pcb && socket->state != SOCKET_LISTENING) {
		uint32_t tick = TCP_SLOW_INTERVAL * 1000u;
		uint32_t segment = UK_MAX(pcb->mss, 1);

		info.retransmits = pcb->nrtx;
		info.probes = pcb->persist_probe;
		info.rto = (uint32_t)pcb->rto * tick;
		info.send_mss = pcb->mss;
		info.receive_mss = info.advertised_mss = TCP_MSS;
		info.unacknowledged = (pcb->snd_nxt - pcb->lastack +
				       segment - 1) / segment;
		info.rtt = (uint32_t)(pcb->sa >> 3) * tick;
		info.rtt_variance = (uint32_t)(pcb->sv >> 2) * tick;
		info.send_threshold = pcb->ssthresh / segment;
		info.congestion_window = pcb->cwnd / segment;
		info.receive_window = pcb->rcv_wnd;
#if LWIP_WND_SCALE
		info.window_scales = (uint8_t)(pcb->snd_scale |
					       pcb->rcv_scale << 4);
#endif
	}
	return uk_socket_option_tell(value, length, &info, sizeof(info));
}

/* What is in force: the peer may want smaller segments. */
static int max_segment(const struct socket *socket)
{
	if (socket->pcb.any && socket->state == SOCKET_CONNECTED)
		return socket->pcb.tcp->mss;
	return socket->settings.max_segment ? socket->settings.max_segment :
					      TCP_MSS;
}

int socket_get_tcp(struct socket *socket, int option, void *value,
		   uint32_t *length)
{
	const struct socket_settings *settings = &socket->settings;
	int number;

	if (!socket_is_stream(socket))
		return -ENOPROTOOPT;
	switch (option) {
	case UK_TCP_INFO:
		return tell_info(socket, value, length);
	case UK_TCP_NODELAY:
		number = !!(socket->flags & NO_DELAY);
		break;
	case UK_TCP_CORK:
		number = !!(socket->flags & CORKED);
		break;
	case UK_TCP_MAXSEG:
		number = max_segment(socket);
		break;
	case UK_TCP_KEEPIDLE:
		number = settings->keep_idle;
		break;
	case UK_TCP_KEEPINTVL:
		number = settings->keep_interval;
		break;
	case UK_TCP_KEEPCNT:
		number = settings->keep_count;
		break;
	case UK_TCP_QUICKACK:
		number = 0;
		break;
	default:
		return -ENOPROTOOPT;
	}
	return socket_option_tell_int(value, length, number);
}
