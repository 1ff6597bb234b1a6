/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The start of a session, and fids: how they come to lead to files, and their end
 * (version(5), attach(5), walk(5), clunk(5), remove(5), flush(5)).
 */
#include "share_server.h"

static const char our_version[] = "9P2000.L", unknown[] = "unknown";

/* Tversion msize[4] version[s] */
int share_version(struct message *message)
{
	uint64_t most = get(message, 4);
	const char *answer = unknown;
	char version[NAME_ROOM];
	unsigned int length = sizeof(unknown) - 1;

	get_text(message, version, sizeof(version));
	if (got_all(message))
		return message->problem;
	if (most < MESSAGE_LEAST)
		return -EMSGSIZE;
	fids_drop(message->share);
	if (begins_with(version, our_version)) {
		answer = our_version;
		length = sizeof(our_version) - 1;
	}
	put(message, most < MESSAGE_MOST ? most : MESSAGE_MOST, 4);
	put(message, length, 2);
	while (length--)
		put(message, (uint8_t)*answer++, 1);
	return 0;
}

/* Tattach fid[4] afid[4] uname[s] aname[s] n_uname[4] */
int share_attach(struct message *message)
{
	struct fid *fid = get_new_fid(message);
	uint64_t by = get(message, 4);
	struct stat stat;
	int root;

	/* whoever it is, and of whichever tree: there is one */
	for (unsigned int i = 0; i < 2; i++)
		for (uint64_t length = get(message, 2); length; length--)
			get(message, 1);
	get(message, 4);
	if (got_all(message))
		return message->problem;
	if (by != NO_FID)
		return -EOPNOTSUPP;
	root = sys_dup(message->share->root);
	if (root < 0)
		return root;
	fid_set(fid, root, false);
	sys_fstat(root, &stat);
	put_qid(message, &stat);
	return 0;
}

/* Goes one name on from `*file`, which is closed. */
static int step(struct message *message, int *file)
{
	char name[NAME_ROOM];
	struct stat stat;
	int next, error;

	get_name(message, name);
	next = sys_openat(*file, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
	if (next < 0)
		return next;
	error = sys_fstat(next, &stat);
	if (error) {
		sys_close(next);
		return error;
	}
	sys_close(*file);
	*file = next;
	put_qid(message, &stat);
	return 0;
}

/* The next four bytes are as the four before: there is a header before all. */
static bool is_twice(const struct message *message)
{
	for (unsigned int i = 0; i < 4; i++)
		if (message->end - message->at < 4 ||
		    message->at[i] != (message->at - 4)[i])
			return false;
	return true;
}

/* Twalk fid[4] newfid[4] nwname[2] nwname*(wname[s]); Rwalk nwqid[2] nwqid*(qid) */
int share_walk(struct message *message)
{
	struct fid *from = get_fid(message);
	struct fid *to = is_twice(message) ? get_fid(message) :
					     get_new_fid(message);
	uint64_t count = get(message, 2), done;
	const uint8_t *names = message->at;
	uint8_t *answer = message->to;
	char name[NAME_ROOM];
	int file, error = 0;

	if (count > NAMES_MOST)
		return -EINVAL;
	for (done = 0; done < count; done++)
		get_name(message, name);
	if (got_all(message))
		return message->problem;
	if (from->is_open)
		return -EBADF;
	file = sys_dup(fid_file(from));
	if (file < 0)
		return file;

	message->at = names;
	message->to += 2;
	for (done = 0; done < count && !error; done += !error)
		error = step(message, &file);
	if (error) {
		/* the first that is missing is an error, later ones are where it ends */
		sys_close(file);
		if (!done)
			return error;
	} else {
		if (to == from)
			fid_drop(from);
		fid_set(to, file, false);
	}
	answer[0] = (uint8_t)done;
	answer[1] = 0;
	return 0;
}

/* Tflush oldtag[2]: what came before is done. */
int share_flush(struct message *message)
{
	get(message, 2);
	return got_all(message);
}

/* Tclunk fid[4] */
int share_clunk(struct message *message)
{
	struct fid *fid = get_fid(message);

	if (got_all(message))
		return message->problem;
	fid_drop(fid);
	return 0;
}

static int remove_file(struct share *share, int file)
{
	char name[NAME_ROOM];
	struct stat stat;
	int folder = folder_of(share, file, name);
	int error;

	if (folder < 0)
		return folder;
	error = sys_fstat(file, &stat);
	if (!error)
		error = (int)SYSTEM_3(__NR_unlinkat, folder, name,
				      is_kind(&stat, S_IFDIR) ? AT_REMOVEDIR :
								0);
	sys_close(folder);
	return error;
}

/* Tremove fid[4], which is clunked in any case. */
int share_remove(struct message *message)
{
	struct fid *fid = get_fid(message);
	int error;

	if (got_all(message))
		return message->problem;
	error = message->share->is_read_only ?
			-EROFS :
			remove_file(message->share, fid_file(fid));
	fid_drop(fid);
	return error;
}
