/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files that lose their name. To read and write them is no trouble, as the host has them
 * open too; but their attributes it finds by the name (QEMU before 10.0), so that
 * stat() and ftruncate() would fail. So such a file first gets a second, secret name in
 * the same directory, and is removed when its last owner is gone. Where the host
 * has no links, it goes without.
 */
#include <uk/format.h>

#include "calls.h"
#include "node.h"

#define PREFIX ".unlinked-"
#define NAME_ROOM 48

static struct uk_name name_of(const struct p9_node *node, uint32_t number,
			      char text[NAME_ROOM])
{
	int length = uk_snprintf(text, NAME_ROOM, PREFIX "%llx-%u",
				 (unsigned long long)node->vnode.inode, number);

	return (struct uk_name){ text, (size_t)length };
}

/* Has the node's fid lead to that name of it. */
static int lead_to(struct p9_node *dir, const struct uk_name *name,
		   struct p9_node *node)
{
	struct p9_session *session = p9_node_session(node);
	struct p9_qid qid;
	uint32_t fid;
	int error = p9_fid_new(session, &fid);

	if (error)
		return error;
	error = p9_walk(dir, name, fid, &qid);
	if (error) {
		p9_fid_unwalked(session, fid, error);
		return error;
	}
	if (qid.path != node->vnode.inode) {
		p9_clunk(session, fid);
		return -ESTALE;
	}
	return p9_node_renew(node, fid);
}

void p9_hide(struct p9_node *dir, struct p9_node *node)
{
	struct p9_mount *mount = p9_node_mount(node);
	char text[NAME_ROOM];
	struct uk_name name;
	uint32_t number;

	if (!node->opened || node->hidden)
		return;
	number = ++mount->hidden_count;
	name = name_of(node, number, text);
	node->hidden = number;
	if (p9_link(dir, &name, node)) {
		node->hidden = 0;
		return;
	}
	if (lead_to(dir, &name, node)) {
		node->hidden = 0;
		p9_unlinkat(dir, &name, 0);
	}
}

void p9_unhide(struct p9_node *dir, const struct uk_name *name,
	       struct p9_node *node)
{
	char text[NAME_ROOM];
	struct uk_name secret;

	if (!node->hidden || lead_to(dir, name, node))
		return;
	secret = name_of(node, node->hidden, text);
	node->hidden = 0;
	p9_unlinkat(dir, &secret, 0);
}

bool p9_is_hidden(struct uk_mount *mount, const struct p9_entry *entry)
{
	struct uk_vnode *vnode;
	const struct p9_node *node;
	char text[NAME_ROOM];
	struct uk_name name;
	bool hidden;

	if (entry->name.length < sizeof(PREFIX) ||
	    memcmp(entry->name.text, PREFIX, sizeof(PREFIX) - 1))
		return false;
	vnode = uk_vnode_find(mount, entry->inode);
	if (!vnode)
		return false;
	node = p9_node_of(vnode);
	name = name_of(node, node->hidden, text);
	hidden = node->hidden && name.length == entry->name.length &&
		 !memcmp(name.text, entry->name.text, name.length);
	uk_vnode_put(vnode);
	return hidden;
}
