/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories as streams: a buffer of what getdents() stored, whose entries
 * readdir() hands out where they lie.
 *
 * As POSIX has it, two threads do not read one stream at once without a lock of theirs.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uk/fscalls.h>

#include "../result.h"

_Static_assert(offsetof(struct dirent, d_name) ==
				offsetof(struct uk_dirent, name) &&
		       offsetof(struct dirent, d_reclen) ==
			       offsetof(struct uk_dirent, length) &&
		       offsetof(struct dirent, d_type) ==
			       offsetof(struct uk_dirent, kind),
	       "the same structure under two names");

#define BUFFER 2048

struct __uk_directory {
	int fd;
	size_t next;  /* the entry to hand out */
	size_t count; /* bytes stored */
	int64_t position; /* after the entry that was handed out */
	/* Room behind it: programs copy a whole struct dirent from the last one. */
	_Alignas(8) char buffer[BUFFER + sizeof(struct dirent)];
};

static DIR *make(int fd)
{
	DIR *directory = malloc(sizeof(*directory));

	if (directory) {
		directory->fd = fd;
		directory->next = directory->count = 0;
		directory->position = 0;
	}
	return directory;
}

DIR *opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory;

	if (fd < 0)
		return NULL;
	directory = make(fd);
	if (!directory)
		close(fd);
	return directory;
}

DIR *fdopendir(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	struct stat stat;
	DIR *directory;

	if (flags < 0 || fstat(fd, &stat))
		return NULL;
	if (!S_ISDIR(stat.st_mode) || (flags & O_ACCMODE) == O_WRONLY ||
	    flags & O_PATH) {
		errno = S_ISDIR(stat.st_mode) ? EBADF : ENOTDIR;
		return NULL;
	}
	directory = make(fd);
	if (directory)
		directory->position = lseek(fd, 0, SEEK_CUR);
	return directory;
}

static struct dirent *next(DIR *directory)
{
	struct dirent *entry =
		(struct dirent *)(directory->buffer + directory->next);

	directory->next += entry->d_reclen;
	directory->position = entry->d_off;
	return entry;
}

struct dirent *readdir(DIR *directory)
{
	long count;

	if (directory->next < directory->count)
		return next(directory);
	count = uk_getdents(directory->fd, directory->buffer, BUFFER);
	/* A directory that was removed has no entries any more. */
	if (count == -ENOENT)
		count = 0;
	directory->next = 0;
	directory->count = count < 0 ? 0 : (size_t)count;
	return result(count) > 0 ? next(directory) : NULL;
}

int readdir_r(DIR *restrict directory, struct dirent *restrict to,
	      struct dirent **restrict found)
{
	int before = errno;
	struct dirent *entry;
	int error;

	errno = 0;
	entry = readdir(directory);
	error = errno;
	errno = before;
	*found = NULL;
	if (!entry)
		return error;
	memcpy(to, entry, entry->d_reclen);
	*found = to;
	return 0;
}

long telldir(DIR *directory)
{
	return directory->position;
}

void seekdir(DIR *directory, long position)
{
	directory->next = directory->count = 0;
	directory->position = lseek(directory->fd, position, SEEK_SET);
}

void rewinddir(DIR *directory)
{
	seekdir(directory, 0);
}

int dirfd(DIR *directory)
{
	return directory->fd;
}

int fdclosedir(DIR *directory)
{
	int fd = directory->fd;

	free(directory);
	return fd;
}

int closedir(DIR *directory)
{
	return close(fdclosedir(directory));
}
