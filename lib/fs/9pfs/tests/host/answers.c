/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's side of each message (diod's protocol.md), on the tree of tree.c: here
 * sessions and fids.
 */
#include "wire.h"

#include <string.h>
#include <uk/errno.h>
#include <uk/stat.h>

static uint64_t agreed; /* bytes of a message */

static int version(void)
{
	uint64_t most = wire_number(4);
	struct text wanted = wire_text();

	if (wanted.length != 8 || memcmp(wanted.text, "9P2000.L", 8))
		server_fault("another version");
	agreed = UK_MIN(most, (uint64_t)server.message_most);
	wire_put(agreed, 4);
	wire_put(8, 2);
	memcpy(wire.to, "9P2000.L", 8);
	wire.to += 8;
	return 0;
}

static int attach(void)
{
	struct answers_fid *fid = wire_new_fid();

	if (wire_number(4) != 0xffffffff)
		server_fault("authentication");
	wire_text();
	wire_text();
	wire_number(4);
	wire_hold(fid, TREE_ROOT, NULL);
	wire_put_qid(TREE_ROOT);
	return 0;
}

static int walk(void)
{
	struct answers_fid *fid = wire_fid(), *next = wire_new_fid();
	uint64_t names = wire_number(2), walked = 0;
	struct tree_file *files[16];
	struct tree_entry *entry = fid->entry;
	struct tree_file *file = fid->file;

	if (fid->open && !server.mangle)
		server_fault("a walk from an open fid");
	if (next->file && !server.mangle)
		server_fault("a walk to a fid that is in use");
	if (names > UK_ARRAY_SIZE(files)) {
		server_fault("a walk of too many names");
		return -EINVAL;
	}
	for (; walked < names; walked++) {
		struct text wanted = wire_name();

		entry = tree_find(file, wanted.text, wanted.length);
		if (!entry)
			break;
		file = files[walked] = entry->file;
	}
	if (names && !walked)
		return -ENOENT;
	if (walked == names)
		wire_hold(next, file, entry);
	wire_put(walked, 2);
	for (uint64_t i = 0; i < walked; i++)
		wire_put_qid(files[i]);
	return 0;
}

int answer_open(struct answers_fid *fid, uint64_t flags)
{
	if (fid->open && !server.mangle)
		server_fault("an open fid is opened");
	fid->open = true;
	fid->appends = flags & 02000;
	wire_put_qid(fid->file);
	wire_put(server.iounit, 4);
	return 0;
}

static int lopen(void)
{
	struct answers_fid *fid = wire_fid();

	return answer_open(fid, wire_number(4));
}

static int clunk(void)
{
	answers_forget((unsigned int)(wire_fid() - answers_fids));
	return 0;
}

static int remove_fid(void)
{
	struct answers_fid *fid = wire_fid();

	if (fid->entry && fid->entry->file == fid->file)
		tree_remove(fid->entry);
	answers_forget((unsigned int)(fid - answers_fids));
	return 0;
}

static int (*const messages[128])(void) = {
	[8] = answer_statfs,
	[12] = lopen,
	[14] = answer_lcreate,
	[16] = answer_symlink,
	[18] = answer_mknod,
	[20] = answer_rename,
	[22] = answer_readlink,
	[24] = answer_getattr,
	[26] = answer_setattr,
	[40] = answer_readdir,
	[50] = answer_fsync,
	[70] = answer_link,
	[72] = answer_mkdir,
	[74] = answer_renameat,
	[76] = answer_unlinkat,
	[100] = version,
	[104] = attach,
	[110] = walk,
	[116] = answer_read,
	[118] = answer_write,
	[120] = clunk,
	[122] = remove_fid,
};

static int by_type(uint8_t type)
{
	if (type < UK_ARRAY_SIZE(messages) && messages[type])
		return messages[type]();
	server_fault("a request of no known type");
	return -EOPNOTSUPP;
}

size_t answers_make(const uint8_t *request, size_t length, uint8_t *answer,
		    size_t room)
{
	uint32_t size = 0;
	uint8_t type;
	uint64_t tag;
	int error;

	wire.at = request;
	wire.end = request + length;
	size = (uint32_t)wire_number(4);
	type = (uint8_t)wire_number(1);
	tag = wire_number(2);
	server.types[type]++;
	if (size != length)
		server_fault("a request says another length");
	if (type != 100 && (size > agreed || room > agreed))
		server_fault("a message is longer than was agreed on");
	wire.to = answer + 7;
	wire.room = room - 11;
	error = type == server.refused ? -(int)server.refusal : by_type(type);
	if (!error && wire.at != wire.end)
		server_fault("a request is too long");
	if (error) {
		type = 6;
		wire.to = answer + 7;
		wire_put((uint64_t)-error, 4);
	}
	size = (uint32_t)(wire.to - answer);
	memcpy(answer, &size, 4);
	answer[4] = type + 1;
	memcpy(answer + 5, &tag, 2);
	return size;
}
