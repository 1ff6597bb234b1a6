/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files as POSIX and Linux have them: calls with descriptors, the current directory,
 * umask and locks, on the vfs. Each is the system call of its name with negative errno
 * and Linux's numbers and layouts on x86-64; a C library only sets errno.
 *
 * `at` is a descriptor of a directory where a relative path starts, or
 * UK_AT_FDCWD. Calls with `flags` take those UK_AT_* that Linux's call takes: -EINVAL
 * for another. -EBADF, -ENOTDIR (`at`), -ENOENT (an empty path), -EFAULT (a path
 * that is NULL) and the vfs's errors.
 *
 * Context: threads. All may sleep for a device, but uk_umask().
 */
#ifndef UK_FSCALLS_H
#define UK_FSCALLS_H

#include <uk/fd.h>
#include <uk/stat.h>
#include <uk/vfs.h>

/* linux/fcntl.h */
#define UK_AT_FDCWD (-100)
#define UK_AT_SYMLINK_NOFOLLOW 0x100
#define UK_AT_REMOVEDIR 0x200
#define UK_AT_EACCESS 0x200 /* of faccessat() only */
#define UK_AT_SYMLINK_FOLLOW 0x400
#define UK_AT_NO_AUTOMOUNT 0x800 /* changes nothing */
#define UK_AT_EMPTY_PATH 0x1000 /* "" is the file `at` itself, of any kind */

/* ---- opening ---- */

/* The descriptor. `flags` are UK_O_*; -EOPNOTSUPP for O_TMPFILE. */
int uk_openat(int at, const char *path, uint32_t flags, uint32_t mode);

/* The rights that new files do not get; the old ones. */
uint32_t uk_umask(uint32_t mask);

/* ---- what a path leads to ---- */

/* The place itself, with a share of *found for the caller; `flags` are UK_VFS_*. */
int uk_walkat(int at, const char *path, uint32_t flags,
	      struct uk_dentry **found);
int uk_fstatat(int at, const char *path, struct uk_stat *stat, int flags);
int uk_faccessat(int at, const char *path, uint32_t mode, int flags);
int uk_fchmodat(int at, const char *path, uint32_t mode, int flags);
/* UINT32_MAX: as it is */
int uk_fchownat(int at, const char *path, uint32_t uid, uint32_t gid,
		int flags);

/* Nanoseconds that are no number (linux/stat.h) */
#define UK_UTIME_NOW 0x3fffffffl
#define UK_UTIME_OMIT 0x3ffffffel

/* `times`: of access and of change; NULL: now, both. Path NULL: `at` itself. */
int uk_utimensat(int at, const char *path, const struct uk_timespec *times,
		 int flags);
int uk_truncate(const char *path, int64_t size);
uk_ssize_t uk_readlinkat(int at, const char *path, char *to, size_t size);
int uk_statfs(const char *path, struct uk_statfs *stat);

/* ---- names ---- */

int uk_mkdirat(int at, const char *path, uint32_t mode);
int uk_mknodat(int at, const char *path, uint32_t mode, uint64_t device_number);
int uk_symlinkat(const char *target, int at, const char *path);
/* UK_AT_SYMLINK_FOLLOW */
int uk_linkat(int at, const char *path, int to_at, const char *to_path,
	      int flags);
/* UK_AT_REMOVEDIR: rmdir() */
int uk_unlinkat(int at, const char *path, int flags);
/* `flags`: UK_RENAME_* */
int uk_renameat2(int at, const char *path, int to_at, const char *to_path,
		 uint32_t flags);

/* ---- the current directory ---- */

int uk_chdir(const char *path);
int uk_fchdir(int fd);
/* The path and its final 0: bytes stored. -ERANGE, -ENOENT: it was removed. */
uk_ssize_t uk_getcwd(char *to, size_t size);

/* ---- open files ---- */

int uk_fchmod(int fd, uint32_t mode);
int uk_fchown(int fd, uint32_t uid, uint32_t gid);
int uk_ftruncate(int fd, int64_t size);
int uk_fstatfs(int fd, struct uk_statfs *stat);

/* Stores `struct uk_dirent`s: bytes stored, 0 at the end. */
uk_ssize_t uk_getdents(int fd, void *to, size_t size);

int uk_fsync(int fd);
int uk_fdatasync(int fd);
int uk_syncfs(int fd);
/* The first error; Linux's sync() has none. */
int uk_sync(void);

/* Modes of uk_fallocate() (linux/falloc.h) */
#define UK_FALLOC_KEEP_SIZE 1u

int uk_fallocate(int fd, uint32_t mode, int64_t offset, int64_t length);
/* Checks its arguments; advice changes nothing. */
int uk_fadvise(int fd, int64_t offset, int64_t length, int advice);

/* Copies inside the kernel. Bytes copied, 0 at the end of `in`. `*offset`, if there is
 * one, is read and moved in place of the file's position.
 */
uk_ssize_t uk_sendfile(int out, int in, int64_t *offset, size_t length);
uk_ssize_t uk_copy_file_range(int in, int64_t *in_offset, int out,
			      int64_t *out_offset, size_t length,
			      uint32_t flags);

/* ---- locks ---- */

/* flock(); UK_FLOCK_* */
int uk_flock(int fd, unsigned int operation);

/* Commands of uk_fcntl() for locks of ranges (linux/fcntl.h) */
enum {
	UK_F_GETLK = 5,
	UK_F_SETLK = 6,
	UK_F_SETLKW = 7,
	UK_F_OFD_GETLK = 36,
	UK_F_OFD_SETLK = 37,
	UK_F_OFD_SETLKW = 38,
};

/* asm-generic/fcntl.h: struct flock, and its types */
enum {
	UK_F_RDLCK = 0,
	UK_F_WRLCK = 1,
	UK_F_UNLCK = 2,
};

struct uk_record_lock {
	int16_t type;
	int16_t whence;
	int64_t start;
	int64_t length; /* 0: to the end, wherever that will be; may be negative */
	int32_t owner;
};

_Static_assert(sizeof(struct uk_record_lock) == 32, "the ABI's size");

/*
 * fcntl(): locks of ranges, and all that uk_fd_control() has. A process's own
 * locks (GETLK, SETLK) never meet another process's, as there is one: they are checked
 * and granted. Those of open files (OFD) are kept, and waited for; they do not see the
 * process's.
 */
int uk_fcntl(int fd, int command, unsigned long argument);

#endif /* UK_FSCALLS_H */
