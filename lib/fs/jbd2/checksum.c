/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checksums of the journal's blocks (journal.rst, CSUM_V2 and CSUM_V3): CRC-32C, begun
 * with the journal's UUID.
 */
#include <uk/crc32c.h>

#include "private.h"

uint32_t jbd2_block_checksum(const struct uk_journal *journal, void *block,
			     jbd2_be32 *checksum)
{
	jbd2_be32 stored = *checksum;
	uint32_t sum;

	*checksum = jbd2_put32(0);
	sum = uk_crc32c(journal->seed, block, journal->block_size);
	*checksum = stored;
	return sum;
}

uint32_t jbd2_data_checksum(const struct uk_journal *journal, uint32_t sequence,
			    const void *block)
{
	jbd2_be32 bytes = jbd2_put32(sequence);

	return uk_crc32c(uk_crc32c(journal->seed, &bytes, sizeof(bytes)), block,
			 journal->block_size);
}

jbd2_be32 *jbd2_tail(const struct uk_journal *journal, void *block)
{
	struct jbd2_tail *end =
		(void *)((char *)block + journal->block_size);

	return &end[-1].checksum;
}
