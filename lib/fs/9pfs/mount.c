/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The file system type `9p`: from the tag of a share to its root directory.
 */
#include <uk/alloc.h>
#include <uk/print.h>

#include "calls.h"
#include "node.h"

/* 512 KiB of data, in whole pages, and what goes with it */
#define MESSAGE_DEFAULT (524288u + 4096u)
#define MESSAGE_MOST (1u << 30)

struct options {
	uint32_t message_most;
	const char *tree;
	bool loose;
};

/* Decimal; 0 for what is no number of bytes that may be. */
static uint32_t bytes_of(const char *text)
{
	uint64_t value = 0;

	for (; text && *text; text++) {
		if (*text < '0' || *text > '9' || value > MESSAGE_MOST)
			return 0;
		value = value * 10 + (uint64_t)(*text - '0');
	}
	return value <= MESSAGE_MOST ? (uint32_t)value : 0;
}

static int parse(char *text, struct options *options)
{
	char *name, *value;

	while ((name = uk_mount_option(&text, &value))) {
		if (!strcmp(name, "msize"))
			options->message_most = bytes_of(value);
		else if (!strcmp(name, "aname") && value)
			options->tree = value;
		else if (!strcmp(name, "cache") && value &&
			 !strcmp(value, "loose"))
			options->loose = true;
		else
			return -EINVAL;
	}
	return options->message_most ? 0 : -EINVAL;
}

static int statfs(struct uk_mount *mount, struct uk_statfs *stat)
{
	return p9_statfs(p9_node_of(mount->root), stat);
}

static int unmount(struct uk_mount *mount)
{
	struct p9_mount *own = p9_mount_of(mount);

	if (!p9_session_close(&own->session))
		return -EIO; /* its memory is the device's, for good */
	uk_free(own->allocator, own);
	return 0;
}

static const struct uk_mount_ops ops = {
	.statfs = statfs,
	.sync = p9_sync_all,
	.unmount = unmount,
};

/* Which tags there are, for who has given another one */
static void list_tags(const struct uk_mount *mount)
{
	const struct uk_9p_channel *channel = uk_9p_channel_first();

	if (!channel)
		uk_pr_err("there is no share '%s': this machine has none (make "
			  "run SHARE=folder)\n", mount->source);
	for (; channel; channel = channel->next)
		uk_pr_err("there is no share '%s', but one with the tag '%s'\n",
			  mount->source, channel->tag);
}

static int make_root(struct uk_mount *mount)
{
	const struct p9_qid qid = { P9_QID_DIRECTORY,
				    p9_mount_of(mount)->session.root };

	return p9_node_get(mount, P9_ROOT_FID, &qid, &mount->root);
}

static int mount_9p(struct uk_mount *mount, char *text)
{
	struct options options = { MESSAGE_DEFAULT, "", false };
	struct uk_alloc *allocator = uk_alloc_default();
	struct p9_mount *own;
	int error = parse(text, &options);

	if (error)
		return error;
	own = uk_calloc(allocator, 1, sizeof(*own));
	if (!own)
		return -ENOMEM;
	own->allocator = allocator;
	own->mount = mount;
	uk_list_init(&own->unsynced);
	mount->data = own;
	mount->ops = &ops;
	own->loose = options.loose;
	if (!own->loose)
		mount->flags |= UK_MOUNT_NO_NAMES;
	error = p9_session_open(&own->session, mount->source,
				options.message_most, options.tree);
	if (error == -ENODEV)
		list_tags(mount);
	if (error) {
		uk_free(allocator, own);
		return error;
	}
	error = make_root(mount);
	if (error)
		unmount(mount);
	return error;
}

UK_FILESYSTEM(9p, .mount = mount_9p);
