/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hostile packets: frames of every protocol that the stack speaks, changed by the
 * fuzzer at will, in sequence, split over buffers at odd places. Checksums of IP
 * are put right, and the card says that it has verified the others', so that
 * changes reach the code behind. The text of an interface's settings is read,
 * too.
 */
#include <stdio.h>
#include <string.h>

#include <lwip/raw.h>
#include <lwip/udp.h>

#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ETH4 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0
#define ETH6 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x86, 0xdd
#define IP4(protocol, length)                                              \
	0x45, 0, 0, length, 0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 2, 10, \
		0, 0, 1
#define FD00(last) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last
#define IP6(next, length) \
	0x60, 0, 0, 0, 0, length, next, 255, FD00(2), FD00(1)
#define TCP(flags) 4, 0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, flags, 16, 0, 0, 0, 0, 0

static const uint8_t syn4[] = { ETH4, IP4(6, 44), 4, 0, 0, 80, 0, 0, 0, 1, 0, 0,
				0, 0, 0x60, 2, 16, 0, 0, 0, 0, 0, 2, 4, 5, 0xb4 };
static const uint8_t data4[] = { ETH4, IP4(6, 48), TCP(0x18), 'd', 'a', 't', 'a',
				 'd', 'a', 't', 'a' };
static const uint8_t data6[] = { ETH6, IP6(6, 24), TCP(0x18), 'd', 'a', 't', 'a' };
static const uint8_t udp4[] = { ETH4, IP4(17, 36), 0, 53, 0, 53, 0, 16, 0, 0,
				1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t udp6[] = { ETH6, IP6(17, 16), 0, 53, 0, 53, 0, 16, 0, 0,
				1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t dhcp4[] = { ETH4, IP4(17, 60), 0, 67, 0, 68, 0, 40, 0, 0,
				 2, 1, 6, 0, [80] = 99, 130, 83, 99, 53, 1, 2 };
static const uint8_t ping4[] = { ETH4, IP4(1, 36), 8, 0, 0, 0, 0, 1, 0, 1, 'p',
				 'i', 'n', 'g', 'p', 'i', 'n', 'g' };
static const uint8_t part4[] = { ETH4, 0x45, 0, 0, 36, 0, 7, 0x20, 0, 64, 17, 0,
				 0, 10, 0, 0, 2, 10, 0, 0, 1, 0, 53, 0, 53, 0, 40,
				 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t part6[] = { ETH6, IP6(44, 24), 17, 0, 0, 1, 0, 0, 0, 7, 0,
				 53, 0, 53, 0, 40, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t options6[] = { ETH6, IP6(0, 24), 60, 0, 1, 4, 0, 0, 0, 0,
				    17, 0, 5, 2, 0, 0, 0, 0, 0, 53, 0, 53, 0, 8, 0,
				    0 };
static const uint8_t advertise6[] = { ETH6, IP6(58, 56), 134, 0, 0, 0, 64, 0, 1,
				      0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4, 64, 0xc0,
				      0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0,
				      FD00(0), 1, 1, 2, 0, 0, 0, 0, 2 };
static const uint8_t neighbour6[] = { ETH6, IP6(58, 32), 136, 0, 0, 0, 0x60, 0, 0,
				      0, FD00(2), 2, 1, 2, 0, 0, 0, 0, 2 };
static const uint8_t too_big6[] = { ETH6, IP6(58, 56), 2, 0, 0, 0, 0, 0, 5, 0,
				    IP6(6, 20), 0, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t query6[] = { ETH6, IP6(58, 24), 130, 0, 0, 0, 0, 10, 0, 0,
				  FD00(1) };
static const uint8_t arp[] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 6, 0, 1, 8,
			       0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 2, 10, 0, 0, 2, 2, 0,
			       0, 0, 0, 1, 10, 0, 0, 1 };

#define FRAME(name) { name, sizeof(name) }
static const struct {
	const uint8_t *bytes;
	size_t length;
} frames[] = {
	FRAME(syn4), FRAME(data4), FRAME(data6), FRAME(udp4), FRAME(udp6),
	FRAME(dhcp4), FRAME(ping4), FRAME(part4), FRAME(part6),
	FRAME(options6), FRAME(advertise6), FRAME(neighbour6),
	FRAME(too_big6), FRAME(query6), FRAME(arp),
};

/* Who keeps packets, as a slow application does, up to a number. */
static struct pbuf *kept[16];

static void keep(struct pbuf *p)
{
	static unsigned int at;
	struct pbuf **place = &kept[at++ % UK_ARRAY_SIZE(kept)];

	if (*place)
		pbuf_free(*place);
	*place = p;
}

static err_t on_received(void *argument __uk_unused, struct tcp_pcb *pcb,
			 struct pbuf *p, err_t error __uk_unused)
{
	if (!p)
		return tcp_close(pcb) == ERR_OK ? ERR_OK : ERR_MEM;
	tcp_recved(pcb, p->tot_len);
	uk_netstack_tcp_write(pcb, p->payload, p->len, false);
	keep(p);
	return ERR_OK;
}

static err_t on_accept(void *argument __uk_unused, struct tcp_pcb *pcb,
		       err_t error __uk_unused)
{
	tcp_recv(pcb, on_received);
	return ERR_OK;
}

static void on_udp(void *argument __uk_unused, struct udp_pcb *pcb, struct pbuf *p,
		   const ip_addr_t *from, u16_t port)
{
	udp_sendto(pcb, p, from, port);
	keep(p);
}

static u8_t on_raw(void *argument __uk_unused, struct raw_pcb *pcb __uk_unused,
		   struct pbuf *p __uk_unused,
		   const ip_addr_t *from __uk_unused)
{
	return 0;
}

static void boot(void)
{
	struct tcp_pcb *tcp;
	struct udp_pcb *udp;

	wire_start("10.0.0.1/24,gw=10.0.0.2,fd00::1/64,dns=10.0.0.2", "dhcp");
	wire_run(3000, NULL);
	wire.lose = 1000; /* only the fuzzer answers */
	tcp = tcp_new_ip_type(IPADDR_TYPE_ANY);
	tcp_bind(tcp, IP_ANY_TYPE, 80);
	tcp_accept(tcp_listen(tcp), on_accept);
	udp = udp_new_ip_type(IPADDR_TYPE_ANY);
	udp_bind(udp, IP_ANY_TYPE, 53);
	udp_recv(udp, on_udp, NULL);
	raw_recv(raw_new(1), on_raw, NULL);
}

static void read_settings(const uint8_t *data, size_t size)
{
	struct netstack_settings settings;
	const char *wrong = NULL, *problem = NULL;
	char text[300];

	size = UK_MIN(size, sizeof(text) - 1);
	memcpy(text, data, size);
	text[size] = '\0';
	if (netstack_settings_parse(text, &settings, &wrong, &problem) &&
	    (!problem || wrong < text || wrong > text + strlen(text)))
		__builtin_trap();
}

static void right_ip4(uint8_t *frame, size_t length)
{
	size_t header = (size_t)(frame[14] & 15) * 4;
	uint16_t sum;

	if (frame[12] != 8 || frame[13] != 0 || length < 14 + header ||
	    header < 20)
		return;
	frame[24] = frame[25] = 0;
	sum = (uint16_t)~netstack_checksum(frame + 14, (int)header);
	memcpy(frame + 24, &sum, 2);
}

/* A frame of the list, with changes: pairs of place and byte. */
static size_t inject(const uint8_t *data, size_t size)
{
	uint8_t frame[256] = { 0 };
	unsigned int which = data[0] % UK_ARRAY_SIZE(frames);
	size_t changes = data[1] & 15, used = 4;
	size_t length = frames[which].length;

	memcpy(frame, frames[which].bytes, length);
	/* what follows in the buffer belongs to the packet or not */
	length = UK_MIN(length + (data[2] & 31), sizeof(frame));
	if (data[2] & 64)
		length -= UK_MIN(length - 15, (size_t)(data[2] & 31));
	for (; changes && used + 2 <= size; changes--, used += 2)
		frame[data[used]] = data[used + 1];
	if (frame[12] == 0x86 && frame[20] == 58)
		wire_fill_icmp6(frame, UK_MIN(length, frames[which].length));
	right_ip4(frame, length);
	wire_inject(frame, length, UK_NETBUF_CHECKSUM_VALID,
		    data[3] & 128 ? length : 14 + (data[3] & 127u) + 1);
	return used;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool is_up;
	long blocks;

	if (!is_up) {
		is_up = true;
		boot();
	}
	if (size && data[0] == 0xff) {
		read_settings(data + 1, size - 1);
		return 0;
	}
	blocks = wire_blocks;
	while (size >= 4) {
		size_t used = inject(data, size);

		data += used;
		size -= UK_MIN(used, size);
		wire_run(1, NULL);
	}
	wire_run(60, NULL);
	/* connections and fragments may remain, but not without bound */
	if (wire_blocks - blocks > 2000 || wire_blocks > 20000)
		__builtin_trap();
	return 0;
}
