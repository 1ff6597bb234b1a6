/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files of the vfs: what they share with all open files, but transfers.
 */
#include <uk/alloc.h>

#include "internal.h"

void (*uk_vfs_closing)(struct uk_vfs_file *file);

/*
 * Some that were closed are kept for the next: taking and giving them costs a tenth of
 * what the heap takes.
 */
#define SPARE_MOST 4u

struct uk_list_head vfs_files = UK_LIST_HEAD_INIT(vfs_files);

static struct uk_vfs_file *spare[SPARE_MOST];
static unsigned int spare_count;

struct uk_vfs_file *vfs_file_take(void)
{
	return spare_count ? spare[--spare_count] :
			     uk_malloc(uk_alloc_default(),
				       sizeof(struct uk_vfs_file));
}

void vfs_file_give(struct uk_vfs_file *file)
{
	if (spare_count < SPARE_MOST)
		spare[spare_count++] = file;
	else
		uk_free(uk_alloc_default(), file);
}

int uk_vfs_file_stat(struct uk_file *any, struct uk_stat *stat)
{
	return uk_vnode_stat(vfs_file_of(any)->vnode, stat);
}

static unsigned int vfs_ready(struct uk_file *any)
{
	struct uk_vfs_file *file = vfs_file_of(any);
	const struct uk_vnode_ops *ops = file->vnode->ops;

	return ops->ready ? ops->ready(file) : UK_READY_IN | UK_READY_OUT;
}

static int vfs_ioctl(struct uk_file *any, unsigned long request, void *argument)
{
	struct uk_vfs_file *file = vfs_file_of(any);
	struct uk_vnode *vnode = file->vnode;
	int64_t left;

	if (request == UK_FIONREAD &&
	    (vnode->mode & UK_S_IFMT) == UK_S_IFREG) {
		if (!argument)
			return -EFAULT;
		left = UK_MAX(vnode->size - file->position, (int64_t)0);
		*(int *)argument = (int)UK_MIN(left, (int64_t)INT32_MAX);
		return 0;
	}
	if (!vnode->ops->ioctl)
		return -ENOTTY;
	return VFS_CALL(vnode->mount,
			vnode->ops->ioctl(file, request, argument));
}

/* First of all, as from here on it is closed */
static __uk_always_inline void unlist(struct uk_vfs_file *file)
{
	uk_list_del(&file->opened);
	if (UK_UNLIKELY(uk_vfs_closing != NULL))
		uk_vfs_closing(file);
	if (UK_UNLIKELY(file->lock))
		vfs_unlock(file);
}

static __uk_always_inline void free_file(struct uk_vfs_file *file)
{
	uk_dentry_put(file->dentry);
	vfs_file_give(file);
}

static void vfs_release(struct uk_file *any)
{
	struct uk_vfs_file *file = vfs_file_of(any);
	struct uk_vnode *vnode = file->vnode;
	struct uk_mount *mount = vnode->mount;

	unlist(file);
	if (vnode->ops->close && !vfs_mount_of(mount)->has_ended) {
		mount->calls++;
		vnode->ops->close(file);
		mount->calls--;
	}
	free_file(file);
}

/* Of a file that its file system was not asked to open */
void uk_vfs_file_release(struct uk_file *any)
{
	struct uk_vfs_file *file = vfs_file_of(any);

	unlist(file);
	free_file(file);
}

static void vfs_path_release(struct uk_file *any)
{
	struct uk_vfs_file *file = vfs_file_of(any);

	uk_list_del(&file->opened);
	free_file(file);
}

static void vfs_ended_release(struct uk_file *any __uk_unused)
{
}

static uk_ssize_t no_transfer(struct uk_file *any __uk_unused,
			      const struct uk_iovec *pieces __uk_unused,
			      unsigned int count __uk_unused,
			      int64_t offset __uk_unused)
{
	return -EBADF;
}

static int64_t no_seek(struct uk_file *any __uk_unused,
		       int64_t offset __uk_unused, int whence __uk_unused)
{
	return -EBADF;
}

static int no_ioctl(struct uk_file *any __uk_unused,
		    unsigned long request __uk_unused,
		    void *argument __uk_unused)
{
	return -EBADF;
}

static uk_ssize_t read_directory(struct uk_file *any __uk_unused,
				 const struct uk_iovec *pieces __uk_unused,
				 unsigned int count __uk_unused,
				 int64_t offset __uk_unused)
{
	return -EISDIR;
}

const struct uk_file_ops vfs_file_ops = {
	.kind = "file",
	.read = vfs_read,
	.write = vfs_write,
	.seek = vfs_seek,
	.ready = vfs_ready,
	.ioctl = vfs_ioctl,
	.stat = uk_vfs_file_stat,
	.release = vfs_release,
};

const struct uk_file_ops vfs_directory_ops = {
	.kind = "directory",
	.read = read_directory,
	.seek = vfs_seek,
	.ioctl = vfs_ioctl,
	.stat = uk_vfs_file_stat,
	.release = vfs_release,
};

const struct uk_file_ops vfs_path_ops = {
	.kind = "path",
	.read = no_transfer,
	.write = no_transfer,
	.seek = no_seek,
	.ioctl = no_ioctl,
	.stat = uk_vfs_file_stat,
	.release = vfs_path_release,
};

/* What is left of a file when the image ends */
static const struct uk_file_ops vfs_ended_ops = {
	.kind = "closed file",
	.read = no_transfer,
	.write = no_transfer,
	.seek = no_seek,
	.ioctl = no_ioctl,
	.release = vfs_ended_release,
};

static struct uk_vfs_file *first_of(const struct uk_mount *mount)
{
	struct uk_vfs_file *file;

	uk_list_for_each_entry(file, &vfs_files, opened)
		if (file->vnode->mount == mount)
			return file;
	return NULL;
}

void vfs_files_end(struct uk_mount *mount)
{
	struct uk_vfs_file *file;

	/* Closing sleeps, and other threads may close some of them meanwhile. */
	while ((file = first_of(mount))) {
		const struct uk_vnode_ops *ops = file->vnode->ops;
		/* neither a path nor a FIFO */
		bool was_opened = file->file.ops == &vfs_file_ops ||
				  file->file.ops == &vfs_directory_ops;

		uk_list_del(&file->opened);
		file->file.ops = &vfs_ended_ops;
		if (ops->close && was_opened)
			ops->close(file);
		uk_dentry_put(file->dentry);
	}
}

struct uk_vfs_file *uk_vfs_file(struct uk_file *file)
{
	return file->ops->stat == uk_vfs_file_stat ? vfs_file_of(file) : NULL;
}
