/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The journal's blocks on the disk: where they are, and reading and writing them past
 * the cache.
 */
#include "private.h"

uint64_t jbd2_place(const struct uk_journal *journal, uint32_t position,
		    uint32_t *count)
{
	const struct uk_journal_run *run = journal->runs;
	uint64_t left = position;

	UK_ASSERT(position < journal->blocks);
	for (; left >= run->count; run++)
		left -= run->count;
	*count = (uint32_t)UK_MIN(run->count - left, (uint64_t)UINT32_MAX);
	return run->first + left;
}

bool jbd2_is_own(const struct uk_journal *journal, uint64_t number)
{
	for (unsigned int i = 0; i < journal->run_count; i++)
		if (number - journal->runs[i].first < journal->runs[i].count)
			return true;
	return false;
}

int jbd2_read(struct uk_journal *journal, uint32_t position, uint32_t count,
	      void *to)
{
	while (count) {
		uint32_t here;
		uint64_t number = jbd2_place(journal, position, &here);
		size_t bytes;
		int error;

		here = UK_MIN(here, count);
		bytes = (size_t)here * journal->block_size;
		error = uk_blkdev_read(journal->dev,
				       number << journal->sector_shift, to,
				       bytes);
		if (error)
			return error;
		to = (char *)to + bytes;
		position += here;
		count -= here;
	}
	return 0;
}

/* One more block at the end of the last request; false: it cannot take it. */
static bool extend(struct uk_journal *journal, uint64_t sector, void *block)
{
	const struct uk_blkdev_info *info = &journal->dev->info;
	uint64_t sectors = journal->block_size / UK_BLK_SECTOR;
	struct log_writer *writer = &journal->writer;
	unsigned int needed =
		UK_DIV_ROUND_UP(journal->block_size, info->segment_most);
	struct uk_blk_request *request;
	size_t left = journal->block_size;
	char *at = block;

	if (!writer->request_count || sector != writer->next_sector ||
	    writer->segment_count + needed > LOG_SEGMENTS)
		return false;
	request = &writer->requests[writer->request_count - 1];
	if (request->segment_count + needed > info->segments_most ||
	    request->sectors + sectors > info->sectors_most)
		return false;
	for (; left; request->segment_count++, writer->segment_count++) {
		struct uk_sgsegment *segment =
			&writer->segments[writer->segment_count];

		segment->base = at;
		segment->length = UK_MIN(left, (size_t)info->segment_most);
		at += segment->length;
		left -= segment->length;
	}
	request->sectors += sectors;
	writer->next_sector = sector + sectors;
	return true;
}

static void begin_request(struct log_writer *writer, uint64_t sector)
{
	writer->requests[writer->request_count++] = (struct uk_blk_request){
		.operation = UK_BLK_WRITE,
		.sector = sector,
		.segments = &writer->segments[writer->segment_count],
	};
	writer->next_sector = sector;
}

int jbd2_log(struct uk_journal *journal, uint32_t position, void *block)
{
	struct log_writer *writer = &journal->writer;
	uint32_t unused;
	uint64_t sector = jbd2_place(journal, position, &unused)
			  << journal->sector_shift;
	int error;

	if (extend(journal, sector, block))
		return 0;
	if (writer->request_count < LOG_REQUESTS) {
		begin_request(writer, sector);
		if (extend(journal, sector, block))
			return 0;
		writer->request_count--;
	}
	error = jbd2_log_end(journal);
	if (!error) {
		begin_request(writer, sector);
		extend(journal, sector, block);
	}
	return error;
}

int jbd2_log_end(struct uk_journal *journal)
{
	struct log_writer *writer = &journal->writer;
	int error = uk_blkdev_do(journal->dev, writer->requests,
				 writer->request_count);

	writer->request_count = 0;
	writer->segment_count = 0;
	return error;
}
