/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A folder of the host, as 9P2000.L gives it to the guest. The protocol is 9P2000 (Plan 9's
 * manual, section 5) with operations for Linux's files (diod's protocol.md; Linux:
 * include/net/9p/9p.h).
 *
 * A message is copied out of the guest's memory, then read completely, then acted upon; only the
 * data of Tread and Twrite go between the host's file and the guest's memory
 * directly. A file is known by a descriptor from the walk that found it, one name
 * at a time, and no name has a '/' or is "..": so no path leads out of the folder, whatever
 * changes on the host meanwhile. Symbolic links are read, never followed.
 *
 * A folder's messages are served one at a time: no locks. Also built for the
 * host, where it is tested and fuzzed.
 */
#ifndef UKVM_SHARE_H
#define UKVM_SHARE_H

#include "parts.h"

#define FIDS_MOST 8192u /* numbers of fids are below this */

struct fid {
	int inverted; /* ~descriptor, so that 0 is none */
	bool is_open; /* else the descriptor only leads to the file (O_PATH) */
};

/* A message without data: Twalk with 16 names, or Tsymlink; longer ones are refused. */
#define REQUEST_MOST 8192u
/* An answer without data; Rreaddir: more entries come in the next one */
#define ANSWER_MOST 16384u

/* All 0 at first. Nothing of it takes memory before it is used. */
struct share {
	int root; /* the folder (O_PATH) */
	bool is_read_only;
	uint64_t device; /* the root's, whose inodes are unchanged */
	struct fid fids[FIDS_MOST];
	uint8_t request[REQUEST_MOST];
	uint8_t answer[ANSWER_MOST];
	/* what one message needs besides: paths, or entries as the host has them */
	_Alignas(8) uint8_t scratch[ANSWER_MOST];
};

/* Before the guest runs: what later calls find files by. 0 or a negative errno. */
int share_prepare(void);
/* Opens a folder. The same. */
int share_open_root(struct share *share, const char *path);

/*
 * Serves one message, which lies in `from` and is used up, and puts the answer into `to`.
 * The answer's length, or -EINVAL: there is no message that could be answered, or no room
 * for an answer.
 */
int share_serve(struct share *share, struct parts *from,
		const struct parts *to);

/* Whether that would wait for the host's disk. */
bool share_is_slow(const struct parts *message);

#endif /* UKVM_SHARE_H */
