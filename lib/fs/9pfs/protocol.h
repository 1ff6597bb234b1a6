/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 9P2000.L, as the messages lie in memory: little-endian, without gaps. It is 9P2000
 * (Plan 9's manual, section 5: intro, version, attach, walk, read, clunk) with
 * operations for Linux's files, which diod's protocol.md describes, and which the
 * Linux kernel lists in include/net/9p/9p.h.
 */
#ifndef P9_PROTOCOL_H
#define P9_PROTOCOL_H

#include <uk/essentials.h>

#define P9_VERSION "9P2000.L"

/* Requests; an answer is the request's number + 1, or RLERROR (9p.h: p9_msg_t). */
enum p9_type {
	P9_RLERROR = 7,
	P9_TSTATFS = 8,
	P9_TLOPEN = 12,
	P9_TLCREATE = 14,
	P9_TSYMLINK = 16,
	P9_TMKNOD = 18,
	P9_TRENAME = 20,
	P9_TREADLINK = 22,
	P9_TGETATTR = 24,
	P9_TSETATTR = 26,
	P9_TREADDIR = 40,
	P9_TFSYNC = 50,
	P9_TLINK = 70,
	P9_TMKDIR = 72,
	P9_TRENAMEAT = 74,
	P9_TUNLINKAT = 76,
	P9_TVERSION = 100,
	P9_TATTACH = 104,
	P9_TWALK = 110,
	P9_TREAD = 116,
	P9_TWRITE = 118,
	P9_TCLUNK = 120,
	P9_TREMOVE = 122,
};

#define P9_NO_TAG 0xffffu     /* of Tversion (version(5)) */
#define P9_NO_FID 0xffffffffu /* attach(5): no authentication */

/* size[4] type[1] tag[2] (intro(5)) */
#define P9_HEADER 7u
/* Rlerror: header, ecode[4]. What an answer's memory must hold at least. */
#define P9_ERROR 11u
/* Linux's numbers, which come in ecode (asm-generic/errno.h) */
#define P9_ERROR_MOST 4095u

/* Header, count[4] before the data of Rread and Rreaddir */
#define P9_READ_HEADER 11u
/* Header, fid[4] offset[8] count[4] before that of Twrite */
#define P9_WRITE_HEADER 23u
/* What messages that carry data need besides it at most (9p.h: P9_IOHDRSZ) */
#define P9_DATA_HEADER 24u

/* type[1] version[4] path[8] (intro(5)) */
#define P9_QID 13u
#define P9_QID_DIRECTORY 0x80u
#define P9_QID_SYMLINK 0x02u

/* Tgetattr's request_mask: mode, links, owners, device, times, inode, size, blocks */
#define P9_GETATTR_BASIC 0x7ffull
/* Rgetattr, the longest answer without data: header, valid[8] qid[13] mode[4] uid[4]
 * gid[4] and 15 fields of 8
 */
#define P9_GETATTR_BYTES (P9_HEADER + 8u + P9_QID + 12u + 15u * 8)

/* Tsetattr's valid */
#define P9_SETATTR_MODE 0x001u
#define P9_SETATTR_UID 0x002u
#define P9_SETATTR_GID 0x004u
#define P9_SETATTR_SIZE 0x008u
#define P9_SETATTR_ATIME 0x010u
#define P9_SETATTR_MTIME 0x020u
#define P9_SETATTR_ATIME_SET 0x080u /* to the time that the message has */
#define P9_SETATTR_MTIME_SET 0x100u

/* An entry of Rreaddir: qid[13] offset[8] type[1] name[s] */
#define P9_ENTRY 24u

/* Tlopen's and Tlcreate's flags are those of open() on Linux (asm-generic/fcntl.h). */
#define P9_OPEN_LARGEFILE 0100000u
#define P9_OPEN_DIRECTORY 0200000u
#define P9_OPEN_CREATE 0100u
#define P9_OPEN_EXCLUSIVE 0200u

/* Tunlinkat's flags (linux/fcntl.h: AT_REMOVEDIR) */
#define P9_UNLINK_DIRECTORY 0x200u

#endif /* P9_PROTOCOL_H */
