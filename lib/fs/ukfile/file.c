/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of an open file, and the calls that a kind may leave out.
 */
#include <uk/file.h>
#include <uk/stat.h>

#define BLOCK_SIZE 4096

void uk_file_init(struct uk_file *file, const struct uk_file_ops *ops,
		  uint32_t flags)
{
	file->ops = ops;
	uk_refcount_init(&file->owners);
	file->flags = flags;
	uk_ready_source_init(&file->ready);
	file->read_timeout = 0;
	file->write_timeout = 0;
}

void uk_file_end(struct uk_file *file)
{
	uk_ready_source_end(&file->ready);
	file->ops->release(file);
}

int64_t uk_file_seek(struct uk_file *file, int64_t offset, int whence)
{
	return file->ops->seek ? file->ops->seek(file, offset, whence) :
				 -ESPIPE;
}

int uk_file_ioctl(struct uk_file *file, unsigned long request, void *argument)
{
	if (request == UK_FIONBIO) {
		if (!argument)
			return -EFAULT;
		if (*(const int *)argument)
			file->flags |= UK_O_NONBLOCK;
		else
			file->flags &= ~UK_O_NONBLOCK;
		return 0;
	}
	return file->ops->ioctl ? file->ops->ioctl(file, request, argument) :
				  -ENOTTY;
}

int uk_file_stat(struct uk_file *file, struct uk_stat *stat)
{
	*stat = (struct uk_stat){ .block_size = BLOCK_SIZE };
	return file->ops->stat ? file->ops->stat(file, stat) : 0;
}
