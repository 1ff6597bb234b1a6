/* SPDX-License-Identifier: BSD-3-Clause */
#include "commands.h"

#include <uk/alloc.h>
#include <uk/blkdev.h>
#include <uk/format.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/time.h>
#include <uk/trim.h>

#define CHUNK 65536u
#define RECORD 200u

static char buffer[CHUNK];

static int tell(const char *what, const char *path, int error)
{
	uk_printf("%s %s: %d\n", what, path, error);
	return error;
}

static void fill(uint64_t offset, size_t length, uint64_t seed)
{
	for (size_t i = 0; i < length; i++)
		buffer[i] = (char)((offset + i) * (seed + 1) +
				   (offset + i) / 4096 + seed);
}

static int write_part(struct uk_file *file, uint64_t offset, uint64_t bytes,
		      uint64_t seed)
{
	while (bytes) {
		size_t now = (size_t)UK_MIN(bytes, (uint64_t)CHUNK);
		struct uk_iovec piece = { buffer, now };
		uk_ssize_t done;

		fill(offset, now, seed);
		done = uk_file_write(file, &piece, 1, (int64_t)offset);
		if (done < 0)
			return (int)done;
		offset += (uint64_t)done;
		bytes -= (uint64_t)done;
	}
	return 0;
}

static int close_synced(struct uk_file *file, int error)
{
	if (!error)
		error = uk_vfs_fsync(uk_vfs_file(file), false);
	uk_file_put(file);
	return error;
}

int test_write(const char *path, uint64_t bytes, uint64_t seed)
{
	struct uk_file *file;
	int error = uk_vfs_open(NULL, path,
				UK_O_CREAT | UK_O_TRUNC | UK_O_RDWR, 0644,
				&file);

	if (!error)
		error = close_synced(file, write_part(file, 0, bytes, seed));
	return tell("write", path, error);
}

int test_write_at(const char *path, uint64_t offset, uint64_t bytes)
{
	struct uk_file *file;
	int error = uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_RDWR, 0644,
				&file);

	if (!error)
		error = close_synced(file, write_part(file, offset, bytes, 0));
	return tell("write", path, error);
}

static int check_part(struct uk_file *file, uint64_t bytes, uint64_t seed)
{
	char *read = uk_malloc(uk_alloc_default(), CHUNK);
	int error = read ? 0 : -ENOMEM;

	for (uint64_t offset = 0; !error && offset < bytes;) {
		struct uk_iovec piece = { read, CHUNK };
		uk_ssize_t done = uk_file_read(file, &piece, 1,
					       (int64_t)offset);

		if (done > 0) {
			fill(offset, (size_t)done, seed);
			if (memcmp(read, buffer, (size_t)done))
				error = -EUCLEAN;
			offset += (uint64_t)done;
		} else {
			error = done ? (int)done : -EUCLEAN;
		}
	}
	uk_free(uk_alloc_default(), read);
	return error;
}

int test_check(const char *path, uint64_t bytes, uint64_t seed)
{
	struct uk_file *file;
	struct uk_stat stat;
	int error = uk_vfs_open(NULL, path, UK_O_RDONLY, 0, &file);

	if (error)
		return tell("check", path, error);
	error = uk_file_stat(file, &stat);
	if (!error && stat.size != (int64_t)bytes)
		error = -EUCLEAN;
	if (!error)
		error = check_part(file, bytes, seed);
	uk_file_put(file);
	return tell("check", path, error);
}

/* ---- records ---- */

static void make_record(char *to, uint64_t number)
{
	memset(to, 'a' + (int)(number % 26), RECORD);
	uk_snprintf(to, RECORD, "%08lu ", number);
}

int test_append(const char *path, uint64_t count)
{
	struct uk_file *file;
	struct uk_stat stat;
	uint64_t number;
	int error = uk_vfs_open(NULL, path,
				UK_O_CREAT | UK_O_APPEND | UK_O_RDWR, 0644,
				&file);

	if (error)
		return tell("append", path, error);
	error = uk_file_stat(file, &stat);
	number = (uint64_t)stat.size / RECORD;
	for (uint64_t i = 0; !error && (!count || i < count); i++) {
		struct uk_iovec piece = { buffer, RECORD };
		uk_ssize_t done;

		make_record(buffer, number);
		done = uk_file_write(file, &piece, 1, UK_FILE_POSITION);
		error = done < 0 ? (int)done :
				   uk_vfs_fsync(uk_vfs_file(file), i % 2);
		if (!error)
			uk_printf("record %lu\n", number++);
	}
	uk_file_put(file);
	return tell("append", path, error);
}

int test_records(const char *path)
{
	struct uk_iovec piece = { buffer, RECORD };
	char expected[RECORD];
	struct uk_file *file;
	uint64_t count = 0;
	uk_ssize_t length;
	int error = uk_vfs_open(NULL, path, UK_O_RDONLY, 0, &file);

	if (error)
		return tell("records", path, error);
	while ((length = uk_file_read(file, &piece, 1, UK_FILE_POSITION)) ==
	       RECORD) {
		make_record(expected, count);
		if (memcmp(buffer, expected, RECORD))
			break;
		count++;
	}
	uk_file_put(file);
	uk_printf("records: %lu%s\n", count, length ? ", then something else" : "");
	return length ? -EUCLEAN : 0;
}

/* ---- many ---- */

int test_fill(const char *path)
{
	struct uk_file *file;
	uint64_t bytes = 0;
	int error = uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_RDWR, 0644,
				&file);

	while (!error) {
		error = write_part(file, bytes, 4096, 7);
		if (!error)
			bytes += 4096;
	}
	uk_printf("fill: %lu bytes, then %d\n", bytes, error);
	return close_synced(file, error == -ENOSPC ? 0 : error);
}

int test_make(const char *dir, uint64_t count)
{
	char path[64];
	int error = uk_vfs_mkdir(NULL, dir, 0755);

	for (uint64_t i = 0; !error && i < count; i++) {
		uk_snprintf(path, sizeof(path), "%s/f%lu", dir, i);
		error = uk_vfs_make(NULL, path, UK_S_IFREG | 0644, 0);
	}
	return tell("make", dir, error);
}

int test_unmake(const char *dir, uint64_t count)
{
	char path[64];
	int error = 0;

	for (uint64_t i = 0; !error && i < count; i++) {
		uk_snprintf(path, sizeof(path), "%s/f%lu", dir, i);
		error = uk_vfs_unlink(NULL, path);
	}
	if (!error)
		error = uk_vfs_rmdir(NULL, dir);
	return tell("unmake", dir, error);
}

int test_list(const char *dir)
{
	struct uk_file *file;
	uint64_t count = 0;
	uk_ssize_t got;
	int error = uk_vfs_open(NULL, dir, UK_O_RDONLY | UK_O_DIRECTORY, 0,
				&file);

	if (error)
		return tell("list", dir, error);
	while ((got = uk_vfs_readdir(uk_vfs_file(file), buffer, 4096)) > 0)
		for (uk_ssize_t at = 0; at < got; count++)
			at += ((struct uk_dirent *)(buffer + at))->length;
	uk_file_put(file);
	uk_printf("list %s: %lu entries\n", dir, count);
	return (int)got;
}

int test_stat(const char *path)
{
	struct uk_stat stat;
	int error = uk_vfs_stat(NULL, path, UK_VFS_NO_FOLLOW, &stat);

	if (error)
		return tell("stat", path, error);
	uk_printf("stat %s: mode=%o links=%lu uid=%u gid=%u size=%ld blocks=%ld "
		  "modified=%ld.%09ld\n",
		  path, stat.mode, stat.links, stat.uid, stat.gid, stat.size,
		  stat.blocks, stat.modified.seconds,
		  stat.modified.nanoseconds);
	return 0;
}

int test_space(void)
{
	struct uk_statfs stat;
	int error = uk_vfs_statfs(NULL, "/", &stat);

	uk_printf("space: block=%lu free=%lu files=%lu\n", stat.block_size,
		  stat.blocks_free, stat.files_free);
	return error;
}

/* ---- what nobody asked for ---- */

int test_leave(const char *path, uint64_t bytes)
{
	struct uk_file *file;
	int error = uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_RDWR, 0644,
				&file);

	if (!error) {
		error = write_part(file, 0, bytes, 0);
		uk_file_put(file);
	}
	return tell("leave", path, error);
}

int test_await(void)
{
	struct uk_blkdev *dev = uk_blkdev_first();
	uint64_t before = dev->stats.flushes, seen;

	while (dev->stats.flushes == before)
		uk_sleep_ns(20 * UK_TIME_MILLISECOND);
	do {
		seen = dev->stats.writes;
		uk_sleep_ns(UK_TIME_SECOND);
	} while (dev->stats.writes != seen);
	return tell("await", "", 0);
}

int test_trim(void)
{
	struct uk_trim_range range = { .length = UINT64_MAX };
	struct uk_file *root;
	int error = uk_vfs_open(NULL, "/", UK_O_RDONLY | UK_O_DIRECTORY, 0,
				&root);

	if (!error) {
		error = uk_file_ioctl(root, UK_FITRIM, &range);
		uk_file_put(root);
	}
	uk_printf("trim: %lu bytes, error %d\n", range.length, error);
	return error;
}
