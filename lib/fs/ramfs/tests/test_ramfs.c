/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A ramfs through the vfs, on a mount of its own for each case; memory that a case took
 * is there again at its end.
 */
#include <uk/format.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/vfs.h>

UK_TESTSUITE(ramfs, "files in memory");

#define AT "/ramfs_test"
#define KIB 1024ull

static bool begin(const char *options)
{
	int error = uk_vfs_mkdir(NULL, AT, 0755);

	return (!error || error == -EEXIST) &&
	       !uk_vfs_mount("none", AT, "ramfs", options);
}

/* Nothing is in use, nor in the way of another mount. */
static void end(void)
{
	UK_EXPECT_EQ(uk_vfs_unmount(AT), 0);
}

static struct uk_file *open_file(const char *path, uint32_t flags)
{
	struct uk_file *file = NULL;

	UK_EXPECT_EQ(uk_vfs_open(NULL, path, flags, 0644, &file), 0);
	return file;
}

static uk_ssize_t put(struct uk_file *file, const void *from, size_t length,
		      int64_t at)
{
	struct uk_iovec piece = { (void *)from, length };

	return uk_file_write(file, &piece, 1, at);
}

static uk_ssize_t get(struct uk_file *file, void *to, size_t length,
		      int64_t at)
{
	struct uk_iovec piece = { to, length };

	return uk_file_read(file, &piece, 1, at);
}

static uint64_t available(void)
{
	struct uk_statfs stat = { 0 };

	UK_EXPECT_EQ(uk_vfs_statfs(NULL, AT, &stat), 0);
	return stat.blocks_available * stat.block_size;
}

static uint64_t links(const char *path)
{
	struct uk_stat stat = { 0 };

	UK_EXPECT_EQ(uk_vfs_stat(NULL, path, UK_VFS_NO_FOLLOW, &stat), 0);
	return stat.links;
}

static bool exists(const char *path)
{
	return !uk_vfs_access(NULL, path, UK_VFS_NO_FOLLOW, 0);
}

UK_TEST(ramfs, a_sparse_file_of_4_gib)
{
	struct uk_stat stat = { 0 };
	struct uk_file *file;
	uint64_t before;
	char bytes[3];

	UK_REQUIRE(begin(NULL));
	before = available();
	file = open_file(AT "/sparse", UK_O_CREAT | UK_O_RDWR);
	UK_REQUIRE(file);
	UK_EXPECT_EQ(put(file, "x", 1, (4ll << 30) - 1), 1);
	UK_EXPECT_EQ(uk_file_stat(file, &stat), 0);
	UK_EXPECT_EQ(stat.size, 4ll << 30);
	UK_EXPECT(stat.blocks > 0 && stat.blocks * 512 < 16 * 1024);
	UK_EXPECT(before - available() < 16 * KIB);
	UK_EXPECT_EQ(get(file, bytes, 3, (4ll << 30) - 2), 2);
	UK_EXPECT(bytes[0] == 0 && bytes[1] == 'x');
	bytes[0] = 1;
	UK_EXPECT_EQ(get(file, bytes, 1, 2ll << 30), 1);
	UK_EXPECT_EQ(bytes[0], 0);
	/* and the farthest byte that there can be */
	UK_EXPECT_EQ(put(file, "y", 1, INT64_MAX - 1), 1);
	UK_EXPECT_EQ(get(file, bytes, 1, INT64_MAX - 1), 1);
	UK_EXPECT_EQ(bytes[0], 'y');
	UK_EXPECT_EQ(put(file, "z", 1, INT64_MAX), -EFBIG);
	UK_EXPECT_EQ(uk_vfs_truncate(uk_vfs_file(file), 0), 0);
	uk_file_put(file);
	UK_EXPECT_EQ(uk_vfs_unlink(NULL, AT "/sparse"), 0);
	UK_EXPECT(before - available() <= 4 * KIB); /* a page's rounding */
	end();
}

UK_TEST(ramfs, what_was_cut_off_is_zero)
{
	static char page[5000];
	struct uk_file *file;

	UK_REQUIRE(begin(NULL));
	file = open_file(AT "/f", UK_O_CREAT | UK_O_RDWR);
	UK_REQUIRE(file);
	for (unsigned int size = 10; size < sizeof(page); size *= 2) {
		memset(page, 'x', size);
		UK_EXPECT_EQ(put(file, page, size, 0), size);
		UK_EXPECT_EQ(uk_vfs_truncate(uk_vfs_file(file), 5), 0);
		UK_EXPECT_EQ(get(file, page, sizeof(page), 0), 5);
		UK_EXPECT_EQ(uk_vfs_truncate(uk_vfs_file(file), size), 0);
		UK_EXPECT_EQ(get(file, page, sizeof(page), 0), size);
		for (unsigned int i = 0; i < size; i++)
			if (page[i] != (i < 5 ? 'x' : 0))
				UK_EXPECT_EQ(i, -1);
	}
	uk_file_put(file);
	end();
}

UK_TEST(ramfs, appending_goes_to_the_end)
{
	struct uk_file *a, *b;
	char text[8] = "";

	UK_REQUIRE(begin(NULL));
	a = open_file(AT "/log", UK_O_CREAT | UK_O_RDWR | UK_O_APPEND);
	b = open_file(AT "/log", UK_O_WRONLY | UK_O_APPEND);
	UK_REQUIRE(a && b);
	UK_EXPECT_EQ(put(a, "ab", 2, UK_FILE_POSITION), 2);
	UK_EXPECT_EQ(put(b, "cd", 2, UK_FILE_POSITION), 2);
	UK_EXPECT_EQ(put(a, "ef", 2, UK_FILE_POSITION), 2);
	UK_EXPECT_EQ(get(a, text, sizeof(text), 0), 6);
	UK_EXPECT(!memcmp(text, "abcdef", 6));
	UK_EXPECT_EQ(uk_file_seek(a, 0, UK_SEEK_CUR), 6);
	uk_file_put(a);
	uk_file_put(b);
	end();
}

UK_TEST(ramfs, a_removed_file_stays_while_it_is_open)
{
	struct uk_file *file;
	uint64_t before;
	char byte = 0;

	UK_REQUIRE(begin(NULL));
	before = available();
	file = open_file(AT "/gone", UK_O_CREAT | UK_O_RDWR);
	UK_REQUIRE(file);
	for (unsigned int i = 0; i < 20; i++)
		put(file, "x", 1, i * 4096);
	UK_EXPECT_EQ(uk_vfs_unlink(NULL, AT "/gone"), 0);
	UK_EXPECT(!exists(AT "/gone"));
	UK_EXPECT_EQ(get(file, &byte, 1, 19 * 4096), 1);
	UK_EXPECT_EQ(byte, 'x');
	UK_EXPECT(before - available() >= 20 * 4 * KIB);
	UK_EXPECT_EQ(uk_vfs_unmount(AT), -EBUSY);
	uk_file_put(file);
	UK_EXPECT(before - available() <= 4 * KIB);
	end();
}

UK_TEST(ramfs, memory_is_bounded)
{
	static char block[10000];
	struct uk_file *file;
	uk_ssize_t written;
	char path[40];
	int64_t total = 0;
	unsigned int made = 0;

	UK_EXPECT(!begin("size=") && !begin("size=1Q") && !begin("size=1MM") &&
		  !begin("size") && !begin("nonsense"));
	UK_EXPECT(!begin("size=99999999999999999999"));
	UK_REQUIRE(begin("size=256K"));
	file = open_file(AT "/full", UK_O_CREAT | UK_O_RDWR);
	UK_REQUIRE(file);
	do {
		written = put(file, block, sizeof(block), UK_FILE_POSITION);
		total += written > 0 ? written : 0;
	} while (written == sizeof(block));
	UK_EXPECT(written >= 0); /* a part; the next time: */
	UK_EXPECT_EQ(put(file, block, 1, total), -ENOSPC);
	UK_EXPECT(total > 240 * 1024 && total < 256 * 1024);
	/* replacing needs no memory */
	UK_EXPECT_EQ(uk_vfs_truncate(uk_vfs_file(file), total - 4096), 0);
	uk_file_put(open_file(AT "/a", UK_O_CREAT | UK_O_RDWR));
	file->flags &= ~UK_O_APPEND;
	while (put(file, block, 4096, total) > 0)
		total += 4096;
	UK_EXPECT_EQ(uk_vfs_rename(NULL, AT "/a", NULL, AT "/full", 0), 0);
	uk_file_put(file);
	/* names count too */
	do {
		uk_snprintf(path, sizeof(path), AT "/%u", made);
		if (uk_vfs_mkdir(NULL, path, 0755))
			break;
	} while (++made < 10000);
	UK_EXPECT(made > 500 && made < 2000);
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, path, 0755), -ENOSPC);
	UK_EXPECT_EQ(uk_vfs_symlink("target", NULL, path), -ENOSPC);
	end();
}

UK_TEST(ramfs, room_that_was_asked_for)
{
	static char page[4096];
	struct uk_file *file;
	struct uk_stat stat = { 0 };
	int64_t at;

	UK_REQUIRE(begin("size=128K"));
	file = open_file(AT "/f", UK_O_CREAT | UK_O_RDWR);
	UK_REQUIRE(file);
	put(file, "x", 1, 5000);
	UK_EXPECT_EQ(uk_vfs_allocate(uk_vfs_file(file), 0, 200 * 1024, false),
		     -ENOSPC);
	UK_EXPECT_EQ(uk_vfs_allocate(uk_vfs_file(file), 0, 80 * 1024, true), 0);
	UK_EXPECT_EQ(uk_file_stat(file, &stat), 0);
	UK_EXPECT_EQ(stat.size, 5001);
	/* what is left goes to another */
	for (at = 0; uk_vfs_mkdir(NULL, AT "/d", 0755) != -ENOSPC; at++) {
		char path[40];

		uk_snprintf(path, sizeof(path), AT "/%u", (unsigned int)at);
		if (uk_vfs_mkdir(NULL, path, 0755))
			break;
	}
	for (at = 0; at < 80 * 1024; at += 4096)
		UK_EXPECT_EQ(put(file, page, 4096, at), 4096);
	uk_file_put(file);
	end();
}

UK_TEST(ramfs, links_are_counted)
{
	UK_REQUIRE(begin(NULL));
	UK_EXPECT_EQ(links(AT), 2);
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, AT "/a", 0700), 0);
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, AT "/b", 0700), 0);
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, AT "/a/c", 0700), 0);
	UK_EXPECT_EQ(links(AT), 4);
	UK_EXPECT_EQ(links(AT "/a"), 3);
	UK_EXPECT_EQ(uk_vfs_rename(NULL, AT "/a/c", NULL, AT "/b/d", 0), 0);
	UK_EXPECT_EQ(links(AT "/a"), 2);
	UK_EXPECT_EQ(links(AT "/b"), 3);
	UK_EXPECT_EQ(uk_vfs_rmdir(NULL, AT "/b"), -ENOTEMPTY);
	UK_EXPECT_EQ(uk_vfs_rename(NULL, AT "/a", NULL, AT "/b", 0),
		     -ENOTEMPTY);
	UK_EXPECT_EQ(uk_vfs_rename(NULL, AT "/b", NULL, AT "/a", 0), 0);
	UK_EXPECT(exists(AT "/a/d") && !exists(AT "/b"));
	UK_EXPECT_EQ(links(AT), 3);
	uk_file_put(open_file(AT "/f", UK_O_CREAT | UK_O_RDWR));
	UK_EXPECT_EQ(uk_vfs_link(NULL, AT "/f", 0, NULL, AT "/a/g"), 0);
	UK_EXPECT_EQ(links(AT "/f"), 2);
	UK_EXPECT_EQ(uk_vfs_link(NULL, AT "/f", 0, NULL, AT "/a/g"), -EEXIST);
	UK_EXPECT_EQ(uk_vfs_unlink(NULL, AT "/f"), 0);
	UK_EXPECT_EQ(links(AT "/a/g"), 1);
	/* a file and a directory change places */
	UK_EXPECT_EQ(uk_vfs_rename(NULL, AT "/a/g", NULL, AT "/a/d",
				   UK_RENAME_EXCHANGE),
		     0);
	UK_EXPECT_EQ(links(AT "/a/g"), 2);
	UK_EXPECT_EQ(links(AT "/a/d"), 1);
	UK_EXPECT_EQ(links(AT "/a"), 3);
	end();
}

/* Names of a directory, as often as each was read */
#define NAMES 3000u
static uint8_t seen[NAMES];

/* Reads entries of `dir` once; false at the end. */
static bool read_some(struct uk_file *dir)
{
	static char buffer[600] __uk_aligned(8);
	uk_ssize_t length =
		uk_vfs_readdir(uk_vfs_file(dir), buffer, sizeof(buffer));

	UK_EXPECT(length >= 0);
	for (uk_ssize_t at = 0; at < length;) {
		struct uk_dirent *entry = (void *)&buffer[at];
		unsigned int number = 0;

		if (*entry->name != '.') {
			for (char *digit = entry->name; *digit; digit++)
				number = number * 10 +
					 (unsigned int)(*digit - '0');
			if (number < NAMES)
				seen[number]++;
		}
		at += entry->length;
	}
	return length > 0;
}

static struct uk_timespec accessed(const char *path)
{
	struct uk_stat stat = { 0 };

	UK_EXPECT_EQ(uk_vfs_stat(NULL, path, 0, &stat), 0);
	return stat.accessed;
}

static bool same(struct uk_timespec a, struct uk_timespec b)
{
	return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds;
}

/* The time is that of the first reading after a change; with noatime of none. */
UK_TEST(ramfs, access_times)
{
	const struct uk_attributes long_ago = {
		.which = UK_ATTRIBUTE_ACCESSED,
		.accessed = { 1, 2 },
	};

	for (int noatime = 0; noatime < 2; noatime++) {
		struct uk_timespec first;
		struct uk_file *file;
		char byte;

		UK_REQUIRE(begin(noatime ? "noatime" : NULL));
		file = open_file(AT "/file", UK_O_RDWR | UK_O_CREAT);
		UK_EXPECT_EQ(put(file, "x", 1, 0), 1);
		UK_EXPECT_EQ(uk_vfs_set(NULL, AT "/file", 0, &long_ago), 0);
		UK_EXPECT(same(accessed(AT "/file"), long_ago.accessed));
		UK_EXPECT_EQ(get(file, &byte, 1, 0), 1);
		first = accessed(AT "/file");
		UK_EXPECT_EQ(same(first, long_ago.accessed), noatime);
		UK_EXPECT_EQ(get(file, &byte, 1, 0), 1);
		UK_EXPECT(same(accessed(AT "/file"), first));
		UK_EXPECT_EQ(put(file, "y", 1, 0), 1);
		UK_EXPECT_EQ(get(file, &byte, 1, 0), 1);
		UK_EXPECT_EQ(same(accessed(AT "/file"), first), noatime);
		uk_file_put(file);
		end();
	}
}

UK_TEST(ramfs, names_that_stay_are_read_once)
{
	struct uk_file *dir, *file;
	char path[40];
	unsigned int turn = 0;

	UK_REQUIRE(begin(NULL));
	for (unsigned int i = 0; i < NAMES; i++) {
		uk_snprintf(path, sizeof(path), AT "/%u", i);
		file = open_file(path, UK_O_CREAT | UK_O_RDWR);
		UK_REQUIRE(file);
		uk_file_put(file);
	}
	memset(seen, 0, sizeof(seen));
	dir = open_file(AT, UK_O_RDONLY | UK_O_DIRECTORY);
	UK_REQUIRE(dir);
	/* meanwhile every odd name goes, and others come */
	while (read_some(dir) && turn < NAMES) {
		for (unsigned int i = 0; i < 50 && turn < NAMES; i++, turn++) {
			uk_snprintf(path, sizeof(path), AT "/%u", turn);
			if (turn & 1)
				UK_EXPECT_EQ(uk_vfs_unlink(NULL, path), 0);
			else if (turn % 10 == 0)
				uk_file_put(open_file(AT "/99999",
						      UK_O_CREAT | UK_O_RDWR));
			else if (turn % 10 == 4)
				uk_vfs_unlink(NULL, AT "/99999");
		}
	}
	while (read_some(dir))
		;
	for (unsigned int i = 0; i < NAMES; i += 2)
		if (seen[i] != 1)
			UK_EXPECT_EQ(i, -1);
	uk_file_put(dir);
	end();
}

UK_TEST(ramfs, a_removed_directory_takes_no_files)
{
	struct uk_dentry *dir = NULL;
	struct uk_file *file;

	UK_REQUIRE(begin(NULL));
	UK_EXPECT_EQ(uk_vfs_mkdir(NULL, AT "/d", 0700), 0);
	UK_REQUIRE(!uk_vfs_walk(NULL, AT "/d", UK_VFS_DIRECTORY, &dir));
	UK_EXPECT_EQ(uk_vfs_rmdir(NULL, AT "/d"), 0);
	UK_EXPECT_EQ(uk_vfs_open(dir, "f", UK_O_CREAT | UK_O_RDWR, 0644, &file),
		     -ENOENT);
	uk_dentry_put(dir);
	end();
}
