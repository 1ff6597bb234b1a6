/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The C calls on files. What the kernel's do is tested with them; here is that each is passed
 * on rightly, with errno, and what lies on top: streams, realpath, temporary files.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utime.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_files, "the C calls on files");

/* Linux's ABI */
_Static_assert(O_PATH == 010000000 && O_TMPFILE == 020200000 &&
		       O_DIRECTORY == 0200000 && AT_FDCWD == -100 &&
		       AT_REMOVEDIR == 0x200 && F_SETLK == 6 && F_WRLCK == 1 &&
		       F_OFD_SETLK == 37 && LOCK_UN == 8 &&
		       sizeof(struct flock) == 32 && PATH_MAX == 4096 &&
		       sizeof(((struct stat *)NULL)->st_nlink) == 8,
	       "Linux's numbers");

static bool fails(long result, int number)
{
	return result == -1 && errno == number;
}

static void make(const char *path)
{
	int fd = creat(path, 0644);

	UK_EXPECT(fd > 2);
	UK_EXPECT_EQ(close(fd), 0);
}

static struct stat look(const char *path)
{
	struct stat found = { .st_mode = 0 };

	UK_EXPECT_EQ(lstat(path, &found), 0);
	return found;
}

UK_TEST(posixapi_files, open_and_names)
{
	struct stat found;
	int fd, dir;

	UK_EXPECT(fails(open("/none/x", O_RDONLY), ENOENT));
	UK_EXPECT_EQ(mkdir("/names", 0755), 0);
	UK_EXPECT(fails(mkdir("/names", 0755), EEXIST));
	dir = open("/names", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	UK_EXPECT_EQ(fcntl(dir, F_GETFD), FD_CLOEXEC);
	fd = openat(dir, "file", O_CREAT | O_EXCL | O_RDWR, 0640);
	UK_EXPECT_EQ(write(fd, "text", 4), 4);
	UK_EXPECT_EQ(pread(fd, &(char[2]){ 0 }, 2, 1), 2);
	UK_EXPECT_EQ(lseek(fd, -1, SEEK_END), 3);
	UK_EXPECT(fails(lseek(fd, -5, SEEK_END), EINVAL));
	UK_EXPECT_EQ(fstat(fd, &found), 0);
	UK_EXPECT_EQ(found.st_size, 4);
	UK_EXPECT_EQ(found.st_mode, S_IFREG | 0640);
	UK_EXPECT_EQ(found.st_nlink, 1);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT_EQ(fstatat(dir, "file", &found, 0), 0);
	UK_EXPECT_EQ(link("/names/file", "/names/same"), 0);
	UK_EXPECT_EQ(look("/names/same").st_ino, found.st_ino);
	UK_EXPECT_EQ(look("/names/same").st_nlink, 2);
	UK_EXPECT_EQ(rename("/names/same", "/names/new"), 0);
	UK_EXPECT_EQ(symlinkat("file", dir, "link"), 0);
	UK_EXPECT_EQ(look("/names/link").st_size, 4);
	UK_EXPECT_EQ(renameat(dir, "link", AT_FDCWD, "/names/l"), 0);
	UK_EXPECT_EQ(linkat(dir, "new", dir, "more", 0), 0);
	UK_EXPECT(fails(rmdir("/names"), ENOTEMPTY));
	UK_EXPECT_EQ(unlink("/names/more"), 0);
	UK_EXPECT_EQ(unlinkat(dir, "l", 0), 0);
	UK_EXPECT_EQ(remove("/names/file"), 0);
	UK_EXPECT_EQ(remove("/names/new"), 0);
	UK_EXPECT_EQ(close(dir), 0);
	UK_EXPECT_EQ(remove("/names"), 0);
	UK_EXPECT(fails(stat("/names", &found), ENOENT));
}

UK_TEST(posixapi_files, rights_and_times)
{
	const struct timeval times[2] = { { 10, 5 }, { 20, 999999 } };
	const struct timeval wrong[2] = { { 0, 1000000 }, { 0, 0 } };
	const struct utimbuf whole = { 30, 40 };
	const struct timespec fine[2] = { { 50, 6 }, { 0, UTIME_OMIT } };
	mode_t mask = umask(077);
	int fd;

	make("/rights");
	UK_EXPECT_EQ(umask(mask), 077);
	UK_EXPECT_EQ(look("/rights").st_mode & 07777, 0600);
	UK_EXPECT_EQ(chmod("/rights", 0444), 0);
	UK_EXPECT_EQ(access("/rights", R_OK | W_OK), 0); /* root may */
	UK_EXPECT(fails(access("/rights", X_OK), EACCES));
	UK_EXPECT(fails(access("/rights/x", F_OK), ENOTDIR));
	UK_EXPECT_EQ(chown("/rights", 1, 2), 0);
	UK_EXPECT_EQ(look("/rights").st_uid, 1);
	UK_EXPECT_EQ(lchown("/rights", (uid_t)-1, 3), 0);
	UK_EXPECT_EQ(look("/rights").st_gid, 3);
	UK_EXPECT_EQ(utimes("/rights", times), 0);
	UK_EXPECT_EQ(look("/rights").st_mtim.tv_nsec, 999999000);
	UK_EXPECT(fails(utimes("/rights", wrong), EINVAL));
	UK_EXPECT_EQ(utime("/rights", &whole), 0);
	UK_EXPECT_EQ(look("/rights").st_mtime, 40);
	fd = open("/rights", O_RDWR);
	UK_EXPECT_EQ(fchmod(fd, 0600), 0);
	UK_EXPECT_EQ(fchown(fd, 0, 0), 0);
	UK_EXPECT_EQ(futimens(fd, fine), 0);
	UK_EXPECT_EQ(look("/rights").st_atim.tv_nsec, 6);
	UK_EXPECT_EQ(look("/rights").st_mtime, 40);
	UK_EXPECT_EQ(utime("/rights", NULL), 0);
	UK_EXPECT(look("/rights").st_mtime > 40);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT_EQ(unlink("/rights"), 0);
}

UK_TEST(posixapi_files, sizes)
{
	struct statvfs posix;
	struct statfs linux_way;
	struct iovec pieces[] = { { "ab", 2 }, { "cd", 2 } };
	int fd = open("/sizes", O_CREAT | O_RDWR, 0600), copy;
	char text[5] = "";
	off_t from = 1;

	UK_EXPECT_EQ(writev(fd, pieces, 2), 4);
	UK_EXPECT_EQ(ftruncate(fd, 10000), 0);
	UK_EXPECT_EQ(truncate("/sizes", 4), 0);
	UK_EXPECT_EQ(posix_fallocate(fd, 0, 100), 0);
	UK_EXPECT_EQ(posix_fallocate(fd, -1, 100), EINVAL);
	UK_EXPECT_EQ(look("/sizes").st_size, 100);
	UK_EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED), 0);
	UK_EXPECT_EQ(fsync(fd), 0);
	UK_EXPECT_EQ(fdatasync(fd), 0);
	sync();
	copy = open("/copy", O_CREAT | O_RDWR, 0600);
	UK_EXPECT_EQ(sendfile(copy, fd, &from, 3), 3);
	UK_EXPECT_EQ(from, 4);
	UK_EXPECT_EQ(pread(copy, text, 4, 0), 3);
	UK_EXPECT(!strcmp(text, "bcd"));
	UK_EXPECT_EQ(fstatvfs(fd, &posix), 0);
	UK_EXPECT_EQ(posix.f_namemax, NAME_MAX);
	UK_EXPECT(posix.f_bavail <= posix.f_blocks);
	UK_EXPECT_EQ(statfs("/sizes", &linux_way), 0);
	UK_EXPECT_EQ((unsigned long)linux_way.f_bsize, posix.f_bsize);
	UK_EXPECT_EQ(pathconf("/sizes", _PC_NAME_MAX), NAME_MAX);
	UK_EXPECT_EQ(fpathconf(1, _PC_PATH_MAX), PATH_MAX);
	UK_EXPECT(fails(pathconf("/none", _PC_PATH_MAX), ENOENT));
	UK_EXPECT(fails(pathconf("/", 1000), EINVAL));
	UK_EXPECT_EQ(close(copy), 0);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT_EQ(unlink("/copy"), 0);
	UK_EXPECT_EQ(unlink("/sizes"), 0);
}

UK_TEST(posixapi_files, locks)
{
	int a = open("/lock", O_CREAT | O_RDWR, 0600), b = open("/lock", O_RDWR);
	struct flock lock = { .l_type = F_WRLCK, .l_start = 5, .l_len = 5 };

	UK_EXPECT_EQ(flock(a, LOCK_EX), 0);
	UK_EXPECT(fails(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK));
	UK_EXPECT_EQ(flock(a, LOCK_UN), 0);
	UK_EXPECT_EQ(fcntl(a, F_SETLK, &lock), 0);
	UK_EXPECT_EQ(fcntl(a, F_OFD_SETLK, &lock), 0);
	UK_EXPECT(fails(fcntl(b, F_OFD_SETLK, &lock), EAGAIN));
	UK_EXPECT_EQ(fcntl(b, F_OFD_GETLK, &lock), 0);
	UK_EXPECT_EQ(lock.l_type, F_WRLCK);
	UK_EXPECT_EQ(lock.l_pid, -1);
	UK_EXPECT_EQ(lockf(b, F_TLOCK, 0), 0);
	UK_EXPECT_EQ(lockf(b, F_TEST, 0), 0);
	UK_EXPECT(fails(lockf(b, 9, 0), EINVAL));
	UK_EXPECT_EQ(close(a), 0);
	UK_EXPECT_EQ(close(b), 0);
	UK_EXPECT_EQ(unlink("/lock"), 0);
}

UK_TEST(posixapi_files, current_directory)
{
	char text[PATH_MAX], *made;

	UK_EXPECT_EQ(mkdir("/cwd", 0700), 0);
	UK_EXPECT_EQ(chdir("cwd"), 0);
	UK_EXPECT(getcwd(text, sizeof(text)) == text);
	UK_EXPECT(!strcmp(text, "/cwd"));
	UK_EXPECT(!getcwd(text, 4) && errno == ERANGE);
	UK_EXPECT(!getcwd(text, 0) && errno == EINVAL);
	made = getcwd(NULL, 0);
	UK_EXPECT(made && !strcmp(made, "/cwd"));
	free(made);
	UK_EXPECT_EQ(chdir(".."), 0);
	UK_EXPECT_EQ(rmdir("cwd"), 0);
}

UK_TEST(posixapi_files, realpath)
{
	char text[PATH_MAX], *made;

	UK_EXPECT_EQ(mkdir("/real", 0700), 0);
	make("/real/file");
	UK_EXPECT_EQ(symlink("../real/./file", "/real/link"), 0);
	UK_EXPECT_EQ(symlink("/real", "/alias"), 0);
	UK_EXPECT(realpath("//alias/../alias/link", text) == text);
	UK_EXPECT(!strcmp(text, "/real/file"));
	made = realpath("/", NULL);
	UK_EXPECT(made && !strcmp(made, "/"));
	free(made);
	UK_EXPECT(!realpath("/real/none", text) && errno == ENOENT);
	UK_EXPECT(!realpath("/real/file/x", text) && errno == ENOTDIR);
	UK_EXPECT(!realpath("", text) && errno == ENOENT);
	UK_EXPECT_EQ(unlink("/alias"), 0);
	UK_EXPECT_EQ(unlink("/real/link"), 0);
	UK_EXPECT_EQ(unlink("/real/file"), 0);
	UK_EXPECT_EQ(rmdir("/real"), 0);
}

UK_TEST(posixapi_files, temporary_names)
{
	char file[] = "/t-XXXXXX", dir[] = "/d-XXXXXX", wrong[] = "/t-XXX";
	char end[] = "/eXXXXXX.txt", none[] = "/n-XXXXXX";
	int fd = mkstemp(file);

	UK_EXPECT(fd > 2);
	UK_EXPECT_EQ(look(file).st_mode, S_IFREG | 0600);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT_EQ(unlink(file), 0);
	UK_EXPECT(mkdtemp(dir) == dir);
	UK_EXPECT_EQ(look(dir).st_mode, S_IFDIR | 0700);
	UK_EXPECT_EQ(rmdir(dir), 0);
	UK_EXPECT(fails(mkstemp(wrong), EINVAL));
	UK_EXPECT(fails(mkstemps(end, 5), EINVAL));
	fd = mkostemps(end, 4, O_APPEND);
	UK_EXPECT_EQ(strlen(end), 12);
	UK_EXPECT(!strcmp(end + 8, ".txt") && !strchr(end, 'X'));
	UK_EXPECT(fcntl(fd, F_GETFL) & O_APPEND);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT_EQ(unlink(end), 0);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	UK_EXPECT(fails(access(mktemp(none), F_OK), ENOENT));
#pragma GCC diagnostic pop
#ifdef CONFIG_LIBPOSIXAPI_RANDOM
	/* What is gone comes no more. */
	char again[] = "/d-XXXXXX";

	UK_EXPECT(mkdtemp(again) == again && strcmp(again, dir));
	UK_EXPECT_EQ(rmdir(again), 0);
#endif
}
