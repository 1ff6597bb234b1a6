/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entries of directories. The host sends many at a time, and who reads takes a few: what is left
 * is kept in the open file until it is read on from there. Places are the host's own,
 * which mean nothing to us; "." and ".." are among its entries.
 */
#include <uk/alloc.h>

#include "calls.h"
#include "node.h"

#define ENTRIES_ROOM 32768u
#define KIND_SHIFT 12

/* Treaddir fid[4] offset[8] count[4]; Rreaddir count[4] data[count] */
static int fetch(struct p9_node *node, struct p9_file *file, int64_t position)
{
	struct p9_session *session = p9_node_session(node);
	uint32_t room = UK_MIN(ENTRIES_ROOM, session->data_most);
	struct uk_sgsegment data = { file->entries, room };
	struct p9_call call;
	uint32_t got;
	int error;

	file->entries_at = file->entries_end = 0;
	p9_call(&call, session, P9_TREADDIR);
	p9_put32(&call.out, file->host.fid);
	p9_put64(&call.out, (uint64_t)position);
	p9_put32(&call.out, room);
	error = p9_do_data(&call, P9_READ_HEADER, &data, 1);
	if (error)
		return error;
	got = p9_get32(&call.in);
	if (call.in.bad || got > room || call.length != P9_READ_HEADER + got)
		return p9_judge(&call, P9_NONSENSE);
	file->entries_end = got;
	file->entries_next = position;
	return 0;
}

/* Gives what is there. 0; 1: there is no more room; -EIO. */
static int give(struct uk_mount *mount, struct p9_file *file, uk_vfs_emit emit,
		void *context)
{
	while (file->entries_at < file->entries_end) {
		struct p9_reader reader = { file->entries + file->entries_at,
					    file->entries + file->entries_end,
					    false };
		struct p9_entry entry;

		if (p9_get_entry(&reader, &entry)) {
			file->entries_end = 0;
			return -EIO;
		}
		if (!p9_is_hidden(mount, &entry) &&
		    !emit(context, &entry.name, entry.inode,
			  (uint32_t)entry.kind << KIND_SHIFT, entry.next))
			return 1;
		file->entries_at = (uint32_t)(reader.at - file->entries);
		file->entries_next = entry.next;
	}
	return 0;
}

static int read_on(struct p9_node *node, struct p9_file *file,
		   int64_t position, uk_vfs_emit emit, void *context)
{
	int result;

	if (file->entries_at == file->entries_end ||
	    file->entries_next != position || !position) {
		result = fetch(node, file, position);
		if (result)
			return result;
	}
	while (file->entries_at < file->entries_end) {
		result = give(node->vnode.mount, file, emit, context);
		if (result)
			return result;
		result = fetch(node, file, file->entries_next);
		if (result)
			return result;
	}
	return 0;
}

/* Two threads that read one open file get each entry once: the vfs has its position
 * locked.
 */
int p9_readdir(struct uk_vfs_file *vfs_file, int64_t position, uk_vfs_emit emit,
	       void *context)
{
	struct p9_node *node = p9_node_of(vfs_file->vnode);
	struct p9_file *file = p9_file_of(vfs_file);
	int result;

	if (!file->entries)
		file->entries = uk_malloc(p9_node_mount(node)->allocator,
					  ENTRIES_ROOM);
	if (!file->entries)
		return -ENOMEM;
	file->users++;
	result = read_on(node, file, position, emit, context);
	p9_file_put(node, file);
	return UK_MIN(result, 0);
}
