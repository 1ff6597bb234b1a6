/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The side of the vfs that file systems implement: mounts, vnodes (a file,
 * directory, link or device of a file system, in memory), and open files.
 * Programs want <uk/vfs.h>.
 *
 * The vfs does what all have in common: it walks paths, keeps names it has
 * looked up, checks kinds, flags, rights and read-only mounts, and counts owners. So an
 * operation is called only where it makes sense: a name is 1 to 255 bytes
 * without '/', not "." or ".."; a directory is one, of the same mount as the
 * vnodes beside it; a mount that is written to is not read-only.
 *
 * Locks: the vfs holds none while an operation runs (but see rename), so that one that
 * waits for its device holds up nobody else. A file system whose operations sleep takes what
 * locks it needs; it may find a name gone or made meanwhile, and says so.
 *
 * Context: threads (unmount: also the image's end). Operations may sleep for
 * their device. Errors are negative errno. What a file system has not got is NULL:
 * it gives the error in brackets.
 */
#ifndef UK_VNODE_H
#define UK_VNODE_H

#include <uk/file.h>
#include <uk/list.h>
#include <uk/stat.h>
#include <uk/table.h>
#ifdef CONFIG_LIBVFS_THREADS
#include <uk/mutex.h>
#endif

struct uk_mount;
struct uk_vfs_file;
struct uk_vnode;

#define UK_NAME_MOST 255u  /* bytes of a name */
#define UK_PATH_MOST 4096u /* bytes of a path, with its final 0 */

/* A name within a directory, which need not end with a 0. */
struct uk_name {
	const char *text;
	size_t length;
};

/* ---- vnodes ---- */

/* Lies in the file system's own description, which sets the first part. */
struct uk_vnode {
	const struct uk_vnode_ops *ops;
	struct uk_mount *mount;
	uint64_t inode; /* its number, unique in the mount */
	/* Kind and rights (UK_S_IF*, 07777). The kind never changes. */
	uint32_t mode;
	/* Bytes of a regular file, as far as this machine knows; the file
	 * system keeps it right.
	 */
	int64_t size;
	struct uk_refcount owners;

	/* The vfs's own */
	struct uk_list_head known; /* see uk_vnode_find() */
	intptr_t locks; /* flock(): how many share it, or -1: one has it alone */
};

/* A vnode with one owner, the caller; `ops` and what follows set, the rest made
 * ready.
 */
void uk_vnode_init(struct uk_vnode *vnode, const struct uk_vnode_ops *ops,
		   struct uk_mount *mount, uint64_t inode, uint32_t mode);

static inline void uk_vnode_get(struct uk_vnode *vnode)
{
	uk_refcount_get(&vnode->owners);
}

/* The last one calls ops->release, which may sleep. */
void uk_vnode_put(struct uk_vnode *vnode);

/*
 * A file is one vnode, by however many names it is found. A file system that makes
 * vnodes as they are asked for keeps them in the mount's table: find gives
 * the one of that inode with a share for the caller, or NULL; add enters a
 * new one, until its last owner puts it (before release is called).
 */
struct uk_vnode *uk_vnode_find(struct uk_mount *mount, uint64_t inode);
void uk_vnode_add(struct uk_vnode *vnode);

static inline bool uk_vnode_is_directory(const struct uk_vnode *vnode)
{
	return (vnode->mode & UK_S_IFMT) == UK_S_IFDIR;
}

/* What set() changes: those fields that `which` names. */
struct uk_attributes {
	enum {
		UK_ATTRIBUTE_MODE = 1,	   /* 07777 of it */
		UK_ATTRIBUTE_UID = 2,
		UK_ATTRIBUTE_GID = 4,
		UK_ATTRIBUTE_SIZE = 8,	   /* regular files only */
		UK_ATTRIBUTE_ACCESSED = 16,
		UK_ATTRIBUTE_MODIFIED = 32,
	} which;
	uint32_t mode;
	uint32_t uid;
	uint32_t gid;
	int64_t size; /* not negative; what is added reads as zeroes */
	struct uk_timespec accessed;
	struct uk_timespec modified;
};

/* Flags of rename (linux/fs.h) */
#define UK_RENAME_NOREPLACE 1u
#define UK_RENAME_EXCHANGE 2u

/* Where a transfer that appends writes: see write() */
#define UK_VFS_END (-2)

/*
 * Takes one entry of a directory. `next` is where to go on after it. False: there is
 * no room for it; the reader comes back later with its place.
 */
typedef bool (*uk_vfs_emit)(void *context, const struct uk_name *name,
			    uint64_t inode, uint32_t mode, int64_t next);

struct uk_vnode_ops {
	/* ---- of a directory ---- */

	/* 0 with a share of the vnode for the caller, -ENOENT. [-ENOTDIR] */
	int (*lookup)(struct uk_vnode *dir, const struct uk_name *name,
		      struct uk_vnode **found);
	/* A regular file, a socket, FIFO or device (`device_number`), by the kind
	 * in `mode`. 0 with a share for the caller, -EEXIST. [-EPERM]
	 */
	int (*create)(struct uk_vnode *dir, const struct uk_name *name,
		      uint32_t mode, uint64_t device_number,
		      struct uk_vnode **made);
	/* `mode`: rights only. [-EPERM] */
	int (*mkdir)(struct uk_vnode *dir, const struct uk_name *name,
		     uint32_t mode, struct uk_vnode **made);
	/* `target`: 1 to UK_PATH_MOST - 1 bytes, any text. [-EPERM] */
	int (*symlink)(struct uk_vnode *dir, const struct uk_name *name,
		       const struct uk_name *target, struct uk_vnode **made);
	/* Another name of a vnode that is no directory. [-EPERM] */
	int (*link)(struct uk_vnode *dir, const struct uk_name *name,
		    struct uk_vnode *vnode);
	/* `vnode` is what was found by that name, no directory. Its content stays
	 * until its last owner is gone. [-EPERM]
	 */
	int (*unlink)(struct uk_vnode *dir, const struct uk_name *name,
		      struct uk_vnode *vnode);
	/* -ENOTEMPTY. [-EPERM] */
	int (*rmdir)(struct uk_vnode *dir, const struct uk_name *name,
		     struct uk_vnode *vnode);
	/*
	 * `vnode` gets another name, as one step. `target` is what had that
	 * name, or NULL, and is another file; both are directories or neither is,
	 * unless they change places, and a directory does not move below itself.
	 * Directories that change their parent do so one at a time.
	 * -ENOTEMPTY. [-EXDEV]
	 */
	int (*rename)(struct uk_vnode *dir, const struct uk_name *name,
		      struct uk_vnode *vnode, struct uk_vnode *to_dir,
		      const struct uk_name *to_name, struct uk_vnode *target,
		      uint32_t flags);
	/*
	 * Gives the entries from `position` on, "." and ".." among them, until
	 * `emit` has no room or there are no more. 0 is the start; other positions
	 * are those that it emitted. An entry that is there all the time is
	 * given once. 0, or an error. [-ENOTDIR]
	 */
	int (*readdir)(struct uk_vfs_file *file, int64_t position,
		       uk_vfs_emit emit, void *context);

	/* ---- of any vnode ---- */

	/* Fills in what it knows; inode, mode, size and device are set. [as set] */
	int (*stat)(struct uk_vnode *vnode, struct uk_stat *stat);
	/* [-EPERM] */
	int (*set)(struct uk_vnode *vnode,
		   const struct uk_attributes *attributes);
	/* The target's bytes, without a 0: how many there are, at most `size` were
	 * stored. [-EINVAL]
	 */
	uk_ssize_t (*readlink)(struct uk_vnode *vnode, char *to, size_t size);
	/* What was written is on the device, and so is what is needed to find it
	 * again; with `data_only` perhaps not its times. [0]
	 */
	int (*sync)(struct uk_vnode *vnode, bool data_only);
	/* The last owner is gone: frees it, and its content, if no name is left. */
	void (*release)(struct uk_vnode *vnode);

	/* ---- of an open file ---- */

	/*
	 * file->flags say how. Its own data goes to file->data. A device may set
	 * *instead to another open file (a share for the caller), which then is
	 * opened in place of this one. UK_O_TRUNC was done by set(). [0; of
	 * a device, FIFO or socket: -ENXIO]
	 */
	int (*open)(struct uk_vfs_file *file, struct uk_file **instead);
	/* After the last owner of the file is gone. [nothing] */
	void (*close)(struct uk_vfs_file *file);
	/* As uk_file_ops' of that name, with an offset always, not negative.
	 * [-EINVAL]
	 */
	uk_ssize_t (*read)(struct uk_vfs_file *file,
			   const struct uk_iovec *pieces, unsigned int count,
			   int64_t offset);
	/* At least one byte, below INT64_MAX. *offset may be UK_VFS_END: writes at the
	 * end, as one step, and stores there where that was. O_SYNC is the vfs's.
	 * [-EINVAL]
	 */
	uk_ssize_t (*write)(struct uk_vfs_file *file,
			    const struct uk_iovec *pieces, unsigned int count,
			    int64_t *offset);
	/* Room for these bytes, so that writing them cannot fail for want of
	 * space; the file grows unless `keep_size`. [-EOPNOTSUPP]
	 */
	int (*allocate)(struct uk_vfs_file *file, int64_t offset,
			int64_t length, bool keep_size);
	/* [always in and out] */
	unsigned int (*ready)(struct uk_vfs_file *file);
	/* [-ENOTTY] */
	int (*ioctl)(struct uk_vfs_file *file, unsigned long request,
		     void *argument);
};

/* ---- open files ---- */

struct uk_dentry;

struct uk_vfs_file {
	struct uk_file file;
	struct uk_vnode *vnode;	  /* which the dentry keeps */
	struct uk_dentry *dentry; /* where it was found; a share */
	int64_t position;
	void *data; /* the file system's own */
	unsigned int lock; /* what it has of flock(): UK_FLOCK_SHARED... */
	struct uk_list_head opened; /* the vfs's own: all that are open */
#ifdef CONFIG_LIBVFS_THREADS
	struct uk_mutex position_lock;
#endif
};

/*
 * Who stands behind FIFOs, which file systems only store: at most one library has an
 * opener. It gets the file as its program will; sets file->data, and file.ops to
 * operations of its own, among them uk_vfs_file_stat and a release that ends in
 * uk_vfs_file_release(). May sleep.
 */
typedef int (*uk_vfs_opener)(struct uk_vfs_file *file);

UK_TABLE_DECLARE(uk_vfs_opener, uk_vfs_fifo_openers);

#define UK_VFS_FIFO_OPENER(name, function) \
	UK_TABLE_ENTRY(uk_vfs_opener, uk_vfs_fifo_openers, name) = (function)

int uk_vfs_file_stat(struct uk_file *file, struct uk_stat *stat);
void uk_vfs_file_release(struct uk_file *file);

/* For readdir: emits "." (at 0) and ".." (at 1), if `*position` is there, and moves
 * it; the file system's own places start at 2. False: no room.
 */
bool uk_vfs_emit_dots(struct uk_vfs_file *file, int64_t *position,
		      uk_vfs_emit emit, void *context);

/* ---- mounts ---- */

/* What statvfs() says, in bytes of `block_size`. */
struct uk_statfs {
	uint64_t block_size;
	uint64_t blocks;
	uint64_t blocks_free;
	uint64_t blocks_available;
	uint64_t files;
	uint64_t files_free;
	uint64_t id;
	uint64_t name_most;
	uint32_t type; /* Linux's magic number (linux/magic.h) */
	uint32_t flags; /* of the mount: UK_MOUNT_READ_ONLY, UK_MOUNT_NO_ATIME */
};

struct uk_mount_ops {
	/* Name_most and flags are set. [zeroes] */
	int (*statfs)(struct uk_mount *mount, struct uk_statfs *stat);
	/* All that was written is on the device. [0] */
	int (*sync)(struct uk_mount *mount);
	/* No file is open and no vnode in use any more but the root, whose share is
	 * the mount's and is put before this. (At the image's end files were closed,
	 * but directories may still be in use, the root too; nobody comes back.)
	 * Frees mount->data. The mount is gone even after an error.
	 */
	int (*unmount)(struct uk_mount *mount);
};

/* Flags of a mount (linux/mount.h) */
#define UK_MOUNT_READ_ONLY 1u
#define UK_MOUNT_NO_ATIME 1024u
/* Names may change behind our back: none is kept, every walk asks again. */
#define UK_MOUNT_NO_NAMES (1u << 31)

struct uk_mount {
	/* Set before mount() is called */
	const struct uk_filesystem *filesystem;
	const char *source;
	const char *target; /* for messages */
	uint64_t device;    /* its number, for stat */
	uint32_t flags;	    /* mount() may add some (a read-only disk) */
	/* Set by mount() */
	const struct uk_mount_ops *ops;
	struct uk_vnode *root; /* a share */
	void *data;
	/* The vfs's own */
	struct uk_mount *next;
	struct uk_dentry *root_dentry;
	struct uk_dentry *covered;
	struct uk_list_head *vnodes; /* the table, by inode */
	uint32_t vnode_buckets, vnode_count;
	unsigned long calls; /* under way in its operations */
};

struct uk_filesystem {
	const char *name; /* the type, as in fstab: "ext4" */
	/*
	 * Reads `mount->source` (a device, a tag; what it means is the type's) and
	 * the options that are not the vfs's own ("ro", "noatime"), which are
	 * separated by ','. 0 with ops, root and data set; -EINVAL for an option it
	 * does not know; after an error nothing remains. What is wrong with a disk is
	 * printed in one line that says what to do.
	 */
	int (*mount)(struct uk_mount *mount, char *options);
};

UK_TABLE_DECLARE(struct uk_filesystem, uk_filesystems);

/* UK_FILESYSTEM(ext4, .mount = ext4_mount); */
#define UK_FILESYSTEM(type, ...)                                         \
	UK_TABLE_ENTRY(struct uk_filesystem, uk_filesystems, type) = { \
		.name = #type, __VA_ARGS__                               \
	}

/* Takes the next of `*options`, cut in place: its name, and in *value what stands
 * after '=' (NULL: nothing). NULL at the end.
 */
char *uk_mount_option(char **options, char **value);

/*
 * Mounts that come with a library unless fstab mentions the same target:
 * UK_DEFAULT_MOUNT(devfs, "none", "/dev", "devfs");
 */
struct uk_default_mount {
	const char *source;
	const char *target;
	const char *type;
};

UK_TABLE_DECLARE(struct uk_default_mount, uk_default_mounts);

#define UK_DEFAULT_MOUNT(name, from, to, kind)                        \
	UK_TABLE_ENTRY(struct uk_default_mount, uk_default_mounts,    \
		       name) = { .source = (from), .target = (to), .type = (kind) }

#endif /* UK_VNODE_H */
