/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small file system of a kind, for the journal to protect: blocks that are free,
 * metadata, or data. It knows what must be on the disk after each operation.
 */
#ifndef JBD2_TESTS_MODEL_H
#define JBD2_TESTS_MODEL_H

#include <uk/jbd2.h>

#include "power.h"

#define MODEL_BLOCKS 96u /* that it has, from MODEL_FIRST on */
#define MODEL_FIRST 1200u
#define MODEL_OPERATIONS 400u
#define MODEL_DISK 2048u /* blocks */

enum model_kind { MODEL_FREE, MODEL_METADATA, MODEL_DATA };

struct model_block {
	enum model_kind kind;
	uint32_t version; /* of the operation that wrote it */
	uint32_t freed;	  /* the operation that freed it; 0: long ago */
};

struct model_state {
	struct model_block blocks[MODEL_BLOCKS];
};

struct model {
	uint32_t block_size;
	struct uk_blockcache *cache;
	struct uk_journal *journal;
	uint32_t operation;
	uint32_t committed; /* the last that must survive */
	/* After each operation; [0] is the beginning */
	struct model_state states[MODEL_OPERATIONS + 1];
};

/* A journal of version 2 with these features, its log empty, in two runs. */
void model_format(struct power *power, uint32_t block_size, uint32_t incompat,
		  uint32_t compat);
/* Opens the cache and the journal. 0, or uk_journal_open()'s error */
int model_open(struct model *model, struct power *power, uint32_t block_size,
	       unsigned int *replayed);
/* Without writing anything any more */
void model_kill(struct model *model);
int model_close(struct model *model);

void model_operation(struct model *model, uint32_t *seed);
void model_commit(struct model *model);

/* The state that the disk is in: the number of an operation, from `first` to `last`, or -1 */
int model_find_state(const struct model *model, const struct power *power,
		     uint32_t first, uint32_t last);

#endif /* JBD2_TESTS_MODEL_H */
