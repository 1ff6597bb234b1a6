/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The channel against a device made of the virtqueues' model: honest, slow, broken.
 */
#include <string.h>
#include <uk/9p_transport.h>
#include <uk/arch/cpu.h>
#include <uk/test.h>
#include <uk/virtio.h>

#include "host.h"
#include "model_device.h"

UK_TESTSUITE(virtio_9p, "the channel of a virtio device");

bool host_irq_enabled = true;

/* ---- the device */

static struct model_device device;

/* Probes a device with that tag; 0 or the error. */
static int probe(const char *tag, size_t length, uint64_t offered)
{
	const uint8_t size[2] = { (uint8_t)length, (uint8_t)(length >> 8) };

	model_device_init(&device, "device", UK_VIRTIO_ID_9P, offered,
			  MODEL_CONFIG, 1);
	device.ring = 128;
	model_device_config(&device, 0, size, sizeof(size));
	if (tag)
		model_device_config(&device, 2, tag, length);
	return uk_virtio_probe(&device.virtio);
}

/* Reads the message, answers with as many bytes as there is room for. */
static bool answer(void)
{
	struct model_chain chain;
	unsigned long state;
	uint32_t written = 0;

	if (!model_pop(&device.models[0], &chain))
		return false;
	for (unsigned int i = 0; i < chain.writable; i++) {
		memset(chain.segments[chain.readable + i].base, 'a',
		       chain.segments[chain.readable + i].length);
		written += chain.segments[chain.readable + i].length;
	}
	model_push(&device.models[0], &chain, written);
	state = uk_arch_irq_save();
	model_device_interrupt(&device);
	uk_arch_irq_restore(state);
	return true;
}

/* ---- requests */

struct request {
	struct uk_9p_request request;
	struct uk_sgsegment segments[10];
	char out[16], in[8][16];
	unsigned int done;
};

static void done(struct uk_9p_request *request)
{
	UK_EXPECT(!host_irq_enabled);
	((struct request *)request)->done++;
}

static void fill(struct request *request, unsigned int in)
{
	*request = (struct request){ .request = { .segments = request->segments,
						  .out = 2,
						  .in = in,
						  .done = done } };
	request->segments[0] = (struct uk_sgsegment){ request->out, 7 };
	request->segments[1] = (struct uk_sgsegment){ request->out + 7, 9 };
	for (unsigned int i = 0; i < in; i++)
		request->segments[2 + i] = (struct uk_sgsegment){
			request->in[i], sizeof(request->in[i])
		};
}

static struct uk_9p_channel *begin(uint64_t offered)
{
	static unsigned int number;
	struct uk_9p_channel *channel = NULL;
	char tag[] = "tag0";

	/* channels stay in the list: each case has its own */
	tag[3] = (char)('a' + number++);
	UK_EXPECT_EQ(probe(tag, 4, offered | 1), 0);
	UK_EXPECT_EQ(uk_9p_channel_open(tag, &channel), 0);
	return channel;
}

static void many(struct uk_9p_channel *channel)
{
	static struct request requests[64];
	unsigned int count = 0;

	UK_EXPECT(channel->segments_most >= 6 && channel->depth >= 2);
	for (int round = 0; round < 50; round++) {
		for (count = 0; count < channel->depth; count++) {
			fill(&requests[count], channel->segments_most - 2);
			UK_EXPECT_EQ(channel->ops->submit(
				channel, &requests[count].request), 0);
		}
		while (answer())
			;
		for (unsigned int i = 0; i < count; i++) {
			UK_EXPECT_EQ(requests[i].done, 1);
			UK_EXPECT_EQ(requests[i].request.result,
				     16 * (channel->segments_most - 2));
			UK_EXPECT_EQ(requests[i].in[7][15], 'a');
		}
	}
	if (device.models[0].fault)
		uk_test_failed(device.models[0].fault, __FILE__, __LINE__);
	UK_EXPECT_EQ(uk_9p_channel_close(channel), 0);
}

UK_TEST(virtio_9p, requests)
{
	many(begin(UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_EVENT_IDX));
	many(begin(UK_VIRTIO_F_INDIRECT_DESC));
	many(begin(UK_VIRTIO_F_EVENT_IDX));
	many(begin(UK_VIRTIO_F_RING_PACKED | UK_VIRTIO_F_INDIRECT_DESC));
	many(begin(UK_VIRTIO_F_RING_PACKED));
}

UK_TEST(virtio_9p, tags)
{
	char longest[255];
	struct uk_9p_channel *channel;

	memset(longest, 'x', sizeof(longest));
	UK_EXPECT_EQ(probe("n", 1, 0), -EINVAL); /* no MOUNT_TAG */
	UK_EXPECT_EQ(probe("", 0, 1), -EINVAL);
	UK_EXPECT_EQ(probe(NULL, 256, 1), -EINVAL);
	UK_EXPECT_EQ(probe(NULL, 0xffff, 1), -EINVAL);
	UK_EXPECT_EQ(probe(longest, 255, 1), 0);
	for (channel = uk_9p_channel_first(); channel->next;)
		channel = channel->next;
	UK_EXPECT_EQ(strlen(channel->tag), 255);
	UK_EXPECT_EQ(uk_9p_channel_open("nobody", &channel), -ENODEV);
}

UK_TEST(virtio_9p, opened_once_and_again)
{
	struct uk_9p_channel *channel = begin(0), *other;

	UK_EXPECT_EQ(uk_9p_channel_open(channel->tag, &other), -EBUSY);
	UK_EXPECT_EQ(uk_9p_channel_close(channel), 0);
	UK_REQUIRE(uk_9p_channel_open(channel->tag, &other) == 0);
	UK_EXPECT(other == channel);
	many(channel);
	/* a ring that is too small is no channel */
	device.ring = 16;
	UK_EXPECT_EQ(uk_9p_channel_open(channel->tag, &other), -EINVAL);
	UK_EXPECT_EQ(device.status & UK_VIRTIO_STATUS_DRIVER_OK, 0);
}

UK_TEST(virtio_9p, stopped_under_way)
{
	struct uk_9p_channel *channel = begin(0);
	struct request first, second;

	fill(&first, 3);
	fill(&second, 3);
	UK_EXPECT_EQ(channel->ops->submit(channel, &first.request), 0);
	UK_EXPECT_EQ(channel->ops->submit(channel, &second.request), 0);
	UK_EXPECT_EQ(uk_9p_channel_close(channel), 0);
	UK_EXPECT_EQ(first.done, 1);
	UK_EXPECT_EQ(first.request.result, -EIO);
	UK_EXPECT_EQ(second.done, 1);
}

/* Found out by those who wait; what comes later fails; a new start helps. */
static void breaks(struct uk_9p_channel *channel, bool by_status)
{
	struct request request, later;

	fill(&request, 2);
	UK_EXPECT_EQ(channel->ops->submit(channel, &request.request), 0);
	channel->ops->check(channel);
	UK_EXPECT_EQ(request.done, 0);
	if (by_status)
		device.status |= UK_VIRTIO_STATUS_NEEDS_RESET;
	else
		model_forge(&device.models[0], 77, 1);
	host_messages = 0;
	channel->ops->check(channel);
	UK_EXPECT(host_messages > 0);
	UK_EXPECT_EQ(request.done, 1);
	UK_EXPECT_EQ(request.request.result, -EIO);
	fill(&later, 2);
	UK_EXPECT_EQ(channel->ops->submit(channel, &later.request), -EIO);
	channel->ops->check(channel);
	UK_EXPECT_EQ(uk_9p_channel_close(channel), 0);
	UK_REQUIRE(uk_9p_channel_open(channel->tag, &channel) == 0);
	many(channel);
}

UK_TEST(virtio_9p, broken)
{
	breaks(begin(0), true);
	breaks(begin(UK_VIRTIO_F_INDIRECT_DESC), false);
}

/* It may still write: nothing comes back. */
UK_TEST(virtio_9p, does_not_stop)
{
	struct uk_9p_channel *channel = begin(0), *other;
	static struct request request;

	fill(&request, 2);
	UK_EXPECT_EQ(channel->ops->submit(channel, &request.request), 0);
	device.stuck = true;
	device.status |= UK_VIRTIO_STATUS_NEEDS_RESET;
	channel->ops->check(channel);
	UK_EXPECT_EQ(request.done, 0);
	UK_EXPECT_EQ(uk_9p_channel_close(channel), -EIO);
	UK_EXPECT_EQ(request.done, 0);
	UK_EXPECT_EQ(uk_9p_channel_open(channel->tag, &other), -EBUSY);
}

/* A kick that the device did not see is made up for. */
UK_TEST(virtio_9p, check_takes_what_is_there)
{
	struct uk_9p_channel *channel = begin(0);
	struct model_chain chain;
	struct request request;

	fill(&request, 1);
	UK_EXPECT_EQ(channel->ops->submit(channel, &request.request), 0);
	UK_REQUIRE(model_pop(&device.models[0], &chain));
	model_push(&device.models[0], &chain, 5); /* and no interrupt */
	UK_EXPECT_EQ(request.done, 0);
	channel->ops->check(channel);
	UK_EXPECT_EQ(request.done, 1);
	UK_EXPECT_EQ(request.request.result, 5);
	UK_EXPECT_EQ(uk_9p_channel_close(channel), 0);
}
