/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small disk, some of whose bytes say something else: it is mounted, read and written
 * to, and nothing crashes. The first byte chooses the disk and the mount's options, then
 * come places in its metadata, and bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/vfs.h>

#include "disk.h"
#include "machine.h"

#define SIZE (1u << 20)
#define LINE 16u
#define CHANGE 4u /* two bytes of line, one of place in it, one to put there */

static void *disks[4];
/* Lines that hold something: files are zeroes, so these are metadata. */
static uint32_t lines[4][SIZE / LINE], line_count[4];

static void fill(void)
{
	static char bytes[3000];
	struct uk_iovec piece = { bytes, sizeof(bytes) };
	struct uk_file *file;
	char path[64];

	uk_vfs_mkdir(NULL, "/dir", 0755);
	uk_vfs_symlink("target", NULL, "/link");
	for (int i = 0; i < 90; i++) {
		snprintf(path, sizeof(path), "/dir/a-file-of-number-%d", i);
		uk_vfs_make(NULL, path, UK_S_IFREG | 0644, 0);
	}
	/* Holes make a tree of extents. */
	if (uk_vfs_open(NULL, "/file", UK_O_CREAT | UK_O_RDWR, 0644, &file))
		abort();
	for (int i = 0; i < 20; i++)
		uk_file_write(file, &piece, 1, i * 20000);
	uk_file_put(file);
}

static void make(unsigned int number, const char *command)
{
	disk_make(SIZE, command);
	if (uk_vfs_mount("disk0", "/", "ext4", NULL))
		abort();
	fill();
	if (uk_vfs_unmount("/"))
		abort();
	disks[number] = disk_snapshot();
	for (uint32_t at = 0; at < SIZE; at += LINE)
		for (uint32_t i = 0; i < LINE; i++)
			if (disk_bytes[at + i] && disk_bytes[at + i] != 0xff) {
				lines[number][line_count[number]++] = at;
				break;
			}
}

static void read_all(const char *path)
{
	static char bytes[20000];
	struct uk_iovec piece = { bytes, sizeof(bytes) };
	struct uk_file *file;

	if (uk_vfs_open(NULL, path, UK_O_RDONLY, 0, &file))
		return;
	for (int i = 0; i < 40 && uk_file_read(file, &piece, 1,
					       UK_FILE_POSITION) > 0;)
		i++;
	uk_file_put(file);
}

static void walk(const char *path, int depth)
{
	static char entries[4][2048];
	struct uk_file *file;
	long got;

	if (uk_vfs_open(NULL, path, UK_O_RDONLY | UK_O_DIRECTORY, 0, &file))
		return;
	for (int rounds = 0;
	     rounds < 8 && (got = uk_vfs_readdir(uk_vfs_file(file),
						 entries[depth], 2048)) > 0;
	     rounds++)
		for (long at = 0; at < got;) {
			struct uk_dirent *entry =
				(void *)(entries[depth] + at);
			struct uk_stat stat;
			char below[600];

			at += entry->length;
			snprintf(below, sizeof(below), "%s/%s", path,
				 entry->name);
			if (entry->name[0] == '.' ||
			    uk_vfs_stat(NULL, below, UK_VFS_NO_FOLLOW, &stat))
				continue;
			if ((stat.mode & UK_S_IFMT) == UK_S_IFREG)
				read_all(below);
			else if (depth < 3)
				walk(below, depth + 1);
		}
	uk_file_put(file);
}

static void change_all(void)
{
	struct uk_attributes cut = { .which = UK_ATTRIBUTE_SIZE, .size = 50000 };
	struct uk_iovec piece = { "new", 3 };
	struct uk_file *file;
	char path[64];

	if (!uk_vfs_open(NULL, "/dir/new", UK_O_CREAT | UK_O_RDWR, 0644,
			 &file)) {
		for (int i = 0; i < 5; i++)
			uk_file_write(file, &piece, 1, i * 9000);
		uk_file_put(file);
	}
	for (int i = 0; i < 20; i++) {
		snprintf(path, sizeof(path), "/dir/another-one-%d", i);
		uk_vfs_make(NULL, path, UK_S_IFREG | 0644, 0);
	}
	uk_vfs_set(NULL, "/file", 0, &cut);
	uk_vfs_rename(NULL, "/file", NULL, "/dir/moved", 0);
	uk_vfs_unlink(NULL, "/dir/a-file-of-number-3");
	uk_vfs_unlink(NULL, "/dir/moved");
	uk_vfs_sync();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const options[] = { NULL, "errors=remount-ro", "commit=1",
				       "nojournal,ro" };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!disks[0]) {
		make(0, "mkfs.ext4 -q -O ^metadata_csum,^has_journal -N 128 %s");
		make(1, "mkfs.ext4 -q -O ^has_journal -N 128 %s");
		make(2, "mkfs.ext2 -q -N 128 %s");
		make(3, "mkfs.ext2 -q -N 128 -I 128 -O ^dir_index,^filetype %s"
			" 2>/dev/null");
	}
	if (size < 1)
		return 0;
	disk_restore(disks[data[0] % 4]);
	for (size_t i = 1; i + CHANGE <= size; i += CHANGE) {
		uint32_t line = data[i] | (uint32_t)data[i + 1] << 8;
		uint32_t at = lines[data[0] % 4][line % line_count[data[0] % 4]];

		disk_bytes[at + data[i + 2] % LINE] = data[i + 3];
	}
	if (uk_vfs_mount("disk0", "/", "ext4", options[data[0] / 4 % 4]))
		return 0;
	walk("", 0);
	change_all();
	machine_sleep(2);
	change_all(); /* what was written is read, and written, again */
	walk("", 0);
	uk_vfs_unmount("/");
	return 0;
}
