/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that are at it as the program ends. In the image only.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <uk/thread.h>

#include "fsx.h"

#define THREADS 3
#define TIME_MICROSECONDS 50000
#define TOO_LATE 9

extern const char *fsx_directory;

static void *work(void *argument)
{
	static char block[16384];
	char path[PATH_SIZE];
	int fd;

	snprintf(path, sizeof(path), "%s/busy%d", fsx_directory,
		 (int)(intptr_t)argument);
	for (unsigned int n = 0;; n++) {
		fd = open(path, O_CREAT | O_RDWR | O_APPEND, 0644);
		if (fd < 0 || write(fd, block, sizeof(block)) < 0)
			break;
		if (n % 3 == 0)
			unlink(path);
		if (fsync(fd))
			break;
		close(fd);
	}
	/* The image has ended. What is open stays so, and this end comes too late. */
	exit(TOO_LATE);
}

void start_busy(void)
{
	static const struct uk_thread_attributes alone = { .detached = true };

	for (intptr_t i = 0; i < THREADS; i++)
		uk_thread_create(NULL, &alone, work, (void *)i);
	usleep(TIME_MICROSECONDS);
}
