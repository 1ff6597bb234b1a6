/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of channels, and whose they are.
 */
#include <uk/9p_transport.h>
#include <uk/string.h>

static struct uk_9p_channel *first;

void uk_9p_channel_register(struct uk_9p_channel *channel)
{
	struct uk_9p_channel **end = &first;

	while (*end)
		end = &(*end)->next;
	channel->next = NULL;
	*end = channel;
}

struct uk_9p_channel *uk_9p_channel_first(void)
{
	return first;
}

int uk_9p_channel_open(const char *tag, struct uk_9p_channel **opened)
{
	struct uk_9p_channel *channel = first;
	int error;

	while (channel && strcmp(channel->tag, tag))
		channel = channel->next;
	if (!channel)
		return -ENODEV;
	if (channel->used)
		return -EBUSY;
	error = channel->ops->start(channel);
	if (error)
		return error;
	channel->used = true;
	*opened = channel;
	return 0;
}

int uk_9p_channel_close(struct uk_9p_channel *channel)
{
	int error = channel->ops->stop(channel);

	/* one that does not stop is never used again */
	channel->used = error;
	return error;
}
