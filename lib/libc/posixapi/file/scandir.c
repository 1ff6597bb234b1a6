/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A directory's entries all at once, sorted.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int select_function(const struct dirent *);
typedef int compare_function(const struct dirent **, const struct dirent **);

struct list {
	struct dirent **entries;
	size_t count;
	size_t room;
};

static void drop(struct list *list)
{
	while (list->count)
		free(list->entries[--list->count]);
	free(list->entries);
}

/* 0, or ENOMEM. */
static int add(struct list *list, const struct dirent *entry)
{
	struct dirent *copy;

	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		struct dirent **more = reallocarray(list->entries, room,
						    sizeof(*more));

		if (!more)
			return ENOMEM;
		list->entries = more;
		list->room = room;
	}
	copy = malloc(entry->d_reclen);
	if (!copy)
		return ENOMEM;
	memcpy(copy, entry, entry->d_reclen);
	list->entries[list->count++] = copy;
	return 0;
}

/* 0, or the error. */
static int fill(struct list *list, DIR *directory, select_function *select)
{
	const struct dirent *entry;

	for (;;) {
		errno = 0;
		entry = readdir(directory);
		if (!entry)
			return errno;
		if (select && !select(entry))
			continue;
		if (add(list, entry))
			return ENOMEM;
	}
}

static int scan(DIR *directory, struct dirent ***found, select_function *select,
		compare_function *compare)
{
	struct list list = { .entries = NULL };
	int before = errno, error;

	if (!directory)
		return -1;
	error = fill(&list, directory, select);
	closedir(directory);
	if (error) {
		drop(&list);
		errno = error;
		return -1;
	}
	errno = before;
	if (compare && list.count)
		qsort(list.entries, list.count, sizeof(*list.entries),
		      (int (*)(const void *, const void *))(void *)compare);
	*found = list.entries;
	return (int)list.count;
}

int scandir(const char *path, struct dirent ***found, select_function *select,
	    compare_function *compare)
{
	return scan(opendir(path), found, select, compare);
}

int scandirat(int at, const char *path, struct dirent ***found,
	      select_function *select, compare_function *compare)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory;

	if (fd < 0)
		return -1;
	directory = fdopendir(fd);
	if (!directory)
		close(fd);
	return scan(directory, found, select, compare);
}

int alphasort(const struct dirent **a, const struct dirent **b)
{
	return strcoll((*a)->d_name, (*b)->d_name);
}
