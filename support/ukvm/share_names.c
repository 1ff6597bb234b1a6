/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names in folders: what makes, moves and removes them, and where links lead
 * (diod's protocol.md).
 */
#include "share_server.h"

/* The answer of what was made */
static int put_made(struct message *message, int folder, const char *name,
		    int error)
{
	struct stat stat;

	if (!error)
		error = sys_fstatat(folder, name, &stat);
	if (!error)
		put_qid(message, &stat);
	return error;
}

/* Tmkdir dfid[4] name[s] mode[4] gid[4]; Rmkdir qid[13] */
int share_mkdir(struct message *message)
{
	int folder = fid_file(get_fid(message));
	char name[NAME_ROOM];
	uint64_t mode;

	get_name(message, name);
	mode = get(message, 4) & 07777;
	get(message, 4);
	if (got_all(message))
		return message->problem;
	return put_made(message, folder, name,
			(int)SYSTEM_3(__NR_mkdirat, folder, name, mode));
}

/* Tsymlink fid[4] name[s] symtgt[s] gid[4]; Rsymlink qid[13] */
int share_symlink(struct message *message)
{
	char *target = (char *)message->share->scratch;
	int folder = fid_file(get_fid(message));
	char name[NAME_ROOM];

	get_name(message, name);
	get_text(message, target, PATH_ROOM);
	get(message, 4);
	if (got_all(message))
		return message->problem;
	return put_made(message, folder, name,
			(int)SYSTEM_3(__NR_symlinkat, target, folder, name));
}

/* Tmknod dfid[4] name[s] mode[4] major[4] minor[4] gid[4]: nothing that is not the
 * guest's own.
 */
int share_mknod(struct message *message)
{
	char name[NAME_ROOM];

	get_fid(message);
	get_name(message, name);
	for (unsigned int i = 0; i < 4; i++)
		get(message, 4);
	return got_all(message) ? message->problem : -EPERM;
}

/* Tlink dfid[4] fid[4] name[s] */
int share_link(struct message *message)
{
	int folder = fid_file(get_fid(message));
	int file = fid_file(get_fid(message));
	char name[NAME_ROOM], text[SELF_ROOM];

	get_name(message, name);
	if (got_all(message))
		return message->problem;
	return (int)system_call(__NR_linkat, self_folder(),
				(long)self_name(file, text), folder, (long)name,
				AT_SYMLINK_FOLLOW, 0);
}

/* Tunlinkat dirfd[4] name[s] flags[4] */
int share_unlinkat(struct message *message)
{
	int folder = fid_file(get_fid(message));
	char name[NAME_ROOM];
	uint64_t flags;

	get_name(message, name);
	flags = get(message, 4);
	if (got_all(message))
		return message->problem;
	if (flags & ~(uint64_t)AT_REMOVEDIR)
		return -EINVAL;
	return (int)SYSTEM_3(__NR_unlinkat, folder, name, flags);
}

static int move(int from, const char *from_name, int to, const char *to_name)
{
	return (int)system_call(__NR_renameat, from, (long)from_name, to,
				(long)to_name, 0, 0);
}

/* Trenameat olddirfid[4] oldname[s] newdirfid[4] newname[s] */
int share_renameat(struct message *message)
{
	int from = fid_file(get_fid(message)), to;
	char from_name[NAME_ROOM], to_name[NAME_ROOM];

	get_name(message, from_name);
	to = fid_file(get_fid(message));
	get_name(message, to_name);
	if (got_all(message))
		return message->problem;
	return move(from, from_name, to, to_name);
}

/* Trename fid[4] dfid[4] name[s] */
int share_rename(struct message *message)
{
	int file = fid_file(get_fid(message));
	int to = fid_file(get_fid(message)), from, error;
	char from_name[NAME_ROOM], to_name[NAME_ROOM];

	get_name(message, to_name);
	if (got_all(message))
		return message->problem;
	from = folder_of(message->share, file, from_name);
	if (from < 0)
		return from;
	error = move(from, from_name, to, to_name);
	sys_close(from);
	return error;
}

/* Treadlink fid[4]; Rreadlink target[s] */
int share_readlink(struct message *message)
{
	int file = fid_file(get_fid(message));
	size_t room = (size_t)(message->room - message->to);
	uint8_t *length_at = message->to;
	long length;

	if (got_all(message))
		return message->problem;
	room = room - 2 < PATH_ROOM ? room - 2 : PATH_ROOM;
	length = sys_readlinkat(file, "", (char *)message->to + 2, room);
	if (length < 0)
		return (int)length;
	if ((size_t)length == room)
		return -ENAMETOOLONG;
	put(message, (uint64_t)length, 2);
	message->to = length_at + 2 + length;
	return 0;
}
