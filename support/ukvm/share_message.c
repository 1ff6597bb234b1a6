/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading messages and writing answers, field by field (intro(5): little-endian, without gaps).
 */
#include "share_server.h"

static void wrong(struct message *message, int problem)
{
	if (!message->problem)
		message->problem = problem;
}

uint64_t get(struct message *message, unsigned int bytes)
{
	uint64_t value = 0;

	if (message->problem || (size_t)(message->end - message->at) < bytes) {
		wrong(message, -EINVAL);
		return 0;
	}
	for (unsigned int i = 0; i < bytes; i++)
		value |= (uint64_t)*message->at++ << 8 * i;
	return value;
}

/* Handlers have room: `answers` in share_serve.c says how much. */
void put(struct message *message, uint64_t value, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		*message->to++ = (uint8_t)(value >> 8 * i);
}

void get_text(struct message *message, char *text, size_t room)
{
	size_t length = get(message, 2);

	text[0] = '\0';
	if (message->problem ||
	    (size_t)(message->end - message->at) < length || !length) {
		wrong(message, -EINVAL);
		return;
	}
	if (length >= room) {
		wrong(message, -ENAMETOOLONG);
		return;
	}
	for (size_t i = 0; i < length; i++) {
		text[i] = (char)message->at[i];
		if (!text[i])
			wrong(message, -EINVAL);
	}
	text[length] = '\0';
	message->at += length;
}

void get_name(struct message *message, char name[NAME_ROOM])
{
	get_text(message, name, NAME_ROOM);
	/* the folder itself, and the one that it lies in, have no names here */
	if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
		wrong(message, -EINVAL);
	for (const char *at = name; *at; at++)
		if (*at == '/')
			wrong(message, -EINVAL);
}

static struct fid *fid_of(struct message *message, bool is_known)
{
	uint64_t number = get(message, 4);
	struct fid *fid;

	if (number >= FIDS_MOST) {
		wrong(message, is_known ? -EBADF : -EMFILE);
		number = 0;
	}
	fid = &message->share->fids[number];
	if ((fid->inverted != 0) != is_known)
		wrong(message, -EBADF);
	return fid;
}

struct fid *get_fid(struct message *message)
{
	return fid_of(message, true);
}

struct fid *get_new_fid(struct message *message)
{
	return fid_of(message, false);
}

int got_all(struct message *message)
{
	if (message->at != message->end)
		wrong(message, -EINVAL);
	return message->problem;
}

/* Of other file systems below the folder, inodes may be the same: they get others. */
uint64_t inode_of(const struct share *share, const struct stat *stat)
{
	return stat->st_ino ^
	       (stat->st_dev - share->device) * 0x9e3779b97f4a7c15ull;
}

/* intro(5): QTDIR 0x80, QTSYMLINK 0x02; no version, for the guest keeps nothing. */
void put_qid(struct message *message, const struct stat *stat)
{
	put(message,
	    is_kind(stat, S_IFDIR) ? 0x80 :
	    is_kind(stat, S_IFLNK) ? 0x02 :
				     0,
	    1);
	put(message, 0, 4);
	put(message, inode_of(message->share, stat), 8);
}
