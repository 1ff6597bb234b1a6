/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The journal in memory. Threads switch only where something waits; what does not is
 * one step to all others.
 */
#ifndef JBD2_PRIVATE_H
#define JBD2_PRIVATE_H

#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/blockcache_journal.h>
#include <uk/jbd2.h>

#include "format.h"
#include "revoke.h"

/*
 * Operations that reach the disk together. Its blocks carry it in `transaction`: first
 * because they must not go to their places, then, when it is committed, because it
 * stays in the log until they have.
 */
struct transaction {
	struct transaction *next; /* the younger one */
	uint32_t sequence;
	uint32_t start; /* where its first block lies in the log */
	struct uk_list_head blocks;
	unsigned int count; /* of them, while it is running */
	/* A younger one that changes a block of this one again: until that one is
	 * committed, the log's copy is the only one. 0: none
	 */
	uint32_t taken_by;
	struct revoke_table revokes;
};

#define LOG_REQUESTS 8
#define LOG_SEGMENTS 64

/* Blocks of the log on their way to the disk, joined to large requests */
struct log_writer {
	struct uk_blk_request requests[LOG_REQUESTS];
	struct uk_sgsegment segments[LOG_SEGMENTS];
	unsigned int request_count;
	unsigned int segment_count;
	uint64_t next_sector;
};

struct uk_journal {
	struct uk_blockcache *cache;
	struct uk_blkdev *dev;
	struct uk_alloc *allocator;
	uint32_t block_size;
	unsigned int sector_shift;
	unsigned int run_count;
	struct uk_journal_run *runs;

	struct jbd2_superblock *super; /* a block of its own */
	uint32_t incompat;
	uint32_t compat;
	unsigned int tag_bytes;
	bool has_checksums; /* V2 or V3 */
	uint32_t seed;

	/* The log is a ring: [first, end). Its oldest block that is still needed is
	 * `tail`, as the superblock on the disk has it; `used` are from there to
	 * `head`.
	 */
	uint32_t first;
	uint32_t end;
	uint32_t blocks; /* of the journal, with what lies behind the log */
	uint32_t head;
	uint32_t used;
	bool is_empty; /* as the superblock on the disk has it */

	uint32_t sequence; /* the next transaction's */
	uint32_t committed;
	struct transaction *running;	/* NULL: nothing was changed */
	struct transaction *committing; /* NULL: none */
	struct transaction *oldest;	/* that is in the log; the others follow */
	struct transaction *newest;

	unsigned int operations; /* that have begun */
	unsigned int credits;	 /* blocks that they may change yet */
	unsigned int closing;	 /* not 0: none may begin */
	struct uk_list_head turns; /* of who wants to be `busy` */
	bool busy;		 /* somebody commits, or makes space */
	bool logging;		 /* blocks of `committing` are on their way */
	bool aborted;
	int result; /* of the last commit */

	/* Of the one who is busy: blocks to build the log's from */
	void *descriptor;
	void *escaped;
	struct log_writer writer;
};

static inline bool jbd2_is_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* Blocks of the log behind `position`, which is one of them */
static inline uint32_t jbd2_advance(const struct uk_journal *journal,
				    uint32_t position, uint32_t by)
{
	position += by;
	if (position >= journal->end)
		position -= journal->end - journal->first;
	return position;
}

/* checksum.c: as stored in the block at `checksum` with that field zero, begun with the
 * journal's seed
 */
uint32_t jbd2_block_checksum(const struct uk_journal *journal, void *block,
			     jbd2_be32 *checksum);
uint32_t jbd2_data_checksum(const struct uk_journal *journal, uint32_t sequence,
			    const void *block);
jbd2_be32 *jbd2_tail(const struct uk_journal *journal, void *block);

/* log.c: of the whole journal, 0 is the superblock */
/* Where on the disk its block `position` is, and how many follow there. */
uint64_t jbd2_place(const struct uk_journal *journal, uint32_t position,
		    uint32_t *count);
int jbd2_read(struct uk_journal *journal, uint32_t position, uint32_t count,
	      void *to);
bool jbd2_is_own(const struct uk_journal *journal, uint64_t number);
/* Adds a block, whose memory stays as it is until jbd2_log_end() returns. */
int jbd2_log(struct uk_journal *journal, uint32_t position, void *block);
int jbd2_log_end(struct uk_journal *journal);

/* superblock.c */
int jbd2_super_read(struct uk_journal *journal);
/* Takes over what incompat says. */
void jbd2_super_features(struct uk_journal *journal);
/* start 0: the log is empty. It lasts when this returns. */
int jbd2_super_write(struct uk_journal *journal, uint32_t sequence,
		     uint32_t start);

/* The rest stays as it is; tried only: the disk may be what failed. */
void jbd2_super_write_error(struct uk_journal *journal, int error);

/* replay.c: what the log has; *end: the first sequence that it has not */
int jbd2_replay(struct uk_journal *journal, uint32_t *end,
		unsigned int *replayed);

/* commit.c */
/* Blocks of the log that `count` blocks and `revokes` take, with all around them */
uint32_t jbd2_log_size(const struct uk_journal *journal, unsigned int count,
		       unsigned int revokes);
/* The caller is busy. */
int jbd2_commit_running(struct uk_journal *journal);

void jbd2_close_operations(struct uk_journal *journal);
void jbd2_open_operations(struct uk_journal *journal);

/* checkpoint.c: the caller is busy. All goes to its place, and the log is empty; else it is
 * aborted. *data: an error of data blocks, which concerns whoever wrote them
 */
int jbd2_make_space(struct uk_journal *journal, int *data);
void jbd2_transaction_free(struct uk_journal *journal, struct transaction *t);

/* turn.c: waits for the caller's turn to be busy */
void jbd2_enter(struct uk_journal *journal);
/* False: the transaction `wanted` is committed, or the journal aborted; nobody entered. */
bool jbd2_enter_to_commit(struct uk_journal *journal, uint32_t wanted);
void jbd2_leave(struct uk_journal *journal);

/* transaction.c */
void jbd2_block_leave(struct uk_block *block);
void jbd2_abort(struct uk_journal *journal, int error); /* the caller is busy */

#endif /* JBD2_PRIVATE_H */
