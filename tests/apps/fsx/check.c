/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Comparing, and the report of a difference.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fsx.h"

#define NOTES 40
#define NOTE_SIZE 400
#define CHUNK 5000

static char notes[NOTES][NOTE_SIZE];
static unsigned int note_count;

extern const char *fsx_directory;

void note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(notes[note_count++ % NOTES], NOTE_SIZE, format, arguments);
	va_end(arguments);
}

void noted_result(long result)
{
	char *line = notes[(note_count - 1) % NOTES];
	size_t length = strlen(line);

	snprintf(line + length, NOTE_SIZE - length, " = %ld%s%s", result,
		 result < 0 ? " " : "", result < 0 ? strerror(errno) : "");
}

void differs(const char *format, ...)
{
	unsigned int first = note_count > NOTES ? note_count - NOTES : 0;
	va_list arguments;

	printf("fsx: the last operations were\n");
	for (; first < note_count; first++)
		printf("%6u  %s\n", first + 1, notes[first % NOTES]);
	printf("fsx: ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\nfsx: failed\n");
	exit(1);
}

void expect(long result, int error)
{
	int is = result < 0 ? errno : 0;

	noted_result(result);
	if (is != error)
		differs("operation %u should have said '%s'", note_count,
			error ? strerror(error) : "success");
}

void check_content(const struct node *node, int fd, const char *path)
{
	static uint8_t chunk[CHUNK];
	size_t at = 0;
	ssize_t length;

	while ((length = pread(fd, chunk, CHUNK, (off_t)at)) > 0) {
		for (ssize_t i = 0; i < length; i++, at++)
			if (at >= node->size || chunk[i] != node->content[at])
				differs("%s: byte %zu is %#x, should be %#x of "
					"%zu bytes",
					path, at, chunk[i],
					at < node->size ? node->content[at] : 0,
					node->size);
	}
	if (length < 0)
		differs("%s: reading at %zu: %s", path, at, strerror(errno));
	if (at != node->size)
		differs("%s: has %zu bytes, should have %zu", path, at,
			node->size);
}

static void check_stat(const struct node *node, const char *path)
{
	struct stat is;

	if (stat(path, &is))
		differs("%s: stat: %s", path, strerror(errno));
	if (S_ISDIR(is.st_mode) != node->is_directory)
		differs("%s: is a wrong kind of file", path);
	if (node->is_directory)
		return;
	if (is.st_size != (off_t)node->size)
		differs("%s: stat says %lld bytes, should say %zu", path,
			(long long)is.st_size, node->size);
	if (is.st_nlink != node->links)
		differs("%s: has %u names, should have %u", path,
			(unsigned int)is.st_nlink, node->links);
}

static int name_of(const char *text)
{
	for (int i = 0; i < NAMES; i++)
		if (!strcmp(names[i], text))
			return i;
	return -1;
}

static void check_entries(const struct node *node, const char *path)
{
	bool found[NAMES] = { false };
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		differs("%s: opendir: %s", path, strerror(errno));
	while ((entry = readdir(dir))) {
		int name = name_of(entry->d_name);

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (name < 0 || !node->entries[name])
			differs("%s: has an entry '%s'", path, entry->d_name);
		if (found[name])
			differs("%s: has two entries '%s'", path, names[name]);
		found[name] = true;
	}
	closedir(dir);
	for (int i = 0; i < NAMES; i++)
		if (node->entries[i] && !found[i])
			differs("%s: has no entry '%s'", path, names[i]);
}

static void check_node(const struct node *node, const char *path)
{
	int fd;

	check_stat(node, path);
	if (!node->is_directory) {
		fd = open(path, O_RDONLY);
		if (fd < 0)
			differs("%s: open: %s", path, strerror(errno));
		check_content(node, fd, path);
		close(fd);
		return;
	}
	check_entries(node, path);
	for (int i = 0; i < NAMES; i++) {
		char below[PATH_SIZE];

		if (!node->entries[i])
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, names[i]);
		check_node(node->entries[i], below);
	}
}

void check_all(void)
{
	check_node(&root, fsx_directory);
	for (int i = 0; i < HANDLES; i++)
		if (handles[i].node)
			check_content(handles[i].node, handles[i].fd,
				      "an open file");
}
