/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What files are, and changes of that (diod's protocol.md: getattr, setattr, statfs).
 */
#include "share_server.h"

/* Tgetattr's request_mask, of which all is answered */
#define GETATTR_BASIC 0x7ff

/* Tsetattr's valid */
#define SET_MODE 0x001
#define SET_UID 0x002
#define SET_GID 0x004
#define SET_SIZE 0x008
#define SET_ATIME 0x010
#define SET_MTIME 0x020
#define SET_ATIME_GIVEN 0x080
#define SET_MTIME_GIVEN 0x100

/* utimensat(2) */
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe

/* Tgetattr fid[4] request_mask[8]; Rgetattr valid[8] qid[13] mode[4] uid[4] gid[4]
 * nlink[8] rdev[8] size[8] blksize[8] blocks[8], of access, modification and change each
 * sec[8] nsec[8], and btime_sec[8] btime_nsec[8] gen[8] data_version[8]
 */
int share_getattr(struct message *message)
{
	struct fid *fid = get_fid(message);
	struct stat stat;
	int error;

	get(message, 8);
	error = got_all(message);
	if (!error)
		error = sys_fstat(fid_file(fid), &stat);
	if (error)
		return error;
	put(message, GETATTR_BASIC, 8);
	put_qid(message, &stat);
	put(message, stat.st_mode, 4);
	put(message, stat.st_uid, 4);
	put(message, stat.st_gid, 4);
	put(message, stat.st_nlink, 8);
	put(message, stat.st_rdev, 8);
	put(message, (uint64_t)stat.st_size, 8);
	put(message, (uint64_t)stat.st_blksize, 8);
	put(message, (uint64_t)stat.st_blocks, 8);
	put(message, stat.st_atime, 8);
	put(message, stat.st_atime_nsec, 8);
	put(message, stat.st_mtime, 8);
	put(message, stat.st_mtime_nsec, 8);
	put(message, stat.st_ctime, 8);
	put(message, stat.st_ctime_nsec, 8);
	for (unsigned int i = 0; i < 4; i++)
		put(message, 0, 8);
	return 0;
}

struct changes {
	uint64_t which;
	uint64_t mode, uid, gid, size;
	struct timespec times[2];
};

/* A folder's bits only say whose group new files are of. */
static int set_mode(int file, uint64_t mode)
{
	char text[SELF_ROOM];
	struct stat stat;
	int error = sys_fstat(file, &stat);

	if (!error && mode & MODE_LENDS && !is_kind(&stat, S_IFDIR))
		error = -EPERM;
	if (error)
		return error;
	return (int)SYSTEM_3(__NR_fchmodat, self_folder(),
			     self_name(file, text), mode);
}

/* By the descriptor if it may write, which the file's mode may forbid to others */
static int set_size(const struct fid *fid, uint64_t size)
{
	int error = (int)SYSTEM_3(__NR_ftruncate, fid_file(fid), size, 0);
	int file;

	if (error != -EBADF && error != -EINVAL)
		return error;
	file = reopen(fid_file(fid), O_WRONLY);
	if (file < 0)
		return file;
	error = (int)SYSTEM_3(__NR_ftruncate, file, size, 0);
	sys_close(file);
	return error;
}

static void choose_time(struct timespec *time, uint64_t is_set,
			uint64_t is_given)
{
	if (!is_set)
		time->nanoseconds = UTIME_OMIT;
	else if (!is_given)
		time->nanoseconds = UTIME_NOW;
}

static int set_times(int file, struct changes *changes)
{
	uint64_t which = changes->which;
	char text[SELF_ROOM];

	choose_time(&changes->times[0], which & SET_ATIME,
		    which & SET_ATIME_GIVEN);
	choose_time(&changes->times[1], which & SET_MTIME,
		    which & SET_MTIME_GIVEN);
	return (int)system_call(__NR_utimensat, self_folder(),
				(long)self_name(file, text),
				(long)changes->times, 0, 0, 0);
}

static int set_owner(int file, const struct changes *changes)
{
	return (int)system_call(
		__NR_fchownat, file, (long)"",
		changes->which & SET_UID ? (long)changes->uid : -1,
		changes->which & SET_GID ? (long)changes->gid : -1,
		AT_EMPTY_PATH, 0);
}

/* Tsetattr fid[4] valid[4] mode[4] uid[4] gid[4] size[8] atime_sec[8] atime_nsec[8]
 * mtime_sec[8] mtime_nsec[8]
 */
int share_setattr(struct message *message)
{
	struct fid *fid = get_fid(message);
	struct changes changes;
	int error;

	changes.which = get(message, 4);
	changes.mode = get(message, 4) & 07777;
	changes.uid = get(message, 4);
	changes.gid = get(message, 4);
	changes.size = get(message, 8);
	for (unsigned int i = 0; i < 2; i++) {
		changes.times[i].seconds = (int64_t)get(message, 8);
		changes.times[i].nanoseconds = (int64_t)get(message, 8);
	}
	error = got_all(message);
	/* the owner first, for that takes away bits of the mode */
	if (!error && changes.which & (SET_UID | SET_GID))
		error = set_owner(fid_file(fid), &changes);
	if (!error && changes.which & SET_MODE)
		error = set_mode(fid_file(fid), changes.mode);
	if (!error && changes.which & SET_SIZE)
		error = set_size(fid, changes.size);
	if (!error && changes.which & (SET_ATIME | SET_MTIME))
		error = set_times(fid_file(fid), &changes);
	return error;
}

/* Tstatfs fid[4]; Rstatfs type[4] bsize[4] blocks[8] bfree[8] bavail[8] files[8]
 * ffree[8] fsid[8] namelen[4]
 */
int share_statfs(struct message *message)
{
	struct fid *fid = get_fid(message);
	struct statfs stat;
	int error = got_all(message);

	if (!error)
		error = (int)SYSTEM_3(__NR_fstatfs, fid_file(fid), &stat, 0);
	if (error)
		return error;
	put(message, (uint64_t)stat.f_type, 4);
	put(message, (uint64_t)stat.f_bsize, 4);
	put(message, (uint64_t)stat.f_blocks, 8);
	put(message, (uint64_t)stat.f_bfree, 8);
	put(message, (uint64_t)stat.f_bavail, 8);
	put(message, (uint64_t)stat.f_files, 8);
	put(message, (uint64_t)stat.f_ffree, 8);
	put(message, (unsigned int)stat.f_fsid.val[0], 4);
	put(message, (unsigned int)stat.f_fsid.val[1], 4);
	put(message, NAME_ROOM - 1, 4);
	return 0;
}
