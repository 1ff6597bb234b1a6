/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any calls, to a host that answers anything: honestly, damaged, or what the input says. No
 * memory may be touched that is not the answer's; what comes out is within bounds; and
 * at the end everything is given back.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

#define NODES 4
#define FILES 4

static const uint8_t *input;
static size_t left;
static struct uk_mount mount;
static struct uk_vnode *nodes[NODES];
static struct uk_vfs_file files[FILES];
static bool is_open[FILES];

static unsigned int byte(void)
{
	if (!left)
		return 0;
	left--;
	return *input++;
}

static unsigned int word(void)
{
	unsigned int low = byte();

	return low | byte() << 8;
}

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* ---- the host's answers */

static size_t mangle(uint8_t *answer, size_t length)
{
	unsigned int how = byte();
	uint32_t size;

	if (how < 128)
		return length;
	if (how < 192) { /* some bytes, anywhere */
		for (unsigned int i = 0; i < how % 4 + 1; i++)
			answer[word() % (length + 8)] = (uint8_t)byte();
		return length;
	}
	if (how < 224) { /* another length, which it says or not */
		size = word() % 512;
		if (how & 1)
			memcpy(answer, &size, 4);
		return size;
	}
	/* content of the input's making, in an honest frame */
	for (size_t i = 7; i < length && left; i++)
		answer[i] = (uint8_t)byte();
	return length;
}

/* ---- calls */

static void keep(int error, struct uk_vnode *vnode)
{
	struct uk_vnode **place = &nodes[byte() % NODES];

	require(error <= 0 && error >= -4095);
	if (error)
		return;
	require(vnode->owners.count > 0 && vnode->size >= 0);
	if (*place)
		uk_vnode_put(*place);
	*place = vnode;
}

static struct uk_vnode *any(void)
{
	struct uk_vnode *node = nodes[byte() % NODES];

	return node ? node : mount.root;
}

static struct uk_vnode *any_directory(void)
{
	struct uk_vnode *node = any();

	return uk_vnode_is_directory(node) ? node : mount.root;
}

static struct uk_name any_name(void)
{
	static const char names[] = "abcd";

	return (struct uk_name){ names + byte() % 3, byte() % 2 + 1 };
}

static bool emit(void *context, const struct uk_name *name,
		 uint64_t inode __uk_unused, uint32_t mode, int64_t next)
{
	require(name->length >= 1 && name->length <= 255 && next > 0);
	require(!(mode & ~UK_S_IFMT));
	for (size_t i = 0; i < name->length; i++)
		require(name->text[i] && name->text[i] != '/');
	return --*(unsigned int *)context;
}

static void transfer(struct uk_vfs_file *file, bool writes)
{
	size_t length = word();
	char *memory = calloc(length + 1, 1);
	struct uk_iovec pieces[3] = { { memory, length / 3 },
				      { memory + length / 3, 0 },
				      { memory + length / 3,
					length - length / 3 } };
	int64_t offset = byte() % 2 ? word() : UK_VFS_END;
	uk_ssize_t done;

	if (uk_vnode_is_directory(file->vnode)) {
		free(memory);
		return;
	}
	if (writes)
		done = file->vnode->ops->write(file, pieces, 3, &offset);
	else
		done = file->vnode->ops->read(file, pieces, 3,
					      UK_MAX(offset, 0));
	require(done >= -4095 && done <= (uk_ssize_t)length);
	free(memory);
}

static void use_file(unsigned int what, unsigned int which)
{
	struct uk_vfs_file *file = &files[which];
	unsigned int most = byte() + 1;

	if (what == 0 && !is_open[which]) {
		struct uk_vnode *node = any();

		is_open[which] = !kernel_open(node, word() & 02003, file);
	} else if (!is_open[which]) {
		return;
	} else if (what == 1) {
		kernel_close(file);
		is_open[which] = false;
	} else if (what < 4) {
		transfer(file, what == 2);
	} else if (uk_vnode_is_directory(file->vnode)) {
		file->vnode->ops->readdir(file, word(), emit, &most);
	}
}

static void change_names(unsigned int what)
{
	struct uk_vnode *dir = any_directory(), *made = NULL, *node = any();
	struct uk_name name = any_name(), other = any_name();

	switch (what) {
	case 0:
		keep(dir->ops->lookup(dir, &name, &made), made);
		break;
	case 1:
		keep(dir->ops->create(dir, &name,
				      byte() % 4 ? UK_S_IFREG | 0600 :
						   UK_S_IFIFO,
				      word(), &made), made);
		break;
	case 2:
		keep(dir->ops->mkdir(dir, &name, 0700, &made), made);
		break;
	case 3:
		keep(dir->ops->symlink(dir, &name, &other, &made), made);
		break;
	case 4:
		if (!uk_vnode_is_directory(node))
			dir->ops->link(dir, &name, node);
		break;
	case 5:
		if (!uk_vnode_is_directory(node))
			dir->ops->unlink(dir, &name, node);
		break;
	case 6:
		if (uk_vnode_is_directory(node))
			dir->ops->rmdir(dir, &name, node);
		break;
	default:
		dir->ops->rename(dir, &name, node, any_directory(), &other,
				 byte() % 2 ? any() : NULL, 0);
	}
}

static void use_node(unsigned int what)
{
	struct uk_vnode *node = any();
	struct uk_attributes change = {
		.which = word() & 63,
		.mode = word(),
		.size = word(),
	};
	struct uk_statfs statfs;
	struct uk_stat stat;
	char target[64];

	switch (what) {
	case 0:
		if (!kernel_stat(node, &stat))
			require(stat.size >= 0);
		break;
	case 1:
		node->ops->set(node, &change);
		break;
	case 2:
		require(node->ops->readlink(node, target, sizeof(target)) <
			4096);
		break;
	case 3:
		node->ops->sync(node, false);
		break;
	case 4:
		mount.ops->sync(&mount);
		break;
	default:
		mount.ops->statfs(&mount, &statfs);
	}
}

static void end(void)
{
	for (unsigned int i = 0; i < FILES; i++)
		if (is_open[i])
			kernel_close(&files[i]);
	for (unsigned int i = 0; i < NODES; i++) {
		if (nodes[i])
			uk_vnode_put(nodes[i]);
		nodes[i] = NULL;
	}
	memset(is_open, 0, sizeof(is_open));
	require(kernel_vnodes == 1);
	kernel_unmount(&mount);
	require(kernel_vnodes == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	unsigned int what;

	input = data;
	left = length;
	server_reset();
	what = byte();
	server.late = what & 1;
	server.by_name = what & 2;
	server.mangle = what & 4 ? mangle : NULL;
	server.message_most = what & 8 ? 8192 : 1u << 19;
	if (kernel_mount(&mount, SERVER_TAG, what & 16 ? "cache=loose" : NULL))
		return 0;
	server.mangle = mangle;
	while (left) {
		what = byte();
		if (what < 96)
			change_names(what % 8);
		else if (what < 192)
			use_file(what % 5, byte() % FILES);
		else
			use_node(what % 6);
	}
	end();
	return 0;
}
