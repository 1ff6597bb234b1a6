/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The 9P transport to the monitor: a message is a row of entries, which memory for its
 * answer follows.
 */
#include <uk/9p_transport.h>
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/ukvm_requests.h>

#define RING_ENTRIES 256u
/* Of a request: its data in 8 of them beside 2 of its own */
#define SEGMENTS 10u

struct ukvm_9p {
	struct uk_9p_channel channel;
	struct uk_ukvm_requests requests;
	unsigned int device; /* in the boot page's table */
	bool is_started;
};

static struct ukvm_9p *of(struct uk_9p_channel *channel)
{
	return UK_CONTAINER_OF(channel, struct ukvm_9p, channel);
}

static void finish(void *cookie, int64_t result)
{
	struct uk_9p_request *request = cookie;

	request->result = result;
	request->done(request);
}

static void complete(struct ukvm_9p *device)
{
	void *cookie;
	int result;

	while ((cookie = uk_ukvm_requests_take(&device->requests, &result)))
		finish(cookie, result < 0 ? -EIO : result);
}

static void interrupt(void *argument)
{
	struct ukvm_9p *device = argument;

	/* one that comes late may be of a share that is unmounted */
	if (device->is_started)
		complete(device);
}

/* The monitor has no part in what is on its way any more. */
static void give_up(struct ukvm_9p *device)
{
	unsigned long state = uk_arch_irq_save();
	void *cookie;

	uk_ukvm_requests_stop(&device->requests);
	while ((cookie = uk_ukvm_requests_abandon(&device->requests)))
		finish(cookie, -EIO);
	uk_arch_irq_restore(state);
}

static int start(struct uk_9p_channel *channel)
{
	struct ukvm_9p *device = of(channel);
	int error = uk_ukvm_requests_open(&device->requests,
					  uk_alloc_default(), device->device,
					  RING_ENTRIES, interrupt, device);

	if (error) {
		uk_pr_err("%s: the monitor makes no ring, error %d\n",
			  channel->tag, -error);
		return error;
	}
	channel->depth = RING_ENTRIES / SEGMENTS;
	channel->segments_most = SEGMENTS;
	device->is_started = true;
	return 0;
}

static int stop(struct uk_9p_channel *channel)
{
	struct ukvm_9p *device = of(channel);

	give_up(device);
	device->is_started = false;
	uk_ukvm_requests_close(&device->requests, uk_alloc_default());
	return 0;
}

static void add(struct ukvm_9p *device, struct uk_9p_request *request)
{
	unsigned int count = request->out + request->in;

	for (unsigned int i = 0; i < count; i++) {
		const struct uk_sgsegment *segment = &request->segments[i];

		*uk_ukvm_requests_part(&device->requests) =
			(struct ukvm_ring_entry){
				.address = (uintptr_t)segment->base,
				.length = (unsigned int)segment->length,
				.flags = (i < request->out ?
						  0 :
						  UKVM_ENTRY_ANSWER) |
					 (i < count - 1 ? UKVM_ENTRY_MORE : 0),
			};
	}
	uk_ukvm_requests_end(&device->requests, request);
}

static int submit(struct uk_9p_channel *channel, struct uk_9p_request *request)
{
	struct ukvm_9p *device = of(channel);
	unsigned long state;
	int error = 0;

	if (UK_UNLIKELY(device->requests.broken))
		return -EIO;
	state = uk_arch_irq_save();
	if (uk_ukvm_requests_room(&device->requests) >=
	    request->out + request->in) {
		add(device, request);
		uk_ukvm_requests_offer(&device->requests);
	} else {
		error = -ENOSPC;
	}
	uk_arch_irq_restore(state);
	return error;
}

static void check(struct uk_9p_channel *channel)
{
	struct ukvm_9p *device = of(channel);
	bool was_broken = device->requests.broken;
	unsigned long state;

	if (was_broken)
		return;
	state = uk_arch_irq_save();
	complete(device);
	uk_arch_irq_restore(state);
	if (!device->requests.broken)
		return;
	uk_pr_err("%s: the monitor's counts make no sense; it gives errors until "
		  "it is mounted again\n",
		  channel->tag);
	give_up(device);
}

static const struct uk_9p_channel_ops ops = {
	.driver = "ukvm_9p",
	.start = start,
	.stop = stop,
	.submit = submit,
	.check = check,
};

static int ukvm_9p_add(unsigned int index, const struct ukvm_device *found)
{
	struct ukvm_9p *device = uk_calloc(uk_alloc_default(), 1,
					   sizeof(*device));

	if (!device)
		return -ENOMEM;
	device->device = index;
	device->channel.ops = &ops;
	memcpy(device->channel.tag, found->label, UKVM_DEVICE_LABEL);
	uk_9p_channel_register(&device->channel);
	return 0;
}

static int ukvm_9p_find(void)
{
	int error = 0;

	for (unsigned int i = 0; i < uk_ukvm_boot->device_count && !error; i++)
		if (!strncmp(uk_ukvm_boot->devices[i].name, "9p",
			     UKVM_DEVICE_NAME))
			error = ukvm_9p_add(i, &uk_ukvm_boot->devices[i]);
	return error;
}
UK_INIT(device, ukvm_9p_find);
