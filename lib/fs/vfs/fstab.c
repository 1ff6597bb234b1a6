/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is mounted at boot: the configuration's list, what libraries bring along, and
 * what the command line says.
 */
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/param.h>
#include <uk/print.h>

#include "internal.h"

#define GIVEN_MOST 16u
#define RIGHTS 0755u

struct entry {
	char *source;
	char *target;
	char *type;
	char *options; /* NULL: none */
	bool is_done;
};

static const char *given[GIVEN_MOST];
static unsigned int given_count;

static int add(const char *text)
{
	if (given_count == GIVEN_MOST) {
		uk_printf("vfs.fstab= can be given %u times, not more\n",
			  GIVEN_MOST);
		return -EINVAL;
	}
	given[given_count++] = text;
	return 0;
}

UK_PARAM_EACH_TIME(vfs, fstab, add,
		   "SOURCE:TARGET:TYPE[:OPTIONS] to mount at boot");

/* Takes one field off, which ends at ':' or the end; NULL: there is none. */
static char *field(char **text)
{
	char *start = *text, *end;

	if (!start)
		return NULL;
	end = strchr(start, ':');
	*text = end ? end + 1 : NULL;
	if (end)
		*end = 0;
	return start;
}

/* Cuts `text` in place. False: it is not like that. */
static bool parse(char *text, struct entry *entry)
{
	*entry = (struct entry){ 0 };
	entry->source = field(&text);
	entry->target = field(&text);
	entry->type = field(&text);
	entry->options = text;
	return entry->type && *entry->source && *entry->type &&
	       *entry->target == '/';
}

struct list {
	struct entry *entries;
	unsigned int count;
	char *memory; /* for copies of texts */
};

static char *copy(struct list *list, const char *text)
{
	size_t size = strlen(text) + 1;
	char *to = memcpy(list->memory, text, size);

	list->memory += size;
	return to;
}

static struct entry *find(const struct list *list, const char *target)
{
	for (unsigned int i = 0; i < list->count; i++)
		if (!strcmp(list->entries[i].target, target))
			return &list->entries[i];
	return NULL;
}

/* Adds an entry, or replaces the one of the same target. */
static int enter(struct list *list, const char *text, const char *where)
{
	struct entry entry, *same;

	if (!parse(copy(list, text), &entry)) {
		uk_printf("%s: '%s' is not SOURCE:TARGET:TYPE[:OPTIONS], with a "
			  "TARGET that begins with '/'\n",
			  where, text);
		return -EINVAL;
	}
	same = find(list, entry.target);
	if (same)
		*same = entry;
	else
		list->entries[list->count++] = entry;
	return 0;
}

/* The configuration's, separated by spaces. */
static int enter_configured(struct list *list)
{
	char *text = copy(list, CONFIG_LIBVFS_FSTAB);
	int error = 0;

	while (!error && *text) {
		char *end = strchr(text, ' ');

		if (end)
			*end++ = 0;
		else
			end = text + strlen(text);
		if (*text)
			error = enter(list, text, "LIBVFS_FSTAB");
		text = end;
	}
	return error;
}

static int enter_all(struct list *list)
{
	int error = enter_configured(list);

	for (unsigned int i = 0; !error && i < given_count; i++)
		error = enter(list, given[i], "vfs.fstab");
	if (error || !list->count)
		return error;
	UK_TABLE_FOR_EACH (uk_default_mounts, brought)
		if (!find(list, brought->target))
			list->entries[list->count++] = (struct entry){
				.source = copy(list, brought->source),
				.target = copy(list, brought->target),
				.type = copy(list, brought->type),
			};
	return 0;
}

static unsigned int depth(const char *path)
{
	unsigned int names = 0;

	for (; *path; path++)
		names += *path == '/' && path[1] && path[1] != '/';
	return names;
}

/* The next to mount: above all that lie below. NULL: all are done. */
static struct entry *next(const struct list *list)
{
	struct entry *best = NULL;

	for (unsigned int i = 0; i < list->count; i++) {
		struct entry *entry = &list->entries[i];

		if (!entry->is_done &&
		    (!best || depth(entry->target) < depth(best->target)))
			best = entry;
	}
	if (best)
		best->is_done = true;
	return best;
}

/* The directory to mount at, and those on the way, where they are missing. */
static int make_target(char *target)
{
	int error = 0;

	for (char *at = target + 1; !error; at++) {
		char end = *at;

		if (end && end != '/')
			continue;
		*at = 0;
		error = uk_vfs_mkdir(NULL, target, RIGHTS);
		*at = end;
		if (error == -EEXIST)
			error = 0;
		if (!end)
			break;
	}
	return error;
}

static const char *reason(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENOTDIR:
		return "there is no such directory to mount at";
	case -ENODEV:
	case -ENXIO:
		return "there is no such source";
	case -EBUSY:
		return "the source or the directory is in use";
	case -EINVAL:
		return "an option, or what is in the source, is not understood";
	case -EROFS:
		return "it is read-only: add the option ro, or make the directory "
		       "to mount at where it can be written";
	case -EIO:
		return "the device reports errors";
	case -ENOMEM:
		return "there is not enough memory";
	default:
		return "it failed";
	}
}

static int mount(struct entry *entry)
{
	int error;

	if (!vfs_filesystem(entry->type)) {
		uk_printf("cannot mount %s at %s: this image has no file system "
			  "'%s', but",
			  entry->source, entry->target, entry->type);
		UK_TABLE_FOR_EACH (uk_filesystems, filesystem)
			uk_printf(" %s", filesystem->name);
		uk_printf(" (make menuconfig)\n");
		return -ENODEV;
	}
	if (!vfs_root && depth(entry->target)) {
		uk_printf("cannot mount %s at %s: nothing is mounted at /; add "
			  "vfs.fstab=none:/:ramfs, for one\n",
			  entry->source, entry->target);
		return -ENOENT;
	}
	error = depth(entry->target) ? make_target(entry->target) : 0;
	if (!error)
		error = uk_vfs_mount(entry->source, entry->target, entry->type,
				     entry->options);
	if (error)
		uk_printf("cannot mount %s at %s (%s): %s (error %d)\n",
			  entry->source, entry->target, entry->type,
			  reason(error), -error);
	return error;
}

/* Bytes that copies of all texts take at most: the configuration's is copied twice. */
static size_t texts(void)
{
	size_t size = 2 * sizeof(CONFIG_LIBVFS_FSTAB) + 1;

	for (unsigned int i = 0; i < given_count; i++)
		size += strlen(given[i]) + 1;
	UK_TABLE_FOR_EACH (uk_default_mounts, brought)
		size += strlen(brought->source) + strlen(brought->target) +
			strlen(brought->type) + 3;
	return size;
}

static int vfs_mount_all(void)
{
	size_t most = sizeof(CONFIG_LIBVFS_FSTAB) / 2 + given_count +
		      UK_TABLE_COUNT(uk_default_mounts);
	struct list list = { 0 };
	struct entry *entry;
	char *memory;
	int error;

	memory = uk_malloc(uk_alloc_default(),
			   most * sizeof(*entry) + texts());
	if (!memory)
		return -ENOMEM;
	list.entries = (struct entry *)(void *)memory;
	list.memory = memory + most * sizeof(*entry);
	error = enter_all(&list);
	while (!error && (entry = next(&list)))
		error = mount(entry);
	uk_free(uk_alloc_default(), memory);
	return error;
}
UK_INIT(mount, vfs_mount_all);
