/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Damaged journals. The input says what is changed in a sound one: three bytes of where (a
 * block of the journal, and an offset in it), one of how long, and what; then checksums are
 * made right again where the first byte wants it, or nothing would get past them.
 */
#include <stdlib.h>
#include <string.h>
#include <uk/assert.h>
#include <uk/crc32c.h>

#include "format.h"
#include "model.h"
#include "private.h"

#define BLOCK_SIZE 1024u
#define JOURNAL_AT 16u /* the model's */
#define FIX_CHECKSUMS 1u
#define WITHOUT_CHECKSUMS 2u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static struct model model;
static char *sound[2]; /* disks, without and with checksums */

static size_t disk_size(void)
{
	return (size_t)MODEL_DISK * BLOCK_SIZE;
}

static void make(struct power *power, bool checksums)
{
	unsigned int replayed;
	uint32_t seed = 7;

	memset(power->disk->content, 0, disk_size());
	memset(&model, 0, sizeof(model));
	model_format(power, BLOCK_SIZE, 0, 0);
	UK_ASSERT(!model_open(&model, power, BLOCK_SIZE, &replayed));
	if (checksums)
		UK_ASSERT(!uk_journal_set_checksums(model.journal));
	for (int i = 0; i < 60; i++) {
		model_operation(&model, &seed);
		if (i % 5 == 0)
			model_commit(&model);
	}
	model_kill(&model);
	sound[checksums] = malloc(disk_size());
	memcpy(sound[checksums], power->disk->content, disk_size());
}

static void fix_block(const struct uk_journal *journal, char *block)
{
	struct jbd2_header *header = (void *)block;
	struct jbd2_commit *commit = (void *)block;
	jbd2_be32 *at = jbd2_tail(journal, block);

	if (jbd2_get32(header->magic) != JBD2_MAGIC)
		return;
	if (jbd2_get32(header->type) == JBD2_COMMIT)
		at = &commit->checksum[0];
	*at = jbd2_put32(jbd2_block_checksum(journal, block, at));
}

static void fix(char *content)
{
	char *first = content + JOURNAL_AT * BLOCK_SIZE;
	struct jbd2_superblock *super = (void *)first;
	struct uk_journal journal = { .block_size = BLOCK_SIZE };

	super->checksum = jbd2_put32(0);
	super->checksum =
		jbd2_put32(uk_crc32c(UINT32_MAX, super, sizeof(*super)));
	journal.seed = uk_crc32c(UINT32_MAX, super->uuid, sizeof(super->uuid));
	for (uint32_t i = 1; i < 300; i++)
		fix_block(&journal, first + (size_t)i * BLOCK_SIZE);
}

static void patch(char *content, const uint8_t **data, size_t *length)
{
	uint32_t block = (*data)[0] | ((*data)[1] & 1) << 8;
	uint32_t offset = (*data)[2] | ((*data)[1] >> 1 & 3) << 8;
	size_t count = UK_MIN((size_t)(*data)[3] % 32, *length - 4);

	count = UK_MIN(count, (size_t)(BLOCK_SIZE - offset));
	memcpy(content + (size_t)(JOURNAL_AT + block) * BLOCK_SIZE + offset,
	       *data + 4, count);
	*data += 4 + count;
	*length -= 4 + count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static struct power *power;
	unsigned int replayed;
	uint8_t how;

	if (!power) {
		power = power_disk(disk_size() / UK_BLK_SECTOR);
		make(power, false);
		make(power, true);
	}
	if (!length)
		return 0;
	how = *data++;
	length--;
	memcpy(power->disk->content, sound[!(how & WITHOUT_CHECKSUMS)],
	       disk_size());
	while (length > 4)
		patch(power->disk->content, &data, &length);
	if (how & FIX_CHECKSUMS)
		fix(power->disk->content);
	if (model_open(&model, power, BLOCK_SIZE, &replayed))
		return 0;
	/* What it took for a journal it can also use. */
	UK_ASSERT(!uk_journal_begin(model.journal, 2));
	uk_journal_end(model.journal);
	UK_ASSERT(!model_close(&model));
	return 0;
}
