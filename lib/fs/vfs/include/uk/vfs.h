/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files by path: one tree of mounted file systems. Descriptors, the current folder and
 * umask are the POSIX layer's (lib/posix/fscalls); this is what lies below, for it
 * and for programs that want no descriptors.
 *
 * A place in the tree is a `struct uk_dentry`; each call takes one to start at
 * (NULL: the root; it does not matter for a path that begins with '/') and a
 * path. Paths end with a 0 and are resolved as POSIX says (4.13), with up to 40
 * symbolic links.
 *
 * Rights: the program is the only user, and root: all rights are kept and shown,
 * none is refused but executing what nobody may execute.
 *
 * Context: threads. All may sleep for a device. Errors are negative errno, those of
 * POSIX's calls of the same names.
 */
#ifndef UK_VFS_H
#define UK_VFS_H

#include <uk/vnode.h>

/* ---- places ---- */

/* Flags of a walk, by which calls differ */
enum {
	UK_VFS_NO_FOLLOW = 1, /* the last name may be a symbolic link: itself */
	UK_VFS_DIRECTORY = 2, /* -ENOTDIR for anything else */
};

/* Where `path` leads. 0 with a share of *found for the caller. */
int uk_vfs_walk(struct uk_dentry *from, const char *path, uint32_t flags,
		struct uk_dentry **found);

void uk_dentry_get(struct uk_dentry *dentry);
void uk_dentry_put(struct uk_dentry *dentry);
struct uk_vnode *uk_dentry_vnode(struct uk_dentry *dentry);

/*
 * The path from the root to `place`, with a final 0. Its length without it, or
 * -ERANGE (`size` is too small), -ENOENT (the directory was removed).
 */
uk_ssize_t uk_vfs_path(struct uk_dentry *place, char *to, size_t size);

/* ---- calls with a path ---- */

/*
 * open(): flags are UK_O_*, of which CLOEXEC is ignored. `mode` is for a new file. 0
 * with a file of one owner, the caller.
 */
int uk_vfs_open(struct uk_dentry *from, const char *path, uint32_t flags,
		uint32_t mode, struct uk_file **file);

/* UK_VFS_NO_FOLLOW: lstat() */
int uk_vfs_stat(struct uk_dentry *from, const char *path, uint32_t flags,
		struct uk_stat *stat);
int uk_vfs_set(struct uk_dentry *from, const char *path, uint32_t flags,
	       const struct uk_attributes *attributes);
/* `mode`: 4, 2, 1 for read, write, execute; 0: that it is there */
int uk_vfs_access(struct uk_dentry *from, const char *path, uint32_t flags,
		  uint32_t mode);
uk_ssize_t uk_vfs_readlink(struct uk_dentry *from, const char *path, char *to,
			   size_t size);
int uk_vfs_statfs(struct uk_dentry *from, const char *path,
		  struct uk_statfs *stat);

/* mknod(); a directory's kind is -EINVAL */
int uk_vfs_make(struct uk_dentry *from, const char *path, uint32_t mode,
		uint64_t device_number);
int uk_vfs_mkdir(struct uk_dentry *from, const char *path, uint32_t mode);
int uk_vfs_symlink(const char *target, struct uk_dentry *from,
		   const char *path);
/* UK_VFS_NO_FOLLOW: a link to a symbolic link itself */
int uk_vfs_link(struct uk_dentry *from, const char *path, uint32_t flags,
		struct uk_dentry *to_from, const char *to_path);
int uk_vfs_unlink(struct uk_dentry *from, const char *path);
int uk_vfs_rmdir(struct uk_dentry *from, const char *path);
/* `flags`: UK_RENAME_* */
int uk_vfs_rename(struct uk_dentry *from, const char *path,
		  struct uk_dentry *to_from, const char *to_path,
		  uint32_t flags);

/* ---- calls with an open file ---- */

/* NULL if it is not of the vfs (a socket, the console): -EBADF or -EINVAL, as the
 * call's page says.
 */
struct uk_vfs_file *uk_vfs_file(struct uk_file *file);

/* What getdents64() stores (linux/dirent.h) */
struct uk_dirent {
	uint64_t inode;
	int64_t next;
	uint16_t length; /* of all this, a multiple of 8 */
	uint8_t kind; /* the mode's kind >> 12 */
	char name[];
};

/* Stores entries from the file's position on. Bytes stored, 0 at the end, -EINVAL if
 * not even one fits, -ENOTDIR.
 */
uk_ssize_t uk_vfs_readdir(struct uk_vfs_file *file, void *to, size_t size);
int uk_vfs_truncate(struct uk_vfs_file *file, int64_t size);
int uk_vfs_allocate(struct uk_vfs_file *file, int64_t offset, int64_t length,
		    bool keep_size);
int uk_vfs_fsync(struct uk_vfs_file *file, bool data_only);

/* Operations of flock() (asm-generic/fcntl.h). -EWOULDBLOCK with NONBLOCK. */
enum {
	UK_FLOCK_SHARED = 1,
	UK_FLOCK_EXCLUSIVE = 2,
	UK_FLOCK_NONBLOCK = 4,
	UK_FLOCK_UNLOCK = 8,
};
int uk_vfs_flock(struct uk_vfs_file *file, unsigned int operation);

/*
 * Called, if it is not NULL, as the last share of an open file is given up: the POSIX
 * layer sets it when a file first has locks of ranges, which end then.
 */
extern void (*uk_vfs_closing)(struct uk_vfs_file *file);

/* Calls on a vnode that both kinds above end in */
int uk_vnode_stat(struct uk_vnode *vnode, struct uk_stat *stat);
int uk_vnode_set(struct uk_vnode *vnode,
		 const struct uk_attributes *attributes);

/* ---- mounts ---- */

/*
 * Mounts `source` at the directory `target` ("/": first of all). `options`, which
 * may be NULL: the vfs's "ro" and "noatime", else the type's, separated
 * by ','. 0; -ENODEV: no such type in this image, -ENOENT: no such directory,
 * -EBUSY, or the file system's error. Prints nothing.
 */
int uk_vfs_mount(const char *source, const char *target, const char *type,
		 const char *options);
/* -EINVAL: nothing is mounted there; -EBUSY: something in it is in use. */
int uk_vfs_unmount(const char *target);

/* All that was written, to any mount, is on its device. The first error. */
int uk_vfs_sync(void);

/* For fstatfs() and syncfs(): as the calls above, of one mount. */
int uk_mount_statfs(struct uk_mount *mount, struct uk_statfs *stat);
int uk_mount_sync(struct uk_mount *mount);

/* The first mount; follow ->next. */
extern struct uk_mount *uk_mount_first;

#endif /* UK_VFS_H */
