/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as an archive: files or an error; what was made is read, then freed. Digits
 * are easy to get wrong, so what the fuzzer gives is also tried with numbers made of it.
 */
#include <stdlib.h>
#include <string.h>
#include <uk/ramfs.h>

#include "../fill.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static unsigned int depth;

static void look_at(struct uk_vnode *vnode);

static bool look_at_entry(void *context, const struct uk_name *name,
			  uint64_t inode, uint32_t mode, int64_t next)
{
	struct uk_vnode *dir = context, *vnode;

	(void)inode;
	(void)mode;
	(void)next;
	if (!name->length || name->length > UK_NAME_MOST ||
	    memchr(name->text, '/', name->length) ||
	    dir->ops->lookup(dir, name, &vnode))
		abort();
	if (depth < 50)
		look_at(vnode);
	uk_vnode_put(vnode);
	return true;
}

static void look_at(struct uk_vnode *vnode)
{
	static volatile char sum;
	struct uk_vfs_file file = { .vnode = vnode, .position = 0 };
	struct uk_stat stat = { 0 };
	char buffer[5000];
	struct uk_iovec piece = { buffer, sizeof(buffer) };

	depth++;
	vnode->ops->stat(vnode, &stat);
	if (uk_vnode_is_directory(vnode)) {
		vnode->ops->readdir(&file, 2, look_at_entry, vnode);
	} else if (vnode->ops->read) {
		uk_ssize_t got = vnode->ops->read(&file, &piece, 1, 0);

		for (uk_ssize_t i = 0; i < got; i++)
			sum = (char)(sum ^ buffer[i]);
	} else {
		vnode->ops->readlink(vnode, buffer, sizeof(buffer));
	}
	depth--;
	(void)sum;
}

static void try(const char *bytes, size_t length)
{
	struct uk_mount mount = { .source = "", .target = "" };

	if (uk_ramfs_mount(&mount, 1 << 20))
		abort();
	cpio_fill(mount.root, "test", bytes, length);
	look_at(mount.root);
	uk_vnode_put(mount.root);
	mount.ops->unmount(&mount);
}

/* Entries out of 8 bytes each: kind, inode, links, lengths, then text. */
static size_t entries_of(const uint8_t *data, size_t length, char *to)
{
	static const char digits[] = "0123456789abcdef";
	static const uint32_t modes[] = { 0040755, 0100644, 0120777, 0020666,
					  0010644, 0140777, 0000644, 0170000 };
	size_t at = 0;

	while (length >= 8 && at < 6000) {
		size_t left = length - 8;
		size_t name = UK_MIN((size_t)data[3] % 16, left);
		size_t size = UK_MIN((size_t)data[4], left - name);
		uint32_t fields[13] = { data[1] % 4, modes[data[0] & 7], 0, 0,
					data[2] % 4, data[5], (uint32_t)size, 0,
					0, data[6], data[7],
					(uint32_t)name + 1, 0 };

		memcpy(to + at, "070701", 6);
		for (unsigned int i = 0; i < 13 * 8; i++)
			to[at + 6 + i] =
				digits[fields[i / 8] >> (28 - i % 8 * 4) & 15];
		at += 110;
		memcpy(to + at, data + 8, name);
		to[at + name] = 0;
		at += name + 1;
		at += -at & 3;
		memcpy(to + at, data + 8 + name, size);
		at += size;
		at += -at & 3;
		data += 8 + name + size;
		length -= 8 + name + size;
	}
	return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	char *bytes = malloc(length);
	char *made = calloc(1, 8192);
	size_t made_length;

	memcpy(bytes, data, length);
	try(bytes, length);
	made_length = entries_of(data, length, made);
	if (made_length) {
		made = realloc(made, made_length);
		try(made, made_length);
	}
	free(bytes);
	free(made);
	return 0;
}
