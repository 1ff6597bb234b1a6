/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A transaction written to the log: what it revokes, then descriptors, each with the
 * blocks that it describes (journal.rst, "Layout").
 */
#include <uk/string.h>

#include "write.h"

/* A descriptor's part of the transaction */
struct part {
	struct transaction *transaction;
	struct uk_list_head *first;
	unsigned int count;
};

static size_t payload(const struct uk_journal *journal)
{
	return journal->block_size -
	       (journal->has_checksums ? sizeof(struct jbd2_tail) : 0);
}

unsigned int write_tags_most(const struct uk_journal *journal)
{
	return (unsigned int)((payload(journal) - sizeof(struct jbd2_header) -
			       JBD2_TAG_UUID) /
			      journal->tag_bytes);
}

static size_t number_bytes(const struct uk_journal *journal)
{
	return journal->incompat & JBD2_INCOMPAT_64BIT ? sizeof(jbd2_be64) :
							 sizeof(jbd2_be32);
}

unsigned int write_revokes_most(const struct uk_journal *journal)
{
	return (unsigned int)((payload(journal) - sizeof(struct jbd2_revoke)) /
			      number_bytes(journal));
}

void write_header(struct jbd2_header *header, uint32_t type, uint32_t sequence)
{
	header->magic = jbd2_put32(JBD2_MAGIC);
	header->type = jbd2_put32(type);
	header->sequence = jbd2_put32(sequence);
}

/* The block in journal->descriptor is complete but for its checksum. */
static int log_descriptor(struct uk_journal *journal, uint32_t position)
{
	jbd2_be32 *tail = jbd2_tail(journal, journal->descriptor);

	if (journal->has_checksums)
		*tail = jbd2_put32(
			jbd2_block_checksum(journal, journal->descriptor, tail));
	return jbd2_log(journal, position, journal->descriptor);
}

static bool must_escape(const struct uk_block *block)
{
	jbd2_be32 first;

	memcpy(&first, block->data, sizeof(first));
	return jbd2_get32(first) == JBD2_MAGIC;
}

/* What the log is to have instead: it would be taken for one of the journal's own. */
static void *escape(struct uk_journal *journal, const struct uk_block *block)
{
	memcpy(journal->escaped, block->data, journal->block_size);
	memset(journal->escaped, 0, sizeof(jbd2_be32));
	return journal->escaped;
}

static void put_tag(const struct uk_journal *journal, char *at, uint64_t number,
		    uint32_t flags, uint32_t sum)
{
	if (journal->incompat & JBD2_INCOMPAT_CSUM_V3) {
		struct jbd2_tag3 tag = {
			.number = jbd2_put32((uint32_t)number),
			.flags = jbd2_put32(flags),
			.number_high = jbd2_put32((uint32_t)(number >> 32)),
			.checksum = jbd2_put32(sum),
		};

		memcpy(at, &tag, sizeof(tag));
	} else {
		struct jbd2_tag tag = {
			.number = jbd2_put32((uint32_t)number),
			.checksum = jbd2_put16((uint16_t)sum),
			.flags = jbd2_put16((uint16_t)flags),
			.number_high = jbd2_put32((uint32_t)(number >> 32)),
		};

		memcpy(at, &tag, UK_MIN(sizeof(tag), journal->tag_bytes));
	}
}

static struct uk_block *block_of(struct uk_list_head *link)
{
	return uk_list_entry(link, struct uk_block, transaction_link);
}

static void build_tags(struct uk_journal *journal, const struct part *part)
{
	uint32_t sequence = part->transaction->sequence;
	struct uk_list_head *link = part->first;
	char *at = journal->descriptor;

	memset(at, 0, journal->block_size);
	write_header(journal->descriptor, JBD2_DESCRIPTOR, sequence);
	at += sizeof(struct jbd2_header);
	for (unsigned int i = 0; i < part->count; i++, link = link->next) {
		struct uk_block *block = block_of(link);
		bool escaped = must_escape(block);
		uint32_t flags = escaped ? JBD2_TAG_ESCAPED : 0, sum = 0;

		if (i)
			flags |= JBD2_TAG_SAME_UUID;
		if (i == part->count - 1)
			flags |= JBD2_TAG_LAST;
		if (journal->has_checksums)
			sum = jbd2_data_checksum(
				journal, sequence,
				escaped ? escape(journal, block) : block->data);
		put_tag(journal, at, block->number, flags, sum);
		at += journal->tag_bytes;
		if (!i) {
			memcpy(at, journal->super->uuid, JBD2_TAG_UUID);
			at += JBD2_TAG_UUID;
		}
	}
}

/* The descriptor, and its blocks */
static int log_part(struct uk_journal *journal, const struct part *part,
		    uint32_t position)
{
	struct uk_list_head *link = part->first;
	int error;

	build_tags(journal, part);
	error = log_descriptor(journal, position);
	for (unsigned int i = 0; i < part->count && !error;
	     i++, link = link->next) {
		struct uk_block *block = block_of(link);
		void *data = block->data;

		position = jbd2_advance(journal, position, 1);
		if (must_escape(block)) {
			/* There is one copy, which may be on its way. */
			error = jbd2_log_end(journal);
			data = escape(journal, block);
		}
		if (!error)
			error = jbd2_log(journal, position, data);
	}
	return error ? error : jbd2_log_end(journal);
}

static int log_blocks(struct uk_journal *journal, struct transaction *t,
		      uint32_t position)
{
	struct part part = { .transaction = t, .first = t->blocks.next };
	unsigned int left = t->count;

	for (; left; left -= part.count) {
		int error;

		part.count = UK_MIN(left, write_tags_most(journal));
		error = log_part(journal, &part, position);
		if (error)
			return error;
		position = jbd2_advance(journal, position, part.count + 1);
		for (unsigned int i = 0; i < part.count; i++)
			part.first = part.first->next;
	}
	return 0;
}

/* One block of revocations, from entry *next on */
static int log_revoke(struct uk_journal *journal, struct transaction *t,
		      uint32_t position, unsigned int *next)
{
	struct jbd2_revoke *revoke = journal->descriptor;
	unsigned int most = write_revokes_most(journal);
	char *at = (char *)(revoke + 1);
	int error;

	memset(revoke, 0, journal->block_size);
	write_header(&revoke->header, JBD2_REVOKE, t->sequence);
	for (; *next < t->revokes.size && most; (*next)++) {
		const struct revoke_entry *entry = &t->revokes.entries[*next];
		jbd2_be64 number = jbd2_put64(entry->number);
		size_t bytes = number_bytes(journal);

		if (!entry->valid)
			continue;
		/* the low half of 4 bytes comes last */
		memcpy(at, number.bytes + sizeof(number) - bytes, bytes);
		at += bytes;
		most--;
	}
	revoke->bytes = jbd2_put32((uint32_t)(at - (char *)revoke));
	error = log_descriptor(journal, position);
	return error ? error : jbd2_log_end(journal);
}

int write_transaction(struct uk_journal *journal, struct transaction *t)
{
	unsigned int blocks =
		UK_DIV_ROUND_UP(t->revokes.valid, write_revokes_most(journal));
	uint32_t position = t->start;
	unsigned int next = 0;

	for (; blocks; blocks--) {
		int error = log_revoke(journal, t, position, &next);

		if (error)
			return error;
		position = jbd2_advance(journal, position, 1);
	}
	return log_blocks(journal, t, position);
}
