/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the vfs's files share: entries of directories in memory (dentries), walks,
 * and the calls into file systems.
 *
 * No lock guards any of it: threads switch only where they sleep, and only the calls
 * of a file system and uk_vnode_put() do. Around those, who needs a dentry has a
 * share of it, and looks again at what may have changed.
 */
#ifndef VFS_INTERNAL_H
#define VFS_INTERNAL_H

#include <uk/errno.h>
#include <uk/string.h>
#include <uk/vfs.h>

/* ---- dentries ---- */

struct uk_dentry {
	struct uk_dentry *chain;    /* the next one of the same hash */
	struct uk_list_head unused; /* while nobody has a share */
	struct uk_dentry *parent;   /* a share; NULL: the root of a mount */
	struct uk_vnode *vnode;	    /* a share; NULL: there is no such name */
	struct uk_mount *mount;
	struct uk_mount *mounted; /* here, which hides this one */
	unsigned int owners;
	uint32_t hash;
	bool is_known;	 /* a walk finds it */
	bool is_removed; /* the file has lost this name */
	uint8_t length;
	char *name; /* `text`, or memory of its own */
	char text[];
};

extern struct uk_dentry *vfs_root; /* NULL: nothing is mounted yet */

static __uk_always_inline bool
vfs_dentry_is_directory(const struct uk_dentry *dentry)
{
	return dentry->vnode && uk_vnode_is_directory(dentry->vnode);
}

/* Whether names are asked for at each use. */
static inline bool vfs_asks_again(const struct uk_dentry *dir)
{
	return dir->mount->flags & UK_MOUNT_NO_NAMES;
}

/* FNV-1a, a byte at a time, as a path is cut. */
#define VFS_HASH_START 2166136261u
#define VFS_HASH_ADD(hash, byte) (((hash) ^ (byte)) * 16777619u)

struct vfs_name {
	struct uk_name name;
	uint32_t hash;
};

/* 0, or -ENOMEM: before the first mount. */
int vfs_dentry_start(void);
/* A dentry with one share, which walks do not find yet. Takes over a share of the
 * vnode if all is well. NULL: no memory.
 */
struct uk_dentry *vfs_dentry_new(struct uk_dentry *parent,
				 const struct vfs_name *name,
				 struct uk_vnode *vnode,
				 struct uk_mount *mount);
/* What is known of a name; NULL: nothing. No share. */
struct uk_dentry *vfs_known(struct uk_dentry *dir, const struct vfs_name *name);
/* The same, but NULL also for what must be asked for again. */
struct uk_dentry *vfs_known_for_sure(struct uk_dentry *dir,
				     const struct vfs_name *name);
void vfs_dentry_remember(struct uk_dentry *dentry);
void vfs_dentry_forget(struct uk_dentry *dentry);
/* The file has lost this name; the caller has a share. `is_sure`: the name is free. */
void vfs_dentry_remove(struct uk_dentry *dentry, bool is_sure);
/* Gives up those of a mount, or (not NULL) of a directory, that nobody uses. */
void vfs_dentry_drop_unused(struct uk_mount *mount, struct uk_dentry *dir);
/* It is now called `name` in `parent`; memory for that was there before. */
void vfs_dentry_move(struct uk_dentry *dentry, struct uk_dentry *parent,
		     const struct vfs_name *name, char *memory);
/* Memory that vfs_dentry_move() will need: 0 and perhaps NULL, or -ENOMEM. */
int vfs_dentry_reserve(const struct uk_dentry *dentry,
		       const struct vfs_name *name, char **memory);

/* ---- asking file systems ---- */

extern bool vfs_ended;

/*
 * Around calls of a file system: once the image ends none begins (-EIO) but those that
 * close and release; and those under way are waited for before it is unmounted.
 */
#define VFS_CALL(on, call)                                 \
	({                                                 \
		struct uk_mount *call_mount = (on);        \
		__typeof__(call) call_result = -EIO;       \
							   \
		if (UK_LIKELY(!vfs_ended)) {               \
			call_mount->calls++;               \
			call_result = (call);              \
			call_mount->calls--;               \
		}                                          \
		call_result;                               \
	})

/*
 * A question about a name, or a change of it, that a file system is at. What ends
 * meanwhile and changes the same name makes its answer worthless.
 */
struct vfs_question {
	struct uk_list_head link;
	struct uk_vnode *dir;
	const struct uk_name *name;
	bool is_stale;
};

void vfs_ask(struct vfs_question *question, struct uk_dentry *dir,
	     const struct vfs_name *name);
static inline void vfs_answered(struct vfs_question *question)
{
	uk_list_del(&question->link);
}
/* The file system has changed what the name stands for: `by` is what knows of it, and
 * others of that name are forgotten.
 */
void vfs_changed(struct uk_dentry *dir, const struct vfs_name *name,
		 const struct uk_dentry *by);

/* The dentry of a name, with a share; its vnode is NULL if there is none. The caller
 * has a share of `dir`.
 */
int vfs_find(struct uk_dentry *dir, const struct vfs_name *name,
	     struct uk_dentry **found);

/* ---- walks ---- */

enum vfs_last {
	VFS_LAST_NAME,
	VFS_LAST_DOT, /* ".", or nothing but slashes */
	VFS_LAST_DOT_DOT,
};

struct vfs_walk {
	struct uk_dentry *at;
	struct uk_dentry *held; /* a share that keeps `at` there, if one is needed */
	const char *path;	/* what is left of it */
	const char *limit;	/* too long from here on */
	char *link;		/* memory of a symbolic link that `path` lies in */
	unsigned int links;	/* followed */
	struct vfs_name name;	/* which was cut off last */
};

static inline enum vfs_last vfs_last_kind(const struct vfs_walk *walk)
{
	const struct uk_name *name = &walk->name.name;

	if (UK_LIKELY(name->length > 2))
		return VFS_LAST_NAME;
	if (!name->length || (name->length == 1 && name->text[0] == '.'))
		return VFS_LAST_DOT;
	return name->length == 2 && name->text[0] == '.' &&
			       name->text[1] == '.' ?
		       VFS_LAST_DOT_DOT :
		       VFS_LAST_NAME;
}

/* A slash behind the name that was cut off last */
static inline bool vfs_last_slash(const struct vfs_walk *walk)
{
	return walk->name.name.text[walk->name.name.length] == '/';
}

/* 0 with a walk to be ended, or -ENOENT. The caller keeps `from` there. */
static inline int vfs_walk_begin(struct vfs_walk *walk, struct uk_dentry *from,
				 const char *path)
{
	walk->at = *path == '/' || !from ? vfs_root : from;
	walk->held = NULL;
	walk->path = path;
	walk->limit = path + UK_PATH_MOST;
	walk->link = NULL;
	walk->links = 0;
	return *path && walk->at ? 0 : -ENOENT;
}

void vfs_walk_end(struct vfs_walk *walk);
/* Before anything that sleeps: `at` stays until the walk's end or next step. */
void vfs_walk_hold(struct vfs_walk *walk);
/* `at` becomes a dentry of which the caller had a share. */
void vfs_walk_take(struct vfs_walk *walk, struct uk_dentry *dentry);
/* To the directory of the last name, which is cut and not looked at. */
int vfs_walk_parent(struct vfs_walk *walk);
/* A symbolic link's target takes the place of its name. */
int vfs_walk_follow(struct vfs_walk *walk, struct uk_dentry *link);
/* To the end: UK_VFS_NO_FOLLOW, UK_VFS_DIRECTORY. */
int vfs_walk_all(struct vfs_walk *walk, uint32_t flags);
/* Begin and all; to be ended whatever it returns. */
int vfs_walk_to(struct vfs_walk *walk, struct uk_dentry *from,
		const char *path, uint32_t flags);

static inline bool vfs_is_link(const struct uk_dentry *dentry)
{
	return (dentry->vnode->mode & UK_S_IFMT) == UK_S_IFLNK;
}

/* From a dentry to what is mounted there. */
static inline struct uk_dentry *vfs_top(struct uk_dentry *dentry)
{
	while (UK_UNLIKELY(dentry->mounted != NULL))
		dentry = dentry->mounted->root_dentry;
	return dentry;
}

/* ---- the rest ---- */

static inline int vfs_check_writable(const struct uk_mount *mount)
{
	return mount->flags & UK_MOUNT_READ_ONLY ? -EROFS : 0;
}

/* A new file behind the negative dentry `*child`, which may be changed for another. */
int vfs_create(struct uk_dentry *dir, const struct vfs_name *name,
	       struct uk_dentry **child, uint32_t mode, uint64_t device_number);

/* ---- mounts ---- */

#define VFS_FIRST_BUCKETS 16u

struct vfs_mount {
	struct uk_mount mount;
	bool has_ended; /* with the image, though not all was given back */
	struct uk_list_head first_buckets[VFS_FIRST_BUCKETS];
	char text[]; /* source and target */
};

static inline struct vfs_mount *vfs_mount_of(struct uk_mount *mount)
{
	return UK_CONTAINER_OF(mount, struct vfs_mount, mount);
}

void vfs_vnode_table_start(struct uk_mount *mount);
void vfs_vnode_table_end(struct uk_mount *mount);

/* NULL: there is none in this image. */
const struct uk_filesystem *vfs_filesystem(const char *type);
/* -EBUSY; or it is gone but for its own memory, and 0 or what it said as it went. */
int vfs_unmount(struct uk_mount *mount, bool *is_gone);
void vfs_mount_free(struct uk_mount *mount);

/* Takes the vfs's own options out of the text, and says what flags they stand for. */
uint32_t vfs_own_options(char *options);

/* ---- open files ---- */

/* Before positions are used, and after. */
#ifdef CONFIG_LIBVFS_THREADS
static inline void vfs_position_lock(struct uk_vfs_file *file)
{
	uk_mutex_lock(&file->position_lock);
}

static inline void vfs_position_unlock(struct uk_vfs_file *file)
{
	uk_mutex_unlock(&file->position_lock);
}
#else
static inline void vfs_position_lock(struct uk_vfs_file *file __uk_unused)
{
}

static inline void vfs_position_unlock(struct uk_vfs_file *file __uk_unused)
{
}
#endif

/* Memory for an open file, content undefined; NULL: there is none. */
struct uk_vfs_file *vfs_file_take(void);
void vfs_file_give(struct uk_vfs_file *file);
extern struct uk_list_head vfs_files;
/* At the image's end: closes those of a mount, whoever still has them. */
void vfs_files_end(struct uk_mount *mount);

/* Gives up what it has of flock(). */
void vfs_unlock(struct uk_vfs_file *file);

/* For a file, a directory, and what was opened with O_PATH */
extern const struct uk_file_ops vfs_file_ops, vfs_directory_ops, vfs_path_ops;

uk_ssize_t vfs_read(struct uk_file *any, const struct uk_iovec *pieces,
		    unsigned int count, int64_t offset);
uk_ssize_t vfs_write(struct uk_file *any, const struct uk_iovec *pieces,
		     unsigned int count, int64_t offset);
int64_t vfs_seek(struct uk_file *any, int64_t offset, int whence);

static inline struct uk_vfs_file *vfs_file_of(struct uk_file *file)
{
	return UK_CONTAINER_OF(file, struct uk_vfs_file, file);
}

#endif /* VFS_INTERNAL_H */
