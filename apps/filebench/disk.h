/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk without a file system: an image's by ukblkdev, a file or a block device of Linux by
 * its calls. One is open at a time; errors are error numbers, and 0 is none.
 */
#ifndef FILEBENCH_DISK_H
#define FILEBENCH_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_DEPTH 32 /* so many pages at a time */

/* 0, and how many bytes it has. */
int disk_open(const char *name, bool write, uint64_t *bytes);
void disk_close(void);

/* One at a time: 0 when it is done. */
int disk_read(uint64_t at, void *to, size_t length);
int disk_write(uint64_t at, const void *from, size_t length);
int disk_flush(void);

/* Many at a time, each with a number of its own below DISK_DEPTH. */
struct disk_page {
	uint64_t at;
	char *memory;
	unsigned int number;
	bool is_write;
};

/* All are taken (0), and not touched until they are done; or none is. */
int disk_submit(struct disk_page *const *pages, unsigned int count);
/* Waits until one is done at least: 0, and those that are. */
int disk_wait(struct disk_page **pages, unsigned int *count);

#endif /* FILEBENCH_DISK_H */
