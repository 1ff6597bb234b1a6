/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Commands about names and attributes.
 */
#include <uk/print.h>
#include <uk/string.h>
#include <uk/time.h>

#include "commands.h"

static int64_t make_directory(char *words[])
{
	return uk_vfs_mkdir(NULL, words[0], 0755);
}

static int64_t remove_directory(char *words[])
{
	return uk_vfs_rmdir(NULL, words[0]);
}

static int64_t remove_name(char *words[])
{
	return uk_vfs_unlink(NULL, words[0]);
}

static int64_t move(char *words[])
{
	return uk_vfs_rename(NULL, words[0], NULL, words[1], 0);
}

static int64_t link(char *words[])
{
	return uk_vfs_link(NULL, words[0], 0, NULL, words[1]);
}

static int64_t symlink(char *words[])
{
	return uk_vfs_symlink(words[0], NULL, words[1]);
}

static int64_t readlink(char *words[])
{
	char target[UK_PATH_MOST];
	uk_ssize_t length = uk_vfs_readlink(NULL, words[0], target,
					    sizeof(target));

	if (length > 0)
		uk_printf("-> %.*s\n", (int)length, target);
	return length;
}

static int64_t size(char *words[])
{
	struct uk_stat stat;
	int error = uk_vfs_stat(NULL, words[0], 0, &stat);

	return error ? error : stat.size;
}

static int64_t stat(char *words[])
{
	struct uk_stat stat;
	int error = uk_vfs_stat(NULL, words[0], UK_VFS_NO_FOLLOW, &stat);

	if (!error)
		uk_printf("mode %o links %llu owner %u:%u size %lld blocks %lld "
			  "modified %lld.%09lld inode %llu\n",
			  stat.mode, (unsigned long long)stat.links, stat.uid,
			  stat.gid, (long long)stat.size,
			  (long long)stat.blocks,
			  (long long)stat.modified.seconds,
			  (long long)stat.modified.nanoseconds,
			  (unsigned long long)stat.inode);
	return error;
}

static int64_t change_mode(char *words[])
{
	const struct uk_attributes attributes = {
		.which = UK_ATTRIBUTE_MODE, .mode = (uint32_t)number(words[1])
	};

	return uk_vfs_set(NULL, words[0], 0, &attributes);
}

static int64_t change_owner(char *words[])
{
	const struct uk_attributes attributes = {
		.which = UK_ATTRIBUTE_UID | UK_ATTRIBUTE_GID,
		.uid = (uint32_t)number(words[1]),
		.gid = (uint32_t)number(words[2]),
	};

	return uk_vfs_set(NULL, words[0], 0, &attributes);
}

static int64_t change_times(char *words[])
{
	const struct uk_attributes attributes = {
		.which = UK_ATTRIBUTE_ACCESSED | UK_ATTRIBUTE_MODIFIED,
		.accessed = { (int64_t)number(words[1]), 1 },
		.modified = { (int64_t)number(words[1]), 999999999 },
	};

	return uk_vfs_set(NULL, words[0], 0, &attributes);
}

static int64_t make_special(char *words[])
{
	return uk_vfs_make(NULL, words[0], (uint32_t)number(words[1]), 0x103);
}

static int64_t statfs(char *words[])
{
	struct uk_statfs stat;
	int error = uk_vfs_statfs(NULL, words[0], &stat);

	if (!error)
		uk_printf("type %#x name %llu\n", stat.type,
			  (unsigned long long)stat.name_most);
	return error ? error : (int64_t)(stat.blocks * stat.block_size);
}

/* The names are counted and, if there are few, printed. */
static int64_t list(char *words[])
{
	static char entries[4096];
	struct uk_file *file;
	int64_t total = 0;
	uk_ssize_t length;
	int error = open_file(words[0], UK_O_RDONLY | UK_O_DIRECTORY, &file);

	if (error)
		return error;
	while ((length = uk_vfs_readdir(uk_vfs_file(file), entries,
					sizeof(entries))) > 0) {
		for (uk_ssize_t at = 0; at < length;) {
			struct uk_dirent *entry = (void *)(entries + at);

			if (++total <= 20)
				uk_printf("[%s] %u\n", entry->name,
					  entry->kind);
			at += entry->length;
		}
	}
	uk_file_put(file);
	return length < 0 ? length : total;
}

/* Until the host has made it: how long it took is nobody's business. */
static int64_t wait_for(char *words[])
{
	struct uk_stat stat;

	uk_printf("waiting for %s\n", words[0]);
	while (uk_vfs_stat(NULL, words[0], 0, &stat))
		uk_sleep_ns(UK_TIME_MILLISECOND);
	return 0;
}

const struct command name_commands[] = {
	{ "mkdir", 1, make_directory },
	{ "rmdir", 1, remove_directory },
	{ "unlink", 1, remove_name },
	{ "rename", 2, move },
	{ "link", 2, link },
	{ "symlink", 2, symlink },
	{ "readlink", 1, readlink },
	{ "size", 1, size },
	{ "stat", 1, stat },
	{ "chmod", 2, change_mode },
	{ "chown", 3, change_owner },
	{ "utime", 2, change_times },
	{ "mknod", 2, make_special },
	{ "statfs", 1, statfs },
	{ "list", 1, list },
	{ "wait", 1, wait_for },
	{ NULL, 0, NULL },
};
