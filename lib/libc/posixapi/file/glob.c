/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Paths that match a pattern, name by name: newlib's own takes 12 KiB of stack for each
 * name of the pattern.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef int error_function(const char *path, int number);

struct walk {
	int flags;
	error_function *error;
	glob_t *found;
	char path[PATH_MAX]; /* so far, in one place for all steps */
};

static size_t offset_of(const glob_t *found)
{
	return found->gl_flags & GLOB_DOOFFS ? found->gl_offs : 0;
}

/* Enters `path`; `mark` adds a '/'. 0 or GLOB_NOSPACE. */
static int enter(glob_t *found, const char *path, bool mark)
{
	size_t first = offset_of(found), length = strlen(path);
	char **all = reallocarray(found->gl_pathv,
				  first + found->gl_pathc + 2, sizeof(*all));
	char *copy;

	if (!all)
		return GLOB_NOSPACE;
	if (!found->gl_pathv)
		memset(all, 0, (first + 1) * sizeof(*all));
	found->gl_pathv = all;
	copy = malloc(length + 2);
	if (!copy)
		return GLOB_NOSPACE;
	memcpy(copy, path, length);
	memcpy(copy + length, "/", 2);
	copy[length + mark] = 0;
	all += first + found->gl_pathc++;
	all[0] = copy;
	all[1] = NULL;
	return 0;
}

/* The whole pattern is used up. */
static int reach(struct walk *walk)
{
	struct stat stat_of;

	if (lstat(walk->path, &stat_of))
		return 0;
	return enter(walk->found, walk->path,
		     walk->flags & GLOB_MARK &&
			     walk->path[strlen(walk->path) - 1] != '/' &&
			     !stat(walk->path, &stat_of) &&
			     S_ISDIR(stat_of.st_mode));
}

static bool is_pattern(const char *name, size_t length)
{
	for (; length; name++, length--)
		if (*name == '*' || *name == '?' || *name == '[')
			return true;
	return false;
}

/* Adds a name without its escapes. Its end in the path, or 0: it is too long. */
static size_t add_literal(struct walk *walk, size_t at, const char *name,
			  size_t length)
{
	for (; length; name++, length--) {
		if (*name == '\\' && length > 1 &&
		    !(walk->flags & GLOB_NOESCAPE)) {
			name++;
			length--;
		}
		if (at == PATH_MAX - 1)
			return 0;
		walk->path[at++] = *name;
	}
	walk->path[at] = 0;
	return at;
}

static int step(struct walk *walk, size_t at, const char *pattern);

/* Goes on with each name of the directory so far that matches. */
static int match(struct walk *walk, size_t at, const char *name,
		 const char *rest)
{
	int how = FNM_PERIOD |
		  (walk->flags & GLOB_NOESCAPE ? FNM_NOESCAPE : 0);
	DIR *directory = opendir(at ? walk->path : ".");
	const struct dirent *entry;
	int result = 0;

	if (!directory) {
		if (errno == ENOENT || errno == ENOTDIR)
			return 0;
		return (walk->error && walk->error(walk->path, errno)) ||
				       walk->flags & GLOB_ERR ?
			       GLOB_ABORTED :
			       0;
	}
	while (!result && (entry = readdir(directory))) {
		size_t length = strlen(entry->d_name);

		if (fnmatch(name, entry->d_name, how) ||
		    at + length >= PATH_MAX)
			continue;
		memcpy(walk->path + at, entry->d_name, length + 1);
		result = step(walk, at + length, rest);
	}
	closedir(directory);
	walk->path[at] = 0;
	return result;
}

/* Goes on with `pattern` behind the first `at` bytes of the path. */
static int step(struct walk *walk, size_t at, const char *pattern)
{
	size_t slashes = strspn(pattern, "/");
	size_t length = strcspn(pattern + slashes, "/");
	const char *name = pattern + slashes;
	char *copy;
	int result;

	at = slashes ? add_literal(walk, at, pattern, slashes) : at;
	if (slashes && !at)
		return 0;
	if (!length)
		return reach(walk);
	if (!is_pattern(name, length)) {
		at = add_literal(walk, at, name, length);
		return at ? step(walk, at, name + length) : 0;
	}
	copy = strndup(name, length);
	if (!copy)
		return GLOB_NOSPACE;
	result = match(walk, at, copy, name + length);
	free(copy);
	return result;
}

static int compare(const void *a, const void *b)
{
	return strcoll(*(char *const *)a, *(char *const *)b);
}

int glob(const char *restrict pattern, int flags, error_function *error,
	 glob_t *restrict found)
{
	struct walk *walk = malloc(sizeof(*walk));
	size_t before;
	int result;

	if (!(flags & GLOB_APPEND)) {
		found->gl_pathc = 0;
		found->gl_pathv = NULL;
		found->gl_flags = flags;
	}
	if (!walk)
		return GLOB_NOSPACE;
	walk->flags = flags;
	walk->error = error;
	walk->found = found;
	walk->path[0] = 0;
	before = found->gl_pathc;
	result = *pattern ? step(walk, 0, pattern) : 0;
	free(walk);
	if (!result && found->gl_pathc == before)
		result = flags & GLOB_NOCHECK ? enter(found, pattern, false) :
						GLOB_NOMATCH;
	if (!(flags & GLOB_NOSORT) && found->gl_pathc > before)
		qsort(found->gl_pathv + offset_of(found) + before,
		      found->gl_pathc - before, sizeof(char *), compare);
	return result;
}

void globfree(glob_t *found)
{
	for (size_t i = 0; i < found->gl_pathc; i++)
		free(found->gl_pathv[offset_of(found) + i]);
	free(found->gl_pathv);
	found->gl_pathc = 0;
	found->gl_pathv = NULL;
}
