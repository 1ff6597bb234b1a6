/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux' disk, or a file: past the page cache (O_DIRECT), many at a time by its asynchronous
 * calls (io_submit(2)), for which glibc has no functions.
 */
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

static int fd;
static aio_context_t context;
static struct iocb calls[DISK_DEPTH];

int disk_open(const char *name, bool write, uint64_t *bytes)
{
	off_t end;

	fd = open(name, (write ? O_RDWR : O_RDONLY) | O_DIRECT | O_CLOEXEC);
	if (fd < 0)
		return errno;
	end = lseek(fd, 0, SEEK_END);
	context = 0;
	if (end < 0 || syscall(SYS_io_setup, DISK_DEPTH, &context)) {
		int error = errno;

		close(fd);
		return error;
	}
	*bytes = (uint64_t)end;
	return 0;
}

void disk_close(void)
{
	syscall(SYS_io_destroy, context); /* waits for what is in flight */
	close(fd);
}

/* Direct transfers are whole, but at the end of a file. */
static int whole(ssize_t done, size_t length)
{
	if (done < 0)
		return errno;
	return (size_t)done == length ? 0 : EIO;
}

int disk_read(uint64_t at, void *to, size_t length)
{
	return whole(pread(fd, to, length, (off_t)at), length);
}

int disk_write(uint64_t at, const void *from, size_t length)
{
	return whole(pwrite(fd, from, length, (off_t)at), length);
}

int disk_flush(void)
{
	return fdatasync(fd) ? errno : 0;
}

int disk_submit(struct disk_page *const *pages, unsigned int count)
{
	struct iocb *batch[DISK_DEPTH];
	unsigned int given = 0;

	for (unsigned int i = 0; i < count; i++) {
		const struct disk_page *page = pages[i];

		batch[i] = &calls[page->number];
		*batch[i] = (struct iocb){
			.aio_data = (uintptr_t)page,
			.aio_lio_opcode = page->is_write ? IOCB_CMD_PWRITE :
							   IOCB_CMD_PREAD,
			.aio_fildes = (uint32_t)fd,
			.aio_buf = (uintptr_t)page->memory,
			.aio_nbytes = PAGE,
			.aio_offset = (int64_t)page->at,
		};
	}
	while (given < count) {
		long taken = syscall(SYS_io_submit, context,
				     (long)(count - given), batch + given);

		if (taken < 0)
			return errno;
		given += (unsigned int)taken;
	}
	return 0;
}

int disk_wait(struct disk_page **pages, unsigned int *count)
{
	struct io_event events[DISK_DEPTH];
	long done = syscall(SYS_io_getevents, context, 1L, (long)DISK_DEPTH,
			    events, NULL);
	int error = 0;

	if (done < 0)
		return errno;
	for (long i = 0; i < done; i++) {
		pages[i] = (struct disk_page *)(uintptr_t)events[i].data;
		if (events[i].res != PAGE)
			error = events[i].res < 0 ? (int)-events[i].res : EIO;
	}
	*count = (unsigned int)done;
	return error;
}
