/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Named semaphores, for both C libraries: a list in memory, as long as the image runs. A name
 * that is removed goes at once; its semaphore stays until the last who opened it closes it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE_MAX (NAME_MAX - 4) /* as on Linux (sem_overview(7)) */

struct named {
	sem_t semaphore;
	unsigned int opened;
	bool removed;
	struct named *next;
	char name[];
};

static struct named *first;

/* The link that points to it, or the last one, which is NULL. */
static struct named **find(const char *name)
{
	struct named **link = &first;

	while (*link && ((*link)->removed || strcmp((*link)->name, name)))
		link = &(*link)->next;
	return link;
}

/* A leading slash is the usual form; others are as good as without it. 0 or an error. */
static int check(const char **name)
{
	while (**name == '/')
		++*name;
	if (!**name || strchr(*name, '/'))
		return EINVAL;
	return strlen(*name) > NAME_SIZE_MAX ? ENAMETOOLONG : 0;
}

static int make(const char *name, unsigned int value, struct named **link)
{
	size_t size = strlen(name) + 1;
	struct named *named;

	if (value > SEM_VALUE_MAX)
		return EINVAL;
	named = calloc(1, sizeof(*named) + size);
	if (!named)
		return ENOSPC;
	memcpy(named->name, name, size);
	sem_init(&named->semaphore, 1, value);
	*link = named;
	return 0;
}

sem_t *sem_open(const char *name, int flags, ...)
{
	struct named **link;
	va_list list;
	int error = check(&name);

	if (error)
		goto fail;
	link = find(name);
	if (*link) {
		error = flags & O_CREAT && flags & O_EXCL ? EEXIST : 0;
	} else if (!(flags & O_CREAT)) {
		error = ENOENT;
	} else {
		va_start(list, flags);
		(void)va_arg(list, unsigned int); /* rights: there is one user */
		error = make(name, va_arg(list, unsigned int), link);
		va_end(list);
	}
	if (!error) {
		(*link)->opened++;
		return &(*link)->semaphore;
	}
fail:
	errno = error;
	return SEM_FAILED;
}

static void free_if_unused(struct named **link)
{
	struct named *named = *link;

	if (named->opened || !named->removed)
		return;
	*link = named->next;
	free(named);
}

int sem_close(sem_t *semaphore)
{
	struct named **link = &first;

	while (*link && &(*link)->semaphore != semaphore)
		link = &(*link)->next;
	if (!*link || !(*link)->opened) {
		errno = EINVAL;
		return -1;
	}
	(*link)->opened--;
	free_if_unused(link);
	return 0;
}

int sem_unlink(const char *name)
{
	struct named **link;
	int error = check(&name);

	if (!error) {
		link = find(name);
		if (*link) {
			(*link)->removed = true;
			free_if_unused(link);
			return 0;
		}
		error = ENOENT;
	}
	/* No semaphore has a name that is none. */
	errno = error == EINVAL ? ENOENT : error;
	return -1;
}
