/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Paths that start at descriptors and at the current directory, umask, flags, and what calls
 * say of what they cannot do. On the image's root, in a directory that goes in the end.
 */
#include <uk/fscalls.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(fscalls, "calls on files");

#define HERE UK_AT_FDCWD

/* A directory, opened, which is the current one; back to the root and away. */
static int enter(void)
{
	int fd;

	UK_EXPECT_EQ(uk_mkdirat(HERE, "/fscalls", 0700), 0);
	fd = uk_openat(HERE, "/fscalls", UK_O_DIRECTORY, 0);
	UK_EXPECT_EQ(uk_fchdir(fd), 0);
	return fd;
}

static void leave(int fd)
{
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	UK_EXPECT_EQ(uk_chdir("/"), 0);
	UK_EXPECT_EQ(uk_unlinkat(HERE, "/fscalls", UK_AT_REMOVEDIR), 0);
}

static int make(int at, const char *path)
{
	return uk_openat(at, path, UK_O_CREAT | UK_O_EXCL | UK_O_RDWR, 0666);
}

static int make_and_close(int at, const char *path)
{
	int fd = make(at, path);

	return fd < 0 ? fd : uk_fd_close(fd);
}

static int64_t size_of(const char *path)
{
	struct uk_stat stat;
	int error = uk_fstatat(HERE, path, &stat, 0);

	return error ? error : stat.size;
}

static uint32_t mode_of(const char *path)
{
	struct uk_stat stat = { .mode = 0 };

	UK_EXPECT_EQ(uk_fstatat(HERE, path, &stat, UK_AT_SYMLINK_NOFOLLOW), 0);
	return stat.mode;
}

UK_TEST(fscalls, where_paths_start)
{
	int dir = enter(), sub, file;

	UK_EXPECT_EQ(uk_mkdirat(dir, "sub", 0755), 0);
	sub = uk_openat(dir, "sub", UK_O_PATH, 0);
	UK_EXPECT(sub > dir);
	file = make(sub, "file");
	UK_EXPECT(file > sub);
	UK_EXPECT_EQ(size_of("sub/file"), 0);
	UK_EXPECT_EQ(size_of("/fscalls/sub/file"), 0);
	/* An absolute path does not look at the descriptor. */
	UK_EXPECT_EQ(uk_faccessat(-5, "/fscalls/sub/file", 0, 0), 0);
	UK_EXPECT_EQ(uk_faccessat(-5, "sub/file", 0, 0), -EBADF);
	UK_EXPECT_EQ(uk_faccessat(file, "x", 0, 0), -ENOTDIR);
	UK_EXPECT_EQ(uk_faccessat(1, "x", 0, 0), -ENOTDIR);
	UK_EXPECT_EQ(uk_faccessat(dir, "", 0, 0), -ENOENT);
	UK_EXPECT_EQ(uk_faccessat(dir, NULL, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_faccessat(dir, "sub", 8, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fd_close(file), 0);
	UK_EXPECT_EQ(uk_unlinkat(sub, "file", 0), 0);
	UK_EXPECT_EQ(uk_fd_close(sub), 0);
	UK_EXPECT_EQ(uk_unlinkat(dir, "sub", 0), -EISDIR);
	UK_EXPECT_EQ(uk_unlinkat(dir, "sub", UK_AT_REMOVEDIR), 0);
	leave(dir);
}

UK_TEST(fscalls, current_directory)
{
	char path[UK_PATH_MOST];
	int dir;

	UK_EXPECT_EQ(uk_getcwd(path, sizeof(path)), 2);
	UK_EXPECT(!strcmp(path, "/"));
	dir = enter();
	UK_EXPECT_EQ(uk_getcwd(path, sizeof(path)), sizeof("/fscalls"));
	UK_EXPECT(!strcmp(path, "/fscalls"));
	UK_EXPECT_EQ(uk_getcwd(path, 8), -ERANGE);
	UK_EXPECT_EQ(make_and_close(HERE, "file"), 0);
	UK_EXPECT_EQ(uk_chdir("file"), -ENOTDIR);
	UK_EXPECT_EQ(uk_chdir("none"), -ENOENT);
	UK_EXPECT_EQ(uk_fchdir(1), -ENOTDIR);
	UK_EXPECT_EQ(uk_fchdir(-1), -EBADF);
	UK_EXPECT_EQ(uk_unlinkat(HERE, "../fscalls/file", 0), 0);
	/* One that was removed is nowhere, but can be left. */
	UK_EXPECT_EQ(uk_mkdirat(HERE, "gone", 0700), 0);
	UK_EXPECT_EQ(uk_chdir("gone"), 0);
	UK_EXPECT_EQ(uk_unlinkat(dir, "gone", UK_AT_REMOVEDIR), 0);
	UK_EXPECT_EQ(uk_getcwd(path, sizeof(path)), -ENOENT);
	UK_EXPECT_EQ(make(HERE, "file"), -ENOENT);
	UK_EXPECT_EQ(uk_chdir("/"), 0);
	leave(dir);
}

UK_TEST(fscalls, umask)
{
	int dir = enter();
	uint32_t before = uk_umask(027);

	UK_EXPECT_EQ(make_and_close(dir, "file"), 0);
	UK_EXPECT_EQ(mode_of("file"), UK_S_IFREG | 0640);
	UK_EXPECT_EQ(uk_mkdirat(dir, "sub", 01777), 0);
	UK_EXPECT_EQ(mode_of("sub"), UK_S_IFDIR | 01750);
	UK_EXPECT_EQ(uk_umask(07777), 027);
	UK_EXPECT_EQ(uk_umask(before), 0777);
	UK_EXPECT_EQ(uk_fchmodat(dir, "file", 06751, 0), 0);
	UK_EXPECT_EQ(mode_of("file"), UK_S_IFREG | 06751);
	UK_EXPECT_EQ(uk_unlinkat(dir, "file", 0), 0);
	UK_EXPECT_EQ(uk_unlinkat(dir, "sub", UK_AT_REMOVEDIR), 0);
	leave(dir);
}

UK_TEST(fscalls, links)
{
	char target[8] = "";
	int dir = enter();

	UK_EXPECT_EQ(make_and_close(dir, "file"), 0);
	UK_EXPECT_EQ(uk_symlinkat("file", dir, "link"), 0);
	UK_EXPECT_EQ(uk_readlinkat(dir, "link", target, sizeof(target)), 4);
	UK_EXPECT(!strcmp(target, "file"));
	UK_EXPECT_EQ(uk_readlinkat(dir, "link", target, 2), 2);
	UK_EXPECT_EQ(uk_readlinkat(dir, "link", target, 0), -EINVAL);
	UK_EXPECT_EQ(uk_readlinkat(dir, "file", target, 8), -EINVAL);
	UK_EXPECT_EQ(mode_of("link") & UK_S_IFMT, UK_S_IFLNK);
	UK_EXPECT_EQ(uk_linkat(dir, "link", HERE, "same", 0), 0);
	UK_EXPECT_EQ(mode_of("same") & UK_S_IFMT, UK_S_IFLNK);
	UK_EXPECT_EQ(uk_linkat(dir, "link", HERE, "other",
			       UK_AT_SYMLINK_FOLLOW),
		     0);
	UK_EXPECT_EQ(mode_of("other") & UK_S_IFMT, UK_S_IFREG);
	UK_EXPECT_EQ(uk_linkat(dir, "file", HERE, "other", 0), -EEXIST);
	UK_EXPECT_EQ(uk_linkat(dir, "file", HERE, "x", 1), -EINVAL);
	UK_EXPECT_EQ(uk_renameat2(dir, "same", HERE, "other",
				  UK_RENAME_NOREPLACE),
		     -EEXIST);
	UK_EXPECT_EQ(uk_renameat2(dir, "same", HERE, "other",
				  UK_RENAME_EXCHANGE),
		     0);
	UK_EXPECT_EQ(mode_of("same") & UK_S_IFMT, UK_S_IFREG);
	UK_EXPECT_EQ(uk_renameat2(dir, "same", HERE, "other", 0), 0);
	UK_EXPECT_EQ(uk_renameat2(dir, "other", HERE, "same", 3), -EINVAL);
	UK_EXPECT_EQ(uk_unlinkat(dir, "other", 0), 0);
	UK_EXPECT_EQ(uk_unlinkat(dir, "link", 0), 0);
	UK_EXPECT_EQ(uk_unlinkat(dir, "file", 0x400), -EINVAL);
	UK_EXPECT_EQ(uk_unlinkat(dir, "file", 0), 0);
	leave(dir);
}

UK_TEST(fscalls, empty_path_is_the_descriptor)
{
	struct uk_stat stat, other;
	int dir = enter(), file = make(dir, "file");

	UK_EXPECT_EQ(uk_fstatat(file, "", &stat, UK_AT_EMPTY_PATH), 0);
	UK_EXPECT_EQ(uk_fstatat(dir, "file", &other, 0), 0);
	UK_EXPECT_EQ(stat.inode, other.inode);
	UK_EXPECT_EQ(uk_fstatat(file, "", &stat, 0), -ENOENT);
	UK_EXPECT_EQ(uk_fstatat(HERE, "", &stat, UK_AT_EMPTY_PATH), 0);
	UK_EXPECT_EQ(stat.mode & UK_S_IFMT, UK_S_IFDIR);
	UK_EXPECT_EQ(uk_fstatat(1, "", &stat, UK_AT_EMPTY_PATH), 0);
	UK_EXPECT_EQ(stat.mode & UK_S_IFMT, UK_S_IFCHR);
	UK_EXPECT_EQ(uk_fstatat(dir, "file", &stat, 0x200), -EINVAL);
	UK_EXPECT_EQ(uk_fchmodat(file, "", 0600, UK_AT_EMPTY_PATH), 0);
	UK_EXPECT_EQ(mode_of("file"), UK_S_IFREG | 0600);
	UK_EXPECT_EQ(uk_fchmod(1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fd_close(file), 0);
	UK_EXPECT_EQ(uk_unlinkat(dir, "file", 0), 0);
	leave(dir);
}

UK_TEST(fscalls, owners_and_times)
{
	const struct uk_timespec both[2] = { { 1, 2 }, { 3, 999999999 } };
	const struct uk_timespec one[2] = { { 0, UK_UTIME_OMIT },
					    { 0, UK_UTIME_NOW } };
	const struct uk_timespec wrong[2] = { { 0, 1000000000 }, { 0, 0 } };
	struct uk_stat stat;
	int dir = enter(), file = make(dir, "file");

	UK_EXPECT_EQ(uk_fchownat(dir, "file", 7, UINT32_MAX, 0), 0);
	UK_EXPECT_EQ(uk_fchown(file, UINT32_MAX, 8), 0);
	UK_EXPECT_EQ(uk_utimensat(dir, "file", both, 0), 0);
	UK_EXPECT_EQ(uk_fd_stat(file, &stat), 0);
	UK_EXPECT_EQ(stat.uid, 7);
	UK_EXPECT_EQ(stat.gid, 8);
	UK_EXPECT_EQ(stat.accessed.seconds, 1);
	UK_EXPECT_EQ(stat.accessed.nanoseconds, 2);
	UK_EXPECT_EQ(stat.modified.nanoseconds, 999999999);
	UK_EXPECT_EQ(uk_utimensat(file, NULL, one, 0), 0);
	UK_EXPECT_EQ(uk_fd_stat(file, &stat), 0);
	UK_EXPECT_EQ(stat.accessed.seconds, 1);
	UK_EXPECT(stat.modified.seconds > 3);
	UK_EXPECT_EQ(uk_utimensat(dir, "file", NULL, 0), 0);
	UK_EXPECT_EQ(uk_fd_stat(file, &stat), 0);
	UK_EXPECT(stat.accessed.seconds > 3);
	UK_EXPECT_EQ(uk_utimensat(dir, "file", wrong, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fd_close(file), 0);
	UK_EXPECT_EQ(uk_unlinkat(dir, "file", 0), 0);
	leave(dir);
}

UK_TEST(fscalls, sizes)
{
	int dir = enter(), file = make(dir, "file"), reading;
	struct uk_statfs stat = { .block_size = 0 };

	UK_EXPECT_EQ(uk_fd_write(file, "12345678", 8), 8);
	UK_EXPECT_EQ(uk_ftruncate(file, 100), 0);
	UK_EXPECT_EQ(size_of("file"), 100);
	UK_EXPECT_EQ(uk_truncate("file", 4), 0);
	UK_EXPECT_EQ(size_of("file"), 4);
	UK_EXPECT_EQ(uk_truncate("file", -1), -EINVAL);
	UK_EXPECT_EQ(uk_truncate("/fscalls", 0), -EISDIR);
	reading = uk_openat(dir, "file", UK_O_RDONLY, 0);
	UK_EXPECT_EQ(uk_ftruncate(reading, 0), -EINVAL);
	UK_EXPECT_EQ(uk_ftruncate(dir, 0), -EINVAL);
	UK_EXPECT_EQ(uk_ftruncate(1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fallocate(file, 0, 0, 6000), 0);
	UK_EXPECT_EQ(size_of("file"), 6000);
	UK_EXPECT_EQ(uk_fallocate(file, UK_FALLOC_KEEP_SIZE, 0, 9000), 0);
	UK_EXPECT_EQ(size_of("file"), 6000);
	UK_EXPECT_EQ(uk_fallocate(file, 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_fallocate(file, 2, 0, 1), -EOPNOTSUPP);
	UK_EXPECT_EQ(uk_fallocate(file, 0, 1, INT64_MAX), -EFBIG);
	UK_EXPECT_EQ(uk_fallocate(reading, 0, 0, 1), -EBADF);
	UK_EXPECT_EQ(uk_fallocate(1, 0, 0, 1), -ENODEV);
	UK_EXPECT_EQ(uk_fadvise(file, 0, 0, 3), 0);
	UK_EXPECT_EQ(uk_fadvise(file, 0, 0, 6), -EINVAL);
	UK_EXPECT_EQ(uk_fadvise(1, 0, 0, 0), -ESPIPE);
	UK_EXPECT_EQ(uk_fsync(file), 0);
	UK_EXPECT_EQ(uk_fdatasync(dir), 0);
	UK_EXPECT_EQ(uk_fsync(1), -EINVAL);
	UK_EXPECT_EQ(uk_syncfs(file), 0);
	UK_EXPECT_EQ(uk_sync(), 0);
	UK_EXPECT_EQ(uk_fstatfs(file, &stat), 0);
	UK_EXPECT_EQ(stat.name_most, UK_NAME_MOST);
	UK_EXPECT_EQ(uk_statfs("none", &stat), -ENOENT);
	UK_EXPECT_EQ(uk_fstatfs(1, &stat), -ENOSYS);
	UK_EXPECT_EQ(uk_fd_close(reading), 0);
	UK_EXPECT_EQ(uk_fd_close(file), 0);
	UK_EXPECT_EQ(uk_unlinkat(dir, "file", 0), 0);
	leave(dir);
}

UK_TEST(fscalls, what_was_opened_for_its_path_only)
{
	int dir = enter(), file = make(dir, "file"), path;
	struct uk_stat stat;
	char byte;

	UK_EXPECT_EQ(uk_fd_close(file), 0);
	path = uk_openat(dir, "file", UK_O_PATH, 0);
	UK_EXPECT_EQ(uk_fd_stat(path, &stat), 0);
	UK_EXPECT_EQ(uk_fd_read(path, &byte, 1), -EBADF);
	UK_EXPECT_EQ(uk_fchmod(path, 0), -EBADF);
	UK_EXPECT_EQ(uk_ftruncate(path, 0), -EBADF);
	UK_EXPECT_EQ(uk_fd_close(path), 0);
	UK_EXPECT_EQ(uk_openat(dir, ".", 020200000u | UK_O_RDWR, 0600),
		     -EOPNOTSUPP);
	UK_EXPECT_EQ(uk_unlinkat(dir, "file", 0), 0);
	leave(dir);
}

/* A call that makes a file but finds no descriptor for it makes none. */
UK_TEST(fscalls, no_descriptor)
{
	unsigned int before = uk_fd_limit;
	int dir = enter();

	uk_fd_limit = (unsigned int)dir + 1;
	UK_EXPECT_EQ(make(dir, "file"), -EMFILE);
	uk_fd_limit = before;
	UK_EXPECT_EQ(size_of("file"), -ENOENT);
	leave(dir);
}

UK_TEST(fscalls, directories)
{
	_Alignas(8) char entries[256];
	int dir = enter();
	uk_ssize_t count;
	size_t found = 0;

	UK_EXPECT_EQ(make_and_close(dir, "file"), 0);
	UK_EXPECT_EQ(uk_getdents(dir, entries, 8), -EINVAL);
	count = uk_getdents(dir, entries, sizeof(entries));
	UK_EXPECT(count > 0);
	for (uk_ssize_t at = 0; at < count;) {
		struct uk_dirent *entry = (void *)(entries + at);

		found += !strcmp(entry->name, "file") && entry->kind == 8;
		found += !strcmp(entry->name, ".") && entry->kind == 4;
		found += !strcmp(entry->name, "..") && entry->kind == 4;
		at += entry->length;
	}
	UK_EXPECT_EQ(found, 3);
	UK_EXPECT_EQ(uk_getdents(dir, entries, sizeof(entries)), 0);
	UK_EXPECT_EQ(uk_getdents(1, entries, sizeof(entries)), -ENOTDIR);
	UK_EXPECT_EQ(uk_unlinkat(dir, "file", 0), 0);
	leave(dir);
}
