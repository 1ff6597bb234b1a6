/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Commands about what is in a file.
 */
#include <uk/print.h>
#include <uk/string.h>

#include "commands.h"

static int64_t put(const char *path, uint32_t flags, const char *text,
		   int64_t offset)
{
	struct uk_file *file;
	int64_t result = open_file(path, flags, &file);

	if (result)
		return result;
	result = write_at(file, text, strlen(text), offset);
	uk_file_put(file);
	return result;
}

static int64_t write(char *words[])
{
	return put(words[0], UK_O_WRONLY | UK_O_CREAT | UK_O_TRUNC, words[1],
		   UK_FILE_POSITION);
}

static int64_t create(char *words[])
{
	return put(words[0], UK_O_WRONLY | UK_O_CREAT | UK_O_EXCL, words[1],
		   UK_FILE_POSITION);
}

static int64_t append(char *words[])
{
	return put(words[0], UK_O_WRONLY | UK_O_APPEND, words[1],
		   UK_FILE_POSITION);
}

static int64_t write_there(char *words[])
{
	return put(words[0], UK_O_WRONLY, words[2], (int64_t)number(words[1]));
}

static int64_t read(char *words[])
{
	char text[256];
	struct uk_file *file;
	int64_t result = open_file(words[0], UK_O_RDONLY, &file);

	if (result)
		return result;
	result = read_at(file, text, sizeof(text), UK_FILE_POSITION);
	uk_file_put(file);
	if (result > 0)
		uk_printf("[%.*s]\n", (int)result, text);
	return result;
}

static int64_t truncate(char *words[])
{
	const struct uk_attributes attributes = {
		.which = UK_ATTRIBUTE_SIZE, .size = (int64_t)number(words[1])
	};

	return uk_vfs_set(NULL, words[0], 0, &attributes);
}

static int64_t sync_file(char *words[])
{
	struct uk_file *file;
	int64_t result = open_file(words[0], UK_O_RDWR, &file);

	if (result)
		return result;
	result = write_at(file, "synced", 6, 0);
	if (result == 6)
		result = uk_vfs_fsync(uk_vfs_file(file), true);
	uk_file_put(file);
	return result ? result : uk_vfs_sync();
}

/* A file without a name: all that one can do to it. The number of the step that
 * failed, or 0.
 */
static int64_t orphan(char *words[])
{
	struct uk_stat stat;
	struct uk_file *file;
	char text[8];
	int64_t error = open_file(words[0], UK_O_RDWR | UK_O_CREAT | UK_O_TRUNC,
				  &file);

	if (error)
		return error;
	error = write_at(file, "content", 7, 0) != 7	     ? 1 :
		uk_vfs_unlink(NULL, words[0])		     ? 2 :
		uk_vfs_stat(NULL, words[0], 0, &stat) !=
				-ENOENT			     ? 3 :
		uk_file_stat(file, &stat)		     ? 4 :
		stat.size != 7 || stat.links		     ? 5 :
		uk_vfs_truncate(uk_vfs_file(file), 3)	     ? 6 :
		write_at(file, "!", 1, 4) != 1		     ? 7 :
		read_at(file, text, sizeof(text), 0) != 5    ? 8 :
		memcmp(text, "con\0!", 5)		     ? 9 :
		uk_vfs_fsync(uk_vfs_file(file), false)	     ? 10 :
							       0;
	uk_file_put(file);
	return error;
}

/* The file's own rights do not allow to open it again. */
static int64_t create_read_only(char *words[])
{
	struct uk_file *file;
	int64_t result = uk_vfs_open(NULL, words[0],
				     UK_O_RDWR | UK_O_CREAT | UK_O_EXCL, 0444,
				     &file);

	if (result)
		return result;
	result = write_at(file, words[1], strlen(words[1]), 0);
	uk_file_put(file);
	return result;
}

const struct command content_commands[] = {
	{ "write", 2, write },
	{ "create", 2, create },
	{ "append", 2, append },
	{ "pwrite", 3, write_there },
	{ "read", 1, read },
	{ "truncate", 2, truncate },
	{ "sync", 1, sync_file },
	{ "orphan", 1, orphan },
	{ "create-ro", 2, create_read_only },
	{ NULL, 0, NULL },
};
