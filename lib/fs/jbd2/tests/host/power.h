/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk that remembers what was asked of it, so that the power can be cut at any
 * request afterwards: what was not flushed may be lost, or torn.
 */
#ifndef JBD2_TESTS_POWER_H
#define JBD2_TESTS_POWER_H

#include <uk/blkram.h>

struct power_request {
	enum uk_blk_operation operation;
	uint32_t flags;
	uint64_t sector;
	uint64_t sectors;
	unsigned char *data;
};

struct power_recording {
	unsigned char *before; /* the content when it began */
	struct power_request *requests;
	unsigned int count;
	unsigned int room;
};

struct power {
	struct uk_blkram *disk;
	struct power_recording *recording; /* NULL: none */
};

/* The one disk of the program, all zeroes; nothing is recorded. */
struct power *power_disk(uint64_t sectors);
/* What is written from now on goes to the recording, which begins anew; NULL: none. */
void power_record(struct power *power, struct power_recording *recording);
/*
 * The power fails while request number `at` is under way: each sector of it, and of
 * those before that were not flushed, is there or is not, as the random numbers from
 * *seed want it.
 */
void power_cut(struct power *power, const struct power_recording *recording,
	       unsigned int at, uint32_t *seed);

uint32_t power_random(uint32_t *seed);

#endif /* JBD2_TESTS_POWER_H */
