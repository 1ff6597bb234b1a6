/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the host answers: see answers.c.
 */
#ifndef P9_ANSWERS_H
#define P9_ANSWERS_H

#include "server.h"

#define ANSWERS_FIDS 8192

struct answers_fid {
	struct tree_file *file;
	struct tree_entry *entry; /* by which it was found; NULL: the root */
	bool open, appends;
};

extern struct answers_fid answers_fids[ANSWERS_FIDS];

/* The answer to a flat request; its length. The client has `room` for it. */
size_t answers_make(const uint8_t *request, size_t length, uint8_t *answer,
		    size_t room);
void answers_forget(unsigned int fid);
void server_fault(const char *fault);

#endif /* P9_ANSWERS_H */
