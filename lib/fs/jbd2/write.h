/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A transaction as the log has it.
 */
#ifndef JBD2_WRITE_H
#define JBD2_WRITE_H

#include "private.h"

/* Of one descriptor, and of one revocation block */
unsigned int write_tags_most(const struct uk_journal *journal);
unsigned int write_revokes_most(const struct uk_journal *journal);

void write_header(struct jbd2_header *header, uint32_t type, uint32_t sequence);

/* All but the commit block, from t->start on */
int write_transaction(struct uk_journal *journal, struct transaction *t);

#endif /* JBD2_WRITE_H */
