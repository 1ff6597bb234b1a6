/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A walk along the log, and its parts.
 */
#ifndef JBD2_REPLAY_H
#define JBD2_REPLAY_H

#include "private.h"

/* Bytes of the log that are read at a time */
#define REPLAY_WINDOW (64u << 10)

enum replay_pass {
	REPLAY_SCAN,	/* checks everything */
	REPLAY_REVOKES, /* remembers what was revoked */
	REPLAY_BLOCKS,	/* writes them */
};

/* Results of steps, besides 0 and negative errors */
#define REPLAY_END 1	/* the log ends before this block */
#define REPLAY_COMMIT 2 /* a transaction is whole */
#define REPLAY_BAD 3	/* not what a finished transaction has */

struct replay {
	struct uk_journal *journal;
	enum replay_pass pass;
	uint32_t sequence; /* of this transaction */
	uint32_t position; /* of the next block */
	uint32_t walked;   /* blocks; the log is no longer than its ring */
	uint32_t end;	   /* the first sequence that is not whole */
	uint32_t crc;	   /* of this transaction, with COMPAT_CHECKSUM */
	struct revoke_table revokes;
	char *window;
	uint32_t window_size; /* blocks */
	uint32_t window_start;
	uint32_t window_count;
};

/* parse.c */
/* A block of the log, until the next call */
int replay_read(struct replay *replay, uint32_t position, void **block);
/* Its type, if it is one of this transaction; else 0 */
uint32_t replay_type(const struct replay *replay, const void *block);
bool replay_is_commit(const struct replay *replay, void *block);

/* tags.c: a descriptor block and those that it describes; 0 or REPLAY_BAD */
int replay_descriptor(struct replay *replay, void *block);
/* parse.c */
int replay_revoke(struct replay *replay, void *block);

/* crc32.c: continued over a block */
uint32_t replay_crc32(uint32_t crc, const void *data, size_t length);

#endif /* JBD2_REPLAY_H */
