/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files: their data, which goes between the host's file and the guest's memory without
 * a copy, and the entries of folders (diod's protocol.md; read(5)).
 */
#include "share_server.h"

/* The guest's wishes that mean something to the host's file. */
#define FLAGS (O_ACCMODE | O_TRUNC | O_APPEND | O_SYNC | O_DIRECTORY)

/* Rlopen and Rlcreate: qid[13] iounit[4], which 0 leaves to the guest */
static int put_opened(struct message *message, int file)
{
	struct stat stat;
	int error = sys_fstat(file, &stat);

	if (error)
		return error;
	put_qid(message, &stat);
	put(message, 0, 4);
	return 0;
}

static int check_flags(const struct message *message, uint64_t flags)
{
	bool is_change = flags & (O_ACCMODE | O_TRUNC | O_CREAT);

	if ((flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	return is_change && message->share->is_read_only ? -EROFS : 0;
}

/* What leads to a file becomes what is open; or `file`, an error, is given back. */
static int put_into(struct message *message, struct fid *fid, int file)
{
	int error;

	if (file < 0)
		return file;
	error = put_opened(message, file);
	if (error) {
		sys_close(file);
		return error;
	}
	fid_drop(fid);
	fid_set(fid, file, true);
	return 0;
}

/* Tlopen fid[4] flags[4] */
int share_lopen(struct message *message)
{
	struct fid *fid = get_fid(message);
	uint64_t flags = get(message, 4);
	int error = got_all(message);

	/* to make a file takes a name, which this message has not */
	flags &= ~(uint64_t)O_CREAT;
	if (!error)
		error = check_flags(message, flags);
	if (error)
		return error;
	if (fid->is_open)
		return -EBADF;
	return put_into(message, fid,
			reopen(fid_file(fid), (int)(flags & FLAGS)));
}

/* Makes a file, or opens one that has the name: only one that may be opened. */
static int create(int folder, const char *name, uint64_t flags,
		  unsigned int mode)
{
	int file, found;

	if (mode & MODE_LENDS)
		return -EPERM;
	file = sys_openat(folder, name,
			  (int)(flags & FLAGS) | O_CREAT | O_EXCL | O_NOFOLLOW |
				  O_CLOEXEC,
			  mode & 01777);
	if (file != -EEXIST || flags & O_EXCL)
		return file;
	found = sys_openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
	if (found < 0)
		return found;
	file = reopen(found, (int)(flags & FLAGS));
	sys_close(found);
	return file;
}

/* Tlcreate fid[4] name[s] flags[4] mode[4] gid[4]: the fid becomes the new file's. */
int share_lcreate(struct message *message)
{
	struct fid *fid = get_fid(message);
	char name[NAME_ROOM];
	uint64_t flags, mode;
	int error;

	get_name(message, name);
	flags = get(message, 4);
	mode = get(message, 4);
	get(message, 4);
	error = got_all(message);
	if (!error)
		error = check_flags(message, flags);
	if (error)
		return error;
	if (fid->is_open)
		return -EBADF;
	return put_into(message, fid,
			create(fid_file(fid), name, flags, (unsigned int)mode));
}

static int transferred(struct message *message, long done)
{
	if (done < 0)
		return (int)done;
	put(message, (uint64_t)done, 4);
	return 0;
}

/* Tread fid[4] offset[8] count[4]; Rread count[4] data[count] */
int share_read(struct message *message)
{
	struct fid *fid = get_fid(message);
	struct parts *to = message->answer;
	uint64_t offset = get(message, 8);
	uint64_t count = get(message, 4);
	long done;

	if (got_all(message))
		return message->problem;
	if (!fid->is_open)
		return -EBADF;
	parts_drop(to, READ_HEADER);
	if (count < to->length)
		parts_cut(to, to->length - count);
	done = sys_transfer(__NR_preadv, fid_file(fid), to->part + to->first,
			    to->end - to->first, offset, 0);
	message->moved = done > 0 ? (uint32_t)done : 0;
	return transferred(message, done);
}

/* Twrite fid[4] offset[8] count[4] data[count]; Rwrite count[4] */
int share_write(struct message *message)
{
	struct fid *fid = get_fid(message);
	const struct parts *from = message->data;
	uint64_t offset = get(message, 8);
	uint64_t count = get(message, 4);

	if (got_all(message))
		return message->problem;
	if (count != from->length)
		return -EINVAL;
	if (!fid->is_open)
		return -EBADF;
	return transferred(message,
			   sys_transfer(__NR_pwritev, fid_file(fid),
					from->part + from->first,
					from->end - from->first, offset,
					0));
}

/* getdents(2) */
struct entry {
	uint64_t inode;
	int64_t next;
	uint16_t length;
	uint8_t kind;
	char name[];
};

/* qid[13] offset[8] type[1] name[s]; false: there is no room for it. */
static bool put_entry(struct message *message, const struct entry *entry,
		      size_t room)
{
	size_t length = 0;
	struct stat stat = { .st_ino = entry->inode,
			     .st_dev = message->share->device,
			     .st_mode = (unsigned int)entry->kind << 12 };

	while (entry->name[length])
		length++;
	if (room < ENTRY + length)
		return false;
	put_qid(message, &stat);
	put(message, (uint64_t)entry->next, 8);
	put(message, entry->kind, 1);
	put(message, length, 2);
	for (size_t i = 0; i < length; i++)
		put(message, (uint8_t)entry->name[i], 1);
	return true;
}

/* Treaddir fid[4] offset[8] count[4]; Rreaddir count[4] data[count] */
int share_readdir(struct message *message)
{
	uint8_t *entries = message->share->scratch;
	struct fid *fid = get_fid(message);
	uint64_t offset = get(message, 8);
	uint64_t room = get(message, 4);
	uint8_t *length_at = message->to, *begin = length_at + 4;
	long length, at = 0;

	if (got_all(message))
		return message->problem;
	if (!fid->is_open)
		return -EBADF;
	if (room > (uint64_t)(message->room - begin))
		room = (uint64_t)(message->room - begin);
	length = sys_lseek(fid_file(fid), offset, SEEK_SET);
	if (length >= 0)
		length = SYSTEM_3(__NR_getdents64, fid_file(fid), entries,
				  room < ANSWER_MOST ? room :
							ANSWER_MOST);
	if (length < 0)
		return (int)length;
	message->to = begin;
	while (at < length) {
		const struct entry *entry = (const void *)(entries + at);

		if (!put_entry(message, entry,
			       room - (size_t)(message->to - begin)))
			break;
		at += entry->length;
	}
	if (length && message->to == begin)
		return -EINVAL; /* as getdents() where nothing fits */
	begin = message->to;
	message->to = length_at;
	put(message, (uint64_t)(begin - length_at - 4), 4);
	message->to = begin;
	return 0;
}

/* Tfsync fid[4] datasync[4] */
int share_fsync(struct message *message)
{
	struct fid *fid = get_fid(message);
	uint64_t data_only = get(message, 4);

	if (got_all(message))
		return message->problem;
	if (!fid->is_open)
		return -EBADF;
	return (int)SYSTEM_3(data_only ? __NR_fdatasync : __NR_fsync,
			     fid_file(fid), 0, 0);
}
