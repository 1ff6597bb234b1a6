/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The request that is being answered, and its answer so far: see wire.c.
 */
#ifndef P9_WIRE_H
#define P9_WIRE_H

#include "answers.h"

extern struct wire {
	const uint8_t *at, *end; /* of the request */
	uint8_t *to;		 /* where the answer goes on */
	size_t room;		 /* for data behind its count */
} wire;

struct text {
	const char *text;
	size_t length;
};

/* The request's next fields; what breaks the rules is the client's fault. */
uint64_t wire_number(unsigned int bytes);
struct text wire_text(void);
struct text wire_name(void);
struct answers_fid *wire_new_fid(void);
struct answers_fid *wire_fid(void);
struct tree_file *wire_directory(void);

/* The answer's */
void wire_put(uint64_t value, unsigned int bytes);
void wire_put_qid(const struct tree_file *file);

/* The fid becomes that file. */
void wire_hold(struct answers_fid *fid, struct tree_file *file,
	       struct tree_entry *entry);

/* Messages of answers_names.c and answers_files.c: 0 or -errno */
int answer_open(struct answers_fid *fid, uint64_t flags);
int answer_lcreate(void);
int answer_mkdir(void);
int answer_mknod(void);
int answer_symlink(void);
int answer_readlink(void);
int answer_link(void);
int answer_unlinkat(void);
int answer_renameat(void);
int answer_rename(void);
int answer_getattr(void);
int answer_setattr(void);
int answer_read(void);
int answer_write(void);
int answer_readdir(void);
int answer_statfs(void);
int answer_fsync(void);

#endif /* P9_WIRE_H */
