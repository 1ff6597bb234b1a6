/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any frame at all, in a block of just the size that a buffer has at least; the
 * first byte says whether what follows has its checksums put right, so that the
 * fuzzer reaches what is behind them.
 */
#include <stdlib.h>
#include <string.h>

#include "../../protocol.h"
#include "../packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static uint64_t memory[4096];

static size_t serve(void *store, const uint8_t *request, size_t length,
		    uint8_t *answer)
{
	return udpkv_answer(store, request, length, answer);
}

static void put_right(uint8_t *frame, size_t length)
{
	size_t header = (frame[14] & 15) * 4u;
	uint32_t sum = 0;

	memcpy(frame, (uint8_t[]){ 2, 0, 0, 0, 0, 1 }, 6);
	frame[12] = 8;
	frame[13] = 0;
	frame[24] = frame[25] = 0;
	memcpy(frame + 30, (uint8_t[]){ 10, 0, 2, 15 }, 4);
	if (14 + header + 8 > length)
		return;
	for (size_t i = 0; i < header; i++)
		sum += i % 2 ? frame[14 + i] : frame[14 + i] << 8;
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~(sum + (sum >> 16));
	frame[24] = (uint8_t)(sum >> 8);
	frame[25] = (uint8_t)sum;
	frame[14 + header + 6] = frame[14 + header + 7] = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static struct packet_host host = {
		.mac = { 2, 0, 0, 0, 0, 1 },
		.ip = 10 | 2 << 16 | 15 << 24,
		.port = (uint16_t)(9000 << 8 | 9000 >> 8),
		.serve = serve,
	};
	struct uk_netbuf packet = { 0 };
	uint8_t *frame;

	if (length < 1 || length > 1515)
		return 0;
	if (!host.argument)
		host.argument = store_create(memory, sizeof(memory), 42);
	frame = malloc(1514);
	memcpy(frame, data + 1, length - 1);
	if ((data[0] & 1) && length > 35)
		put_right(frame, length - 1);
	packet.data = frame;
	packet.length = (uint32_t)(length - 1);
	packet.flags = data[0] >> 1 & 3;
	host.offload = data[0] >> 3 & 1;
	if (packet_answer(&host, &packet) &&
	    (packet.length > 1514 || packet.length < 42 ||
	     (packet.flags && !host.offload)))
		abort();
	free(frame);
	return 0;
}
