/* SPDX-License-Identifier: BSD-3-Clause */
#include "modelfs.h"

#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>

struct model model;

static struct model_node *node_of(struct uk_vnode *vnode)
{
	return UK_CONTAINER_OF(vnode, struct model_node, vnode);
}

static void pause(void)
{
	if (model.pause)
		model.pause();
}

static void begin(void)
{
	model.calls++;
	pause();
}

static struct model_entry **place_of(struct model_node *dir,
				     const struct uk_name *name)
{
	struct model_entry **place = &dir->entries;

	while (*place && ((*place)->name.length != name->length ||
			  memcmp((*place)->text, name->text, name->length)))
		place = &(*place)->next;
	return place;
}

struct model_node *model_find(struct model_node *dir, const char *name)
{
	struct model_entry *entry =
		*place_of(dir, &(struct uk_name){ name, strlen(name) });

	return entry ? entry->node : NULL;
}

static const struct uk_vnode_ops ops;

static struct model_node *make_node(struct uk_mount *mount, uint32_t mode)
{
	struct model_node *node =
		uk_calloc(uk_alloc_default(), 1, sizeof(*node));

	if (!node)
		return NULL;
	model.nodes++;
	uk_vnode_init(&node->vnode, &ops, mount, ++model.inode_last, mode);
	uk_vnode_add(&node->vnode);
	return node;
}

static int take_error(void)
{
	int error = model.next_error;

	model.next_error = 0;
	return error;
}

static void enter(struct model_node *dir, const struct uk_name *name,
		  struct model_entry *entry, struct model_node *node)
{
	entry->node = node;
	memcpy(entry->text, name->text, name->length);
	entry->name = (struct uk_name){ entry->text, name->length };
	entry->next = dir->entries;
	dir->entries = entry;
	if (!node->links++)
		uk_vnode_get(&node->vnode);
}

static void leave(struct model_node *node)
{
	if (!--node->links)
		uk_vnode_put(&node->vnode);
}

static struct model_node *take_out(struct model_entry **place)
{
	struct model_entry *entry = *place;
	struct model_node *node = entry->node;

	*place = entry->next;
	uk_free(uk_alloc_default(), entry);
	return node;
}

static int model_lookup(struct uk_vnode *vnode, const struct uk_name *name,
			struct uk_vnode **found)
{
	struct model_entry *entry;

	begin();
	entry = *place_of(node_of(vnode), name);
	if (entry) {
		*found = &entry->node->vnode;
		uk_vnode_get(*found);
	}
	pause();
	return entry ? 0 : -ENOENT;
}

static int make(struct uk_vnode *vnode, const struct uk_name *name,
		uint32_t mode, const struct uk_name *target,
		struct model_node *linked, struct uk_vnode **made)
{
	struct model_node *dir = node_of(vnode), *node = linked;
	struct model_entry *entry;
	int error = take_error();

	if (!error && !dir->links)
		error = -ENOENT;
	if (!error && linked && !linked->links)
		error = -ENOENT;
	if (!error && *place_of(dir, name))
		error = -EEXIST;
	if (error)
		return error;
	entry = uk_malloc(uk_alloc_default(), sizeof(*entry));
	if (!node)
		node = make_node(vnode->mount, mode);
	if (!entry || !node)
		return -ENOMEM; /* not in these tests */
	if (target) {
		node->target = uk_calloc(uk_alloc_default(), 1,
					 target->length + 1);
		memcpy(node->target, target->text, target->length);
		node->vnode.size = (int64_t)target->length;
	}
	enter(dir, name, entry, node);
	if (made)
		*made = &node->vnode;
	return 0;
}

static int model_create(struct uk_vnode *dir, const struct uk_name *name,
			uint32_t mode, uint64_t device_number __uk_unused,
			struct uk_vnode **made)
{
	int error;

	begin();
	error = make(dir, name, mode, NULL, NULL, made);
	pause();
	return error;
}

static int model_mkdir(struct uk_vnode *dir, const struct uk_name *name,
		       uint32_t mode, struct uk_vnode **made)
{
	return model_create(dir, name, UK_S_IFDIR | mode, 0, made);
}

static int model_symlink(struct uk_vnode *dir, const struct uk_name *name,
			 const struct uk_name *target, struct uk_vnode **made)
{
	int error;

	begin();
	error = make(dir, name, UK_S_IFLNK | 0777, target, NULL, made);
	pause();
	return error;
}

static int model_link(struct uk_vnode *dir, const struct uk_name *name,
		      struct uk_vnode *vnode)
{
	int error;

	begin();
	error = make(dir, name, 0, NULL, node_of(vnode), NULL);
	pause();
	return error;
}

static int model_remove(struct uk_vnode *dir, const struct uk_name *name,
			struct uk_vnode *vnode)
{
	struct model_entry **place;
	int error;

	begin();
	error = take_error();
	place = place_of(node_of(dir), name);
	if (!error && (!*place || (*place)->node != node_of(vnode)))
		error = -ENOENT;
	if (!error && (*place)->node->entries)
		error = -ENOTEMPTY;
	if (!error)
		leave(take_out(place));
	pause();
	return error;
}

static int move(struct model_node *dir, const struct uk_name *name,
		struct model_node *node, struct model_node *to,
		const struct uk_name *to_name, struct model_node *target,
		uint32_t flags)
{
	struct model_entry **place = place_of(dir, name);
	struct model_entry **to_place = place_of(to, to_name);
	struct model_entry *entry = *place;
	int error = take_error();

	if (error)
		return error;
	if (!entry || entry->node != node || !to->links)
		return -ENOENT;
	if ((*to_place ? (*to_place)->node : NULL) != target)
		return target ? -ENOENT : -EEXIST;
	if (flags & UK_RENAME_EXCHANGE) {
		entry->node = target;
		(*to_place)->node = node;
		return 0;
	}
	if (target) {
		if (target->entries)
			return -ENOTEMPTY;
		(*to_place)->node = node;
		take_out(place_of(dir, name));
		leave(target);
		return 0;
	}
	*place = entry->next;
	enter(to, to_name, entry, node);
	node->links--; /* enter() counted one more */
	return 0;
}

static int model_rename(struct uk_vnode *dir, const struct uk_name *name,
			struct uk_vnode *vnode, struct uk_vnode *to_dir,
			const struct uk_name *to_name, struct uk_vnode *target,
			uint32_t flags)
{
	int error;

	begin();
	/* A share, for the last name may go and come. */
	uk_vnode_get(vnode);
	error = move(node_of(dir), name, node_of(vnode), node_of(to_dir),
		     to_name, target ? node_of(target) : NULL, flags);
	uk_vnode_put(vnode);
	pause();
	return error;
}

static int model_readdir(struct uk_vfs_file *file, int64_t position,
			 uk_vfs_emit emit, void *context)
{
	struct model_entry *entry = node_of(file->vnode)->entries;
	int64_t at = 2;

	if (!uk_vfs_emit_dots(file, &position, emit, context))
		return 0;
	for (; entry; entry = entry->next, at++)
		if (at >= position &&
		    !emit(context, &entry->name, entry->node->vnode.inode,
			  entry->node->vnode.mode, at + 1))
			break;
	return 0;
}

static int model_stat(struct uk_vnode *vnode, struct uk_stat *stat)
{
	begin();
	stat->links = node_of(vnode)->links;
	return 0;
}

static int model_set(struct uk_vnode *vnode,
		     const struct uk_attributes *attributes)
{
	begin();
	if (attributes->which & UK_ATTRIBUTE_SIZE)
		vnode->size = attributes->size;
	if (attributes->which & UK_ATTRIBUTE_MODE)
		vnode->mode = (vnode->mode & UK_S_IFMT) |
			      (attributes->mode & 07777);
	return 0;
}

static uk_ssize_t model_readlink(struct uk_vnode *vnode, char *to, size_t size)
{
	const char *target = node_of(vnode)->target;

	begin();
	if (!target)
		return -EINVAL;
	size = UK_MIN(size, strlen(target));
	memcpy(to, target, size);
	return (uk_ssize_t)size;
}

static int model_sync(struct uk_vnode *vnode __uk_unused,
		      bool data_only __uk_unused)
{
	model.syncs++;
	return 0;
}

static void model_release(struct uk_vnode *vnode)
{
	struct model_node *node = node_of(vnode);

	pause();
	/* Only a root still has names. */
	while (node->entries)
		leave(take_out(&node->entries));
	uk_free(uk_alloc_default(), node->target);
	uk_free(uk_alloc_default(), node);
	model.nodes--;
}

static int model_open(struct uk_vfs_file *file, struct uk_file **instead)
{
	(void)file;
	(void)instead;
	model.opened++;
	return 0;
}

static void model_close(struct uk_vfs_file *file)
{
	(void)file;
	model.opened--;
}

static uk_ssize_t model_read(struct uk_vfs_file *file,
			     const struct uk_iovec *pieces,
			     unsigned int count __uk_unused, int64_t offset)
{
	struct model_node *node = node_of(file->vnode);
	int64_t left = UK_MAX(node->vnode.size - offset, (int64_t)0);
	size_t length = UK_MIN((size_t)left, pieces->length);

	begin();
	memcpy(pieces->base, node->content + offset, length);
	return (uk_ssize_t)length;
}

static uk_ssize_t model_write(struct uk_vfs_file *file,
			      const struct uk_iovec *pieces,
			      unsigned int count __uk_unused, int64_t *offset)
{
	struct model_node *node = node_of(file->vnode);

	begin();
	if (*offset == UK_VFS_END)
		*offset = node->vnode.size;
	if (*offset + (int64_t)pieces->length > MODEL_CONTENT)
		return -EFBIG;
	memcpy(node->content + *offset, pieces->base, pieces->length);
	node->vnode.size = UK_MAX(node->vnode.size,
				  *offset + (int64_t)pieces->length);
	return (uk_ssize_t)pieces->length;
}

static const struct uk_vnode_ops ops = {
	.lookup = model_lookup,
	.create = model_create,
	.mkdir = model_mkdir,
	.symlink = model_symlink,
	.link = model_link,
	.unlink = model_remove,
	.rmdir = model_remove,
	.rename = model_rename,
	.readdir = model_readdir,
	.stat = model_stat,
	.set = model_set,
	.readlink = model_readlink,
	.sync = model_sync,
	.release = model_release,
	.open = model_open,
	.close = model_close,
	.read = model_read,
	.write = model_write,
};

static int model_sync_all(struct uk_mount *mount __uk_unused)
{
	begin();
	model.syncs++;
	return take_error();
}

static int model_unmount(struct uk_mount *mount __uk_unused)
{
	model.unmounts++;
	return take_error();
}

static const struct uk_mount_ops mount_ops = {
	.sync = model_sync_all,
	.unmount = model_unmount,
};

static int model_mount(struct uk_mount *mount, char *options)
{
	char *name, *value;

	while ((name = uk_mount_option(&options, &value)))
		if (strcmp(name, "known") || !value || strcmp(value, "1"))
			return -EINVAL;
	if (!strcmp(mount->source, "absent"))
		return -ENXIO;
	model.root = make_node(mount, UK_S_IFDIR | 0755);
	if (!model.root)
		return -ENOMEM;
	model.root->links = 1; /* which the mount's share stands for */
	mount->root = &model.root->vnode;
	mount->ops = &mount_ops;
	if (model.asks_again)
		mount->flags |= UK_MOUNT_NO_NAMES;
	return 0;
}

UK_FILESYSTEM(model, .mount = model_mount);
