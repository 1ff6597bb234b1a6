/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A share that the toolstack gave to this domain.
 */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/string.h>

#include "xen9p.h"

static const struct uk_9p_channel_ops ops = {
	.driver = "xen9p",
	.start = xen9p_start,
	.stop = xen9p_stop,
	.submit = xen9p_submit,
	.check = xen9p_check,
};

static int read_tag(struct uk_xenbus_device *bus, char *tag)
{
	int length = uk_xenbus_read(bus, "tag", tag, UK_9P_TAG_MOST + 1);

	if (length > 0 && !memchr(tag, '\0', (size_t)length))
		return 0;
	uk_pr_err("xen9p: %s/tag is no name of 1 to %u bytes (xl: p9 = "
		  "[\"tag=...\"])\n",
		  bus->path, UK_9P_TAG_MOST);
	return length < 0 ? length : -EINVAL;
}

static int probe(struct uk_xenbus_device *bus)
{
	struct xen9p *share = uk_calloc(bus->allocator, 1, sizeof(*share));
	int error;

	if (!share)
		return -ENOMEM;
	share->bus = bus;
	share->broken = true; /* until it is mounted */
	share->channel.ops = &ops;
	error = read_tag(bus, share->channel.tag);
	if (error) {
		uk_free(bus->allocator, share);
		return error;
	}
	bus->driver = share;
	uk_9p_channel_register(&share->channel);
	if (uk_xenbus_watch(bus, xen9p_changed))
		uk_pr_warn("xen9p: nobody will notice when '%s' is taken away\n",
			   share->channel.tag);
	return 0;
}

UK_XENBUS_DRIVER(xen9p, .type = "9pfs", .probe = probe, .ask = xen9p_ask,
		 .arrive = xen9p_arrive);
