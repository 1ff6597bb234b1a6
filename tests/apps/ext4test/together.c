/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that write and sync, each its own file, as a server's do: they share commits, and
 * none comes off badly.
 */
#include "commands.h"

#include <uk/blkdev.h>
#include <uk/format.h>
#include <uk/print.h>
#include <uk/thread.h>

#define THREADS 4

static const char *dir;
static uint64_t total, wanted, shares[THREADS];

static void *work(void *argument)
{
	uint64_t *share = argument;
	struct uk_iovec piece = { "together", 8 };
	struct uk_file *file;
	char path[64];
	intptr_t error;

	uk_snprintf(path, sizeof(path), "%s/f%ld", dir, share - shares);
	error = uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_RDWR, 0644, &file);
	if (error)
		return (void *)error;
	while (!error && total < wanted) {
		uk_ssize_t done = uk_file_write(file, &piece, 1,
						(int64_t)(*share * 8));

		error = done < 0 ? done : uk_vfs_fsync(uk_vfs_file(file), false);
		++*share;
		total++;
	}
	uk_file_put(file);
	return (void *)error;
}

int test_together(const char *in, uint64_t count)
{
	struct uk_blkdev *dev = uk_blkdev_first();
	uint64_t before = dev->stats.flushes, least = UINT64_MAX;
	struct uk_thread *threads[THREADS];
	int error = 0;

	dir = in;
	wanted = count;
	for (int i = 0; i < THREADS && !error; i++)
		error = uk_thread_create(&threads[i], NULL, work, &shares[i]);
	for (int i = 0; i < THREADS && !error; i++) {
		void *result;

		uk_thread_join(threads[i], &result);
		error = (int)(intptr_t)result;
		least = UK_MIN(least, shares[i]);
	}
	uk_printf("together: %lu syncs, %lu flushes, the least share %lu, "
		  "error %d\n",
		  total, dev->stats.flushes - before, least, error);
	return error;
}
