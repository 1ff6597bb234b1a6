/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking requests apart and putting answers together.
 */
#include "wire.h"

#include <string.h>
#include <uk/stat.h>

struct wire wire;

uint64_t wire_number(unsigned int bytes)
{
	uint64_t value = 0;

	if ((size_t)(wire.end - wire.at) < bytes) {
		server_fault("a request is too short");
		return 0;
	}
	memcpy(&value, wire.at, bytes);
	wire.at += bytes;
	return value;
}

struct text wire_text(void)
{
	struct text found = { .length = wire_number(2) };

	found.text = (const char *)wire.at;
	if (found.length > (size_t)(wire.end - wire.at)) {
		server_fault("a text is longer than its request");
		found.length = 0;
	}
	wire.at += found.length;
	return found;
}

struct text wire_name(void)
{
	struct text found = wire_text();

	if (!found.length || found.length > 255 ||
	    memchr(found.text, '/', found.length))
		server_fault("that is no name");
	return found;
}

struct answers_fid *wire_new_fid(void)
{
	uint64_t fid = wire_number(4);

	if (fid >= ANSWERS_FIDS) {
		server_fault("a fid is out of bounds");
		fid = 0;
	}
	return &answers_fids[fid];
}

struct answers_fid *wire_fid(void)
{
	struct answers_fid *fid = wire_new_fid();

	if (!fid->file) {
		if (!server.mangle)
			server_fault("a fid that nobody made");
		fid->file = TREE_ROOT; /* go on with something */
		fid->file->held++;
	}
	return fid;
}

struct tree_file *wire_directory(void)
{
	struct answers_fid *fid = wire_fid();

	if (fid->open && !server.mangle)
		server_fault("a directory's fid is open");
	return fid->file;
}

void answers_forget(unsigned int which)
{
	struct answers_fid *fid = &answers_fids[which];
	struct tree_file *file = fid->file;

	*fid = (struct answers_fid){ 0 };
	if (!file)
		return;
	file->held--;
	tree_drop(file);
}

void wire_hold(struct answers_fid *fid, struct tree_file *file,
		 struct tree_entry *entry)
{
	file->held++;
	answers_forget((unsigned int)(fid - answers_fids));
	*fid = (struct answers_fid){ .file = file, .entry = entry };
}

/* ---- the answer */

void wire_put(uint64_t value, unsigned int bytes)
{
	memcpy(wire.to, &value, bytes);
	wire.to += bytes;
}

void wire_put_qid(const struct tree_file *file)
{
	uint32_t kind = file->mode & UK_S_IFMT;

	wire_put(kind == UK_S_IFDIR ? 0x80 : kind == UK_S_IFLNK ? 2 : 0, 1);
	wire_put(7, 4);
	wire_put(tree_inode(file), 8);
}
