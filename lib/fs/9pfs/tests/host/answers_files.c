/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages about what files are like, and what is in them.
 */
#include "wire.h"

#include <string.h>
#include <uk/errno.h>
#include <uk/stat.h>

/* Whether the fid's first name still leads to its file */
static bool is_gone(const struct answers_fid *fid)
{
	return server.by_name && fid->entry && fid->entry->file != fid->file;
}

int answer_getattr(void)
{
	struct answers_fid *fid = wire_fid();
	struct tree_file *file = fid->file;

	if (is_gone(fid))
		return -ENOENT;
	if (wire_number(8) != 0x7ff)
		server_fault("other attributes");
	wire_put(0x7ff, 8);
	wire_put_qid(file);
	wire_put(file->mode, 4);
	wire_put(file->uid, 4);
	wire_put(file->gid, 4);
	wire_put(file->links, 8);
	wire_put(file->device, 8);
	wire_put(file->size, 8);
	wire_put(4096, 8);
	wire_put((file->size + 511) / 512, 8);
	for (int i = 0; i < 4; i++)
		wire_put((uint64_t)file->times[i], 8);
	for (int i = 0; i < 6; i++)
		wire_put(0, 8);
	return 0;
}

int answer_setattr(void)
{
	struct answers_fid *fid = wire_fid();
	struct tree_file *file = fid->file;
	uint64_t valid = wire_number(4), mode = wire_number(4);
	uint64_t uid = wire_number(4), gid = wire_number(4), size = wire_number(8);

	if (is_gone(fid))
		return -ENOENT;
	if (valid & 1)
		file->mode = (file->mode & UK_S_IFMT) | (mode & 07777);
	if (valid & 2)
		file->uid = (uint32_t)uid;
	if (valid & 4)
		file->gid = (uint32_t)gid;
	for (int i = 0; i < 4; i++) {
		int64_t time = (int64_t)wire_number(8);

		if (valid & (i < 2 ? 0x80 : 0x100))
			file->times[i] = time;
	}
	return valid & 8 ? tree_resize(file, size) : 0;
}

int answer_read(void)
{
	struct answers_fid *fid = wire_fid();
	uint64_t offset = wire_number(8), count = wire_number(4);
	size_t there = offset < fid->file->size ? fid->file->size - offset : 0;

	if (!fid->open && !server.mangle)
		server_fault("reading from what is not open");
	if (count > wire.room)
		server_fault("reading more than fits");
	count = UK_MIN(count, wire.room);
	there = UK_MIN(there, count);
	wire_put(there, 4);
	if (there)
		memcpy(wire.to, fid->file->data + offset, there);
	wire.to += there;
	return 0;
}

int answer_write(void)
{
	struct answers_fid *fid = wire_fid();
	uint64_t offset = wire_number(8), count = wire_number(4);
	int error = 0;

	if (!fid->open && !server.mangle)
		server_fault("writing to what is not open");
	if (count != (size_t)(wire.end - wire.at)) {
		server_fault("a count that is not true");
		return -EINVAL;
	}
	if (fid->appends)
		offset = fid->file->size;
	if (offset > TREE_SIZE_MOST)
		return -ENOSPC;
	if (offset + count > fid->file->size)
		error = tree_resize(fid->file, offset + count);
	if (error)
		return error;
	memcpy(fid->file->data + offset, wire.at, count);
	fid->file->synced = false;
	wire.at += count;
	wire_put(count, 4);
	return 0;
}

static bool put_entry(const struct tree_file *file, const char *called,
		      size_t length, uint64_t next, uint64_t *left)
{
	if (*left < 24 + length)
		return false;
	wire_put_qid(file);
	wire_put(next, 8);
	wire_put(file->mode >> 12, 1);
	wire_put(length, 2);
	memcpy(wire.to, called, length);
	wire.to += length;
	*left -= 24 + length;
	return true;
}

int answer_readdir(void)
{
	struct answers_fid *fid = wire_fid();
	uint64_t offset = wire_number(8), left = UK_MIN(wire_number(4), wire.room);
	uint8_t *count = wire.to;
	uint32_t total;

	if (!fid->open && !server.mangle)
		server_fault("reading a directory that is not open");
	wire.to += 4;
	for (; offset < TREE_ENTRIES + 2; offset++) {
		const struct tree_entry *entry =
			&tree_entries[offset < 2 ? 0 : offset - 2];

		if (offset < 2) {
			if (!put_entry(fid->file, "..", offset + 1, offset + 1,
				       &left))
				break;
		} else if (entry->file && entry->dir == fid->file &&
			   !put_entry(entry->file, entry->name, entry->length,
				      offset + 1, &left)) {
			break;
		}
	}
	total = (uint32_t)(wire.to - count - 4);
	memcpy(count, &total, 4);
	return 0;
}

int answer_statfs(void)
{
	wire_fid();
	wire_put(0xef53, 4);
	wire_put(4096, 4);
	for (uint64_t i = 1; i <= 6; i++)
		wire_put(i * 100, 8);
	wire_put(255, 4);
	return 0;
}

int answer_fsync(void)
{
	struct answers_fid *fid = wire_fid();

	if (!fid->open && !server.mangle)
		server_fault("syncing what is not open");
	wire_number(4);
	fid->file->synced = true;
	return 0;
}
