/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Prints every file below / (or the first argument), a line each: kind and rights,
 * links, owner, size, time, a sum of its bytes, path, and a link's target.
 */
#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/vfs.h>

static char path[UK_PATH_MOST];
static int failed;

static void fail(const char *what, int error)
{
	uk_printf("error: %s of %s: %d\n", what, path, error);
	failed = 1;
}

/* FNV-1a, 32 bits */
static uint32_t sum_of(void)
{
	static unsigned char buffer[8192];
	struct uk_iovec piece = { buffer, sizeof(buffer) };
	uint32_t sum = 2166136261u;
	struct uk_file *file;
	uk_ssize_t length;
	int error = uk_vfs_open(NULL, path, UK_O_RDONLY, 0, &file);

	if (error) {
		fail("open", error);
		return 0;
	}
	while ((length = uk_file_read(file, &piece, 1, UK_FILE_POSITION)) > 0)
		for (uk_ssize_t i = 0; i < length; i++)
			sum = (sum ^ buffer[i]) * 16777619u;
	if (length < 0)
		fail("read", (int)length);
	uk_file_put(file);
	return sum;
}

static void show_tree(size_t length);

static void show(size_t length)
{
	static char target[UK_PATH_MOST];
	struct uk_stat stat = { 0 };
	int error = uk_vfs_stat(NULL, length ? path : "/", UK_VFS_NO_FOLLOW,
				&stat);
	uint32_t kind = stat.mode & UK_S_IFMT;
	uk_ssize_t size = 0;

	if (error) {
		fail("stat", error);
		return;
	}
	if (kind == UK_S_IFLNK)
		size = uk_vfs_readlink(NULL, path, target, sizeof(target));
	target[UK_MAX(size, 0l)] = 0;
	uk_printf("%o %lu %u:%u %ld %ld %lx %x %s %s\n", stat.mode, stat.links,
		  stat.uid, stat.gid, stat.size, stat.modified.seconds,
		  stat.device_number, kind == UK_S_IFREG ? sum_of() : 0,
		  length ? path : "/", target);
	if (kind == UK_S_IFDIR)
		show_tree(length);
}

/* The entries of the directory whose path has that length */
static void show_tree(size_t length)
{
	struct uk_dirent *entry;
	struct uk_file *dir;
	char buffer[600] __uk_aligned(8);
	uk_ssize_t got = 0;
	int error = uk_vfs_open(NULL, length ? path : "/",
				UK_O_RDONLY | UK_O_DIRECTORY, 0, &dir);

	if (error) {
		fail("open", error);
		return;
	}
	while ((got = uk_vfs_readdir(uk_vfs_file(dir), buffer,
				     sizeof(buffer))) > 0)
		for (uk_ssize_t at = 0; at < got; at += entry->length) {
			size_t size;

			entry = (void *)&buffer[at];
			size = strlen(entry->name);
			if (!strcmp(entry->name, ".") ||
			    !strcmp(entry->name, "..") ||
			    length + size + 2 > sizeof(path))
				continue;
			path[length] = '/';
			memcpy(path + length + 1, entry->name, size + 1);
			show(length + 1 + size);
			path[length] = 0;
		}
	if (got < 0)
		fail("readdir", (int)got);
	uk_file_put(dir);
}

int main(int argc, char **argv)
{
	size_t length = argc > 1 ? strlen(argv[1]) : 0;

	memcpy(path, argc > 1 ? argv[1] : "", length + 1);
	show(length);
	return failed;
}
