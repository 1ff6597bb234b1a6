/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls on files by their paths. What they do is fscalls' to test; here it is that
 * arguments and results are what Linux has.
 */
#include "calls.h"

UK_TESTSUITE(syscall_files, "system calls on files");

#define HERE UK_AT_FDCWD
#define NONE AT("/none")

static long make(const char *path)
{
	return uk_sys_openat(HERE, AT(path), UK_O_CREAT | UK_O_EXCL | UK_O_RDWR,
			     0640);
}

UK_TEST(syscall_files, open_and_close)
{
	long fd = uk_sys_creat(AT("/made"), 0640);

	UK_EXPECT(fd >= 0);
	UK_EXPECT_EQ(uk_sys_fcntl(fd, UK_F_GETFL, 0) & UK_O_ACCMODE,
		     UK_O_WRONLY);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(make("/made"), -EEXIST);
	/* O_LARGEFILE, which all files are */
	fd = uk_sys_open(AT("/made"), 0100000 | UK_O_CLOEXEC, 0);
	UK_EXPECT(fd >= 0);
	UK_EXPECT_EQ(uk_sys_fcntl(fd, UK_F_GETFD, 0), 1);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/made")), 0);
	UK_EXPECT_EQ(uk_sys_open(AT("/made"), 0, 0), -ENOENT);
	UK_EXPECT_EQ(uk_sys_open(0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_open(AT(""), 0, 0), -ENOENT);
	UK_EXPECT_EQ(uk_sys_openat(-5, AT("relative"), 0, 0), -EBADF);
	UK_EXPECT_EQ(uk_sys_openat(-5, AT("/"), UK_O_DIRECTORY, 0), fd);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
}

UK_TEST(syscall_files, stat)
{
	struct uk_stat stat = { .mode = 0 };
	long fd = make("/stat");

	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(uk_sys_ftruncate(fd, 5000), 0);
	UK_EXPECT_EQ(uk_sys_ftruncate(fd, -1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_stat(AT("/stat"), AT(&stat)), 0);
	UK_EXPECT_EQ(stat.mode, UK_S_IFREG | 0640);
	UK_EXPECT_EQ(stat.size, 5000);
	UK_EXPECT_EQ(uk_sys_truncate(AT("/stat"), 7), 0);
	UK_EXPECT_EQ(uk_sys_symlink(AT("stat"), AT("/link")), 0);
	UK_EXPECT_EQ(uk_sys_lstat(AT("/link"), AT(&stat)), 0);
	UK_EXPECT_EQ(stat.mode & UK_S_IFMT, UK_S_IFLNK);
	UK_EXPECT_EQ(uk_sys_newfstatat(HERE, AT("/link"), AT(&stat), 0), 0);
	UK_EXPECT_EQ(stat.size, 7);
	UK_EXPECT_EQ(uk_sys_newfstatat(fd, AT(""), AT(&stat), UK_AT_EMPTY_PATH),
		     0);
	UK_EXPECT_EQ(stat.size, 7);
	UK_EXPECT_EQ(uk_sys_newfstatat(fd, AT(""), AT(&stat), 0), -ENOENT);
	UK_EXPECT_EQ(uk_sys_newfstatat(HERE, AT("/"), AT(&stat), 4), -EINVAL);
	UK_EXPECT_EQ(uk_sys_stat(AT("/stat"), 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_stat(0, AT(&stat)), -EFAULT);
	UK_EXPECT_EQ(uk_sys_stat(NONE, AT(&stat)), -ENOENT);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/link")), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/stat")), 0);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
}

/* By offsets, as linux/stat.h has them */
UK_TEST(syscall_files, statx)
{
	uint8_t statx[256 + 1];
	uint32_t word;
	uint64_t size;
	uint16_t mode;
	long fd = make("/statx");

	UK_REQUIRE(fd >= 0);
	memset(statx, 0x5a, sizeof(statx));
	UK_EXPECT_EQ(uk_sys_write(fd, AT("abc"), 3), 3);
	UK_EXPECT_EQ(uk_sys_statx(HERE, AT("/statx"), 0x2000, 0x7ff, AT(statx)),
		     0);
	memcpy(&word, statx, sizeof(word));
	UK_EXPECT_EQ(word, 0x7ff);
	memcpy(&mode, statx + 28, sizeof(mode));
	UK_EXPECT_EQ(mode, UK_S_IFREG | 0640);
	memcpy(&size, statx + 40, sizeof(size));
	UK_EXPECT_EQ(size, 3);
	UK_EXPECT_EQ(statx[255], 0);
	UK_EXPECT_EQ(statx[256], 0x5a);
	UK_EXPECT_EQ(uk_sys_statx(fd, AT(""), UK_AT_EMPTY_PATH, 0, AT(statx)),
		     0);
	UK_EXPECT_EQ(uk_sys_statx(HERE, AT("/statx"), 0x6000, 0, AT(statx)),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_statx(HERE, AT("/statx"), 0, 0x80000000, AT(statx)),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_statx(HERE, AT("/statx"), 0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_statx(HERE, NONE, 0, 0, AT(statx)), -ENOENT);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/statx")), 0);
}

UK_TEST(syscall_files, file_systems)
{
	struct {
		int64_t type, block_size;
		uint64_t numbers[6];
		int64_t name_most, fragment_size, flags, spare[4], behind;
	} statfs;
	long fd = make("/statfs");

	memset(&statfs, 0x5a, sizeof(statfs));
	UK_EXPECT_EQ(uk_sys_statfs(AT("/"), AT(&statfs)), 0);
	UK_EXPECT_EQ(statfs.fragment_size, statfs.block_size);
	UK_EXPECT_EQ(statfs.name_most, 255);
	UK_EXPECT_EQ(statfs.spare[3], 0);
	UK_EXPECT_EQ(statfs.behind, 0x5a5a5a5a5a5a5a5a);
	UK_EXPECT_EQ(uk_sys_fstatfs(fd, AT(&statfs)), 0);
	UK_EXPECT_EQ(uk_sys_fstatfs(fd, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_fstatfs(-1, AT(&statfs)), -EBADF);
	UK_EXPECT_EQ(uk_sys_statfs(0, AT(&statfs)), -EFAULT);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/statfs")), 0);
}

UK_TEST(syscall_files, names)
{
	char to[16] = "";

	UK_EXPECT_EQ(uk_sys_mkdir(AT("/names"), 0755), 0);
	UK_EXPECT_EQ(uk_sys_chdir(AT("/names")), 0);
	UK_EXPECT_EQ(uk_sys_getcwd(AT(to), 16), 7);
	UK_EXPECT(same(to, "/names"));
	UK_EXPECT_EQ(uk_sys_getcwd(AT(to), 6), -ERANGE);
	UK_EXPECT_EQ(uk_sys_getcwd(0, 6), -EFAULT);
	UK_EXPECT_EQ(uk_sys_mknod(AT("one"), UK_S_IFREG | 0600, 0), 0);
	UK_EXPECT_EQ(uk_sys_link(AT("one"), AT("two")), 0);
	UK_EXPECT_EQ(uk_sys_rename(AT("two"), AT("three")), 0);
	UK_EXPECT_EQ(uk_sys_renameat(HERE, AT("three"), HERE, AT("two")), 0);
	UK_EXPECT_EQ(uk_sys_renameat2(HERE, AT("two"), HERE, AT("one"), 1),
		     -EEXIST);
	UK_EXPECT_EQ(uk_sys_linkat(HERE, AT("one"), HERE, AT("x"), 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_symlinkat(AT("one"), HERE, AT("to")), 0);
	memset(to, 'x', sizeof(to));
	UK_EXPECT_EQ(uk_sys_readlink(AT("to"), AT(to), 16), 3);
	UK_EXPECT(!memcmp(to, "onex", 4));
	UK_EXPECT_EQ(uk_sys_readlinkat(HERE, AT("to"), AT(to), 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_readlinkat(HERE, AT("to"), AT(to), 1l << 31),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_readlink(AT("one"), AT(to), 16), -EINVAL);
	UK_EXPECT_EQ(uk_sys_unlinkat(HERE, AT("to"), 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_unlinkat(HERE, AT("to"), 0), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("one")), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("two")), 0);
	UK_EXPECT_EQ(uk_sys_rmdir(AT("two")), -ENOENT);
	UK_EXPECT_EQ(uk_sys_mkdirat(HERE, AT("sub"), 0700), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("sub")), -EISDIR);
	UK_EXPECT_EQ(uk_sys_rmdir(AT("sub")), 0);
	UK_EXPECT_EQ(uk_sys_chdir(AT("/")), 0);
	UK_EXPECT_EQ(uk_sys_rmdir(AT("/names")), 0);
	UK_EXPECT_EQ(uk_sys_mkdir(0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_symlink(0, NONE), -EFAULT);
	UK_EXPECT_EQ(uk_sys_chdir(NONE), -ENOENT);
	UK_EXPECT_EQ(uk_sys_fchdir(-1), -EBADF);
}

UK_TEST(syscall_files, attributes)
{
	const struct uk_timespec times[2] = { { 11, 1 }, { 22, 2 } };
	const int64_t microseconds[4] = { 3, 4, 5, 6 }, wrong[4] = { 0, -1 };
	const int64_t seconds[2] = { 7, 8 };
	struct uk_stat stat = { .mode = 0 };
	const char *path = "/attributes";
	long fd = make(path);

	UK_EXPECT_EQ(uk_sys_umask(07000027), 022);
	UK_EXPECT_EQ(uk_sys_umask(022), 027);
	UK_EXPECT_EQ(uk_sys_chmod(AT(path), 0604), 0);
	UK_EXPECT_EQ(uk_sys_access(AT(path), 4), 0);
	UK_EXPECT_EQ(uk_sys_access(AT(path), 1), -EACCES);
	UK_EXPECT_EQ(uk_sys_access(AT(path), 8), -EINVAL);
	UK_EXPECT_EQ(uk_sys_faccessat(HERE, NONE, 0), -ENOENT);
	UK_EXPECT_EQ(uk_sys_faccessat2(HERE, AT(path), 0, 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_fchmod(fd, 0611), 0);
	UK_EXPECT_EQ(uk_sys_fchmodat(HERE, NONE, 0611), -ENOENT);
	UK_EXPECT_EQ(uk_sys_chown(AT(path), 4, 5), 0);
	UK_EXPECT_EQ(uk_sys_fchown(fd, -1, 6), 0);
	UK_EXPECT_EQ(uk_sys_lchown(NONE, 1, 1), -ENOENT);
	UK_EXPECT_EQ(uk_sys_fchownat(fd, AT(""), 3, -1, UK_AT_EMPTY_PATH), 0);
	UK_EXPECT_EQ(uk_sys_fstat(fd, AT(&stat)), 0);
	UK_EXPECT_EQ(stat.mode & 07777, 0611);
	UK_EXPECT_EQ(stat.uid, 3);
	UK_EXPECT_EQ(stat.gid, 6);

	UK_EXPECT_EQ(uk_sys_utimensat(HERE, AT(path), AT(times), 0), 0);
	UK_EXPECT_EQ(uk_sys_fstat(fd, AT(&stat)), 0);
	UK_EXPECT(stat.accessed.seconds == 11 && stat.modified.seconds == 22);
	UK_EXPECT_EQ(uk_sys_utimes(AT(path), AT(microseconds)), 0);
	UK_EXPECT_EQ(uk_sys_fstat(fd, AT(&stat)), 0);
	UK_EXPECT_EQ(stat.modified.nanoseconds, 6000);
	UK_EXPECT_EQ(uk_sys_utime(AT(path), AT(seconds)), 0);
	UK_EXPECT_EQ(uk_sys_fstat(fd, AT(&stat)), 0);
	UK_EXPECT(stat.accessed.seconds == 7 && stat.modified.seconds == 8);
	UK_EXPECT_EQ(uk_sys_utimensat(fd, 0, 0, 0), 0);
	UK_EXPECT_EQ(uk_sys_utimensat(HERE, 0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_utime(AT(path), 0), 0);
	UK_EXPECT_EQ(uk_sys_utimes(AT(path), AT(wrong)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_utimes(0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT(path)), 0);
}

UK_TEST(syscall_files, directory)
{
	char space[256] __uk_aligned(8);
	struct uk_dirent *entry = (struct uk_dirent *)space;
	long fd;

	UK_EXPECT_EQ(uk_sys_mkdir(AT("/entries"), 0700), 0);
	fd = uk_sys_open(AT("/entries"), UK_O_DIRECTORY, 0);
	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(uk_sys_getdents64(fd, AT(space), 256), 48);
	UK_EXPECT_EQ(entry->length, 24);
	UK_EXPECT(same(entry->name, "."));
	UK_EXPECT_EQ(uk_sys_getdents64(fd, AT(space), 256), 0);
	UK_EXPECT_EQ(uk_sys_getdents64(fd, 0, 256), -EFAULT);
	UK_EXPECT_EQ(uk_sys_lseek(fd, 0, UK_SEEK_SET), 0);
	UK_EXPECT_EQ(uk_sys_getdents64(fd, AT(space), 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getdents64(-1, AT(space), 256), -EBADF);
	UK_EXPECT_EQ(uk_sys_fchdir(fd), 0);
	UK_EXPECT_EQ(uk_sys_chdir(AT("/")), 0);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(uk_sys_rmdir(AT("/entries")), 0);
}

UK_TEST(syscall_files, as_a_whole)
{
	int64_t offset = 1;
	char got[8] = "";
	long in = make("/in"), out = make("/out");

	UK_EXPECT_EQ(uk_sys_write(in, AT("01234"), 5), 5);
	UK_EXPECT_EQ(uk_sys_sendfile(out, in, AT(&offset), 3), 3);
	UK_EXPECT_EQ(offset, 4);
	UK_EXPECT_EQ(uk_sys_copy_file_range(in, AT(&offset), out, 0, 9, 0), 1);
	UK_EXPECT_EQ(uk_sys_copy_file_range(in, 0, out, 0, 9, 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_pread64(out, AT(got), 8, 0), 4);
	UK_EXPECT(same(got, "1234"));
	UK_EXPECT_EQ(uk_sys_sendfile(-1, in, 0, 1), -EBADF);

	UK_EXPECT_EQ(uk_sys_fallocate(out, 0, 0, 100), 0);
	UK_EXPECT_EQ(uk_sys_lseek(out, 0, UK_SEEK_END), 100);
	UK_EXPECT_EQ(uk_sys_fallocate(out, 0, -1, 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_flock(out, UK_FLOCK_EXCLUSIVE), 0);
	UK_EXPECT_EQ(uk_sys_flock(out, 3), -EINVAL);
	UK_EXPECT_EQ(uk_sys_fsync(out), 0);
	UK_EXPECT_EQ(uk_sys_fdatasync(out), 0);
	UK_EXPECT_EQ(uk_sys_fdatasync(-1), -EBADF);
	UK_EXPECT_EQ(uk_sys_syncfs(out), 0);
	UK_EXPECT_EQ(uk_sys_sync(), 0);
	UK_EXPECT_EQ(uk_sys_sync_file_range(out, 0, 0, 2), 0);
	UK_EXPECT_EQ(uk_sys_sync_file_range(out, 0, 0, 8), -EINVAL);
	UK_EXPECT_EQ(uk_sys_fadvise64(out, 0, 0, 3), 0);
	UK_EXPECT_EQ(uk_sys_fadvise64(out, 0, 0, 9), -EINVAL);
	UK_EXPECT_EQ(uk_sys_readahead(out, 0, 10), 0);
	UK_EXPECT_EQ(uk_sys_readahead(-1, 0, 10), -EBADF);
	UK_EXPECT_EQ(uk_sys_close(in), 0);
	UK_EXPECT_EQ(uk_sys_close(out), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/in")), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/out")), 0);
}
