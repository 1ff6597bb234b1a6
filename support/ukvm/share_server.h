/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the server of folders share: the protocol's numbers, a message while it is
 * served, fids.
 */
#ifndef UKVM_SHARE_SERVER_H
#define UKVM_SHARE_SERVER_H

#include "files.h"
#include "share.h"

/* ---- the protocol */
enum {
	RLERROR = 7,
	TSTATFS = 8,
	TLOPEN = 12,
	TLCREATE = 14,
	TSYMLINK = 16,
	TMKNOD = 18,
	TRENAME = 20,
	TREADLINK = 22,
	TGETATTR = 24,
	TSETATTR = 26,
	TREADDIR = 40,
	TFSYNC = 50,
	TLINK = 70,
	TMKDIR = 72,
	TRENAMEAT = 74,
	TUNLINKAT = 76,
	TVERSION = 100,
	TATTACH = 104,
	TFLUSH = 108,
	TWALK = 110,
	TREAD = 116,
	TWRITE = 118,
	TCLUNK = 120,
	TREMOVE = 122,
};

#define NO_FID 0xffffffffu
#define HEADER 7u	/* size[4] type[1] tag[2] (intro(5)) */
#define ERROR 11u	/* Rlerror: header, ecode[4] */
#define READ_HEADER 11u /* Rread, Rreaddir: header, count[4], then the data */
#define WRITE_HEADER 23u /* Twrite: header, fid[4] offset[8] count[4], then the data */
#define QID 13u		/* type[1] version[4] path[8] */
#define ENTRY 24u	/* of Rreaddir: qid[13] offset[8] type[1] name[s], without it */
#define NAMES_MOST 16u	/* of Twalk (walk(5)) */

/* ---- limits of this server */
/* Whoever runs such a file on the host has its owner's rights: a guest makes none. */
#define MODE_LENDS (S_ISUID | S_ISGID)
#define NAME_ROOM 256u	/* Linux's names, and a NUL */
#define PATH_ROOM 4096u
#define MESSAGE_LEAST 8192u
#define MESSAGE_MOST (1u << 20)

static inline int fid_file(const struct fid *fid)
{
	return ~fid->inverted;
}

/*
 * A message while it is served. Getters put down the first problem, a negative errno,
 * and give 0, an empty text or an unknown fid after it: a handler gets everything, then asks
 * whether that was the message, then begins.
 */
struct message {
	struct share *share;
	const uint8_t *at;
	const uint8_t *end;
	int problem;
	uint8_t *to; /* the answer, behind its header */
	uint8_t *room;
	struct parts *data;   /* Twrite's */
	struct parts *answer; /* of Tread */
	uint32_t moved; /* bytes that are in the answer's memory already, behind `to` */
};

/* ---- share_message.c */

/* An integer of so many bytes. */
uint64_t get(struct message *message, unsigned int bytes);
void put(struct message *message, uint64_t value, unsigned int bytes);
/* A name within a folder. */
void get_name(struct message *message, char name[NAME_ROOM]);
/* Any text of 1 to room - 1 bytes without NUL */
void get_text(struct message *message, char *text, size_t room);
/* One that is known, and one that is not. */
struct fid *get_fid(struct message *message);
struct fid *get_new_fid(struct message *message);
/* 0 if that was all, and as it must be; else why not. */
int got_all(struct message *message);
void put_qid(struct message *message, const struct stat *stat);
/* The number that guests know a file by */
uint64_t inode_of(const struct share *share, const struct stat *stat);

/* ---- share_fid.c */

void fid_set(struct fid *fid, int file, bool is_open);
void fid_drop(struct fid *fid);
void fids_drop(struct share *share);
/* The file of a descriptor once more, with other rights; devices are not opened. */
int reopen(int file, int flags);
/* For calls that take a name but no descriptor: a folder and a name in it that
 * lead to the descriptor's file, to be followed.
 */
#define SELF_ROOM 12
int self_folder(void);
const char *self_name(int file, char text[SELF_ROOM]);
/* The folder that the file lies in (a new descriptor) and its name there; or a
 * negative errno.
 */
int folder_of(struct share *share, int file, char name[NAME_ROOM]);
bool begins_with(const char *text, const char *begin);

/* ---- handlers: 0 or a negative errno; share_session.c */
int share_version(struct message *message);
int share_attach(struct message *message);
int share_walk(struct message *message);
int share_flush(struct message *message);
int share_clunk(struct message *message);
int share_remove(struct message *message);

/* ---- share_names.c */
int share_mkdir(struct message *message);
int share_symlink(struct message *message);
int share_mknod(struct message *message);
int share_link(struct message *message);
int share_unlinkat(struct message *message);
int share_renameat(struct message *message);
int share_rename(struct message *message);
int share_readlink(struct message *message);

/* ---- share_open.c */
int share_lopen(struct message *message);
int share_lcreate(struct message *message);
int share_read(struct message *message);
int share_write(struct message *message);
int share_readdir(struct message *message);
int share_fsync(struct message *message);

/* ---- share_attributes.c */
int share_getattr(struct message *message);
int share_setattr(struct message *message);
int share_statfs(struct message *message);

#endif /* UKVM_SHARE_SERVER_H */
