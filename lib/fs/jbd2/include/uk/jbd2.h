/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The journal of ext3 and ext4 (the kernel's JBD2 format, as e2fsck and Linux read it):
 * changes of metadata reach the disk all or not at all, so that a file system is
 * whole after a power cut. Data blocks that a transaction needs are written before it
 * commits ("ordered" mode).
 *
 *	uk_journal_begin()	an operation of the file system starts
 *	uk_journal_change()	before each block of metadata it changes
 *	uk_journal_end()	it is whole: it may become part of a commit
 *	uk_journal_commit()	fsync: all that ended is on the disk for good
 *
 * Context: threads; all may sleep. Operations that have begun are few and short; a
 * commit takes what has ended and lets new ones begin at once. Errors are negative
 * errno. After an I/O error in a commit the journal is aborted: every call says
 * -EROFS from then on, and the disk holds what was committed.
 */
#ifndef UK_JBD2_H
#define UK_JBD2_H

#include <uk/blockcache.h>

struct uk_journal;

/* Where the journal lies: its inode's blocks in order, as runs. */
struct uk_journal_run {
	uint64_t first;
	uint64_t count;
};

/*
 * Reads the journal in these runs (copied), checks it completely, and replays what
 * was committed but is not in its place yet. The cache has no dirty blocks. 0;
 * *replayed: how many transactions; -EUCLEAN: it is damaged; -EOPNOTSUPP: a feature
 * that is not known; -EROFS: it must be replayed, but the device is read-only.
 */
int uk_journal_open(struct uk_blockcache *cache,
		    const struct uk_journal_run *runs, unsigned int count,
		    struct uk_journal **journal, unsigned int *replayed);

/* From now on its blocks have checksums (CSUM_V3), as Linux does where the file system's
 * metadata have them. Before the first operation; 0, -EBUSY: it is not empty.
 */
int uk_journal_set_checksums(struct uk_journal *journal);

/* The most that one operation may ask for, in a cache that can hold as much */
unsigned int uk_journal_blocks_most(const struct uk_journal *journal);

/* An operation that will change or revoke up to `blocks` blocks of metadata; waits for space in the
 * journal if it must. 0, -EROFS, -ENOSPC: more than the journal can hold; -ENOMEM: more than
 * the cache can.
 */
int uk_journal_begin(struct uk_journal *journal, unsigned int blocks);
/* The caller has got `block`, and changes it after this; it is kept until it is
 * committed and in its place. 0, -EROFS, -ENOSPC: the operation said less; then the
 * journal is aborted.
 */
int uk_journal_change(struct uk_journal *journal, struct uk_block *block);
/* A block of metadata was freed: an older copy must not be replayed over what comes there.
 */
int uk_journal_revoke(struct uk_journal *journal, uint64_t number);
void uk_journal_end(struct uk_journal *journal);

/* An operation failed half way, with `error`: nothing is committed any more, as after an
 * I/O error. The journal's superblock says so if it can be written.
 */
void uk_journal_abort(struct uk_journal *journal, int error);

/* What aborted it when it was last used, a negative errno; 0: nothing. Who has made
 * the file system remember that clears it.
 */
int uk_journal_error(const struct uk_journal *journal);
void uk_journal_clear_error(struct uk_journal *journal);

/*
 * Writes dirty data blocks, then all operations that have ended, and flushes: they
 * survive a power cut. Callers that come while one commits share the next, and
 * those who must wait longer go in the order in which they came. Writes and flushes
 * data only if nothing else changed. 0, an error of the commit, or one of data
 * blocks that could not be written: then the metadata are committed all the same.
 */
int uk_journal_commit(struct uk_journal *journal);

/* All blocks are in their places and the journal is empty: the file system is as
 * after a clean unmount.
 */
int uk_journal_checkpoint(struct uk_journal *journal);

/* Checkpoints, and frees it. */
int uk_journal_close(struct uk_journal *journal);

#endif /* UK_JBD2_H */
