/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writing and reading messages: pure code. A message that goes out is small
 * fields, gathered in a buffer, and between them texts and data, which stay
 * where they are. Of one that comes in nothing is believed: a reader never goes beyond
 * its end, and remembers that it would have.
 */
#ifndef P9_MESSAGE_H
#define P9_MESSAGE_H

#include <uk/errno.h>
#include <uk/sglist.h>
#include <uk/stat.h>
#include <uk/string.h>
#include <uk/vnode.h>

#include "protocol.h"

/* ---- out */

/* All small fields of the longest message, Tsetattr */
#define P9_FIELDS_MOST 68u
/* Trenameat takes 4, Tsymlink 5; an answer one and its data */
#define P9_SEGMENTS_MOST 14u

struct p9_writer {
	uint8_t *at;	/* the next field goes here */
	uint8_t *begun; /* of the segment that is not in the list yet */
	uint32_t length; /* of the segments that are */
	unsigned int count;
	struct uk_sgsegment segments[P9_SEGMENTS_MOST];
	uint8_t fields[P9_FIELDS_MOST];
};

/* Leaves room for the header, which p9_finish() writes. */
static inline void p9_begin(struct p9_writer *writer)
{
	writer->begun = writer->fields;
	writer->at = writer->fields + P9_HEADER;
	writer->length = 0;
	writer->count = 0;
}

static __uk_always_inline void p9_put16(struct p9_writer *writer,
					uint16_t value)
{
	memcpy(writer->at, &value, sizeof(value));
	writer->at += sizeof(value);
}

static __uk_always_inline void p9_put32(struct p9_writer *writer,
					uint32_t value)
{
	memcpy(writer->at, &value, sizeof(value));
	writer->at += sizeof(value);
}

static __uk_always_inline void p9_put64(struct p9_writer *writer,
					uint64_t value)
{
	memcpy(writer->at, &value, sizeof(value));
	writer->at += sizeof(value);
}

/* Of at most 65535 bytes, which stay where they are */
void p9_put_text(struct p9_writer *writer, const char *text, size_t length);
/* Data, in memory that only the message's end may follow */
void p9_put_data(struct p9_writer *writer, const void *data, size_t length);
/* Writes the header; returns how many segments the message has. */
unsigned int p9_finish(struct p9_writer *writer, enum p9_type type,
		       uint16_t tag);

/* ---- in */

/* What the host sent is no 9P2000.L. Beside all error numbers. */
#define P9_NONSENSE (-(int)P9_ERROR_MOST - 1)

struct p9_reader {
	const uint8_t *at;
	const uint8_t *end;
	bool bad; /* something lacked, or was not what it may be */
};

struct p9_qid {
	uint8_t type;
	uint64_t path;
};

struct p9_entry {
	uint64_t inode;
	int64_t next;
	uint8_t kind; /* of a mode, >> 12; 0: unknown */
	struct uk_name name;
};

/*
 * Judges an answer to a request of type `type` with `tag`. `head` has the first
 * `head_size` bytes of memory for it (at least P9_ERROR), of `stored` bytes in all. 0
 * with the reader at what follows the header in `head`, and the message's
 * whole length in *length; the host's error; P9_NONSENSE.
 */
int p9_open_answer(const uint8_t *head, size_t head_size, uint64_t stored,
		   enum p9_type type, uint16_t tag, struct p9_reader *reader,
		   uint32_t *length);

uint8_t p9_get8(struct p9_reader *reader);
uint16_t p9_get16(struct p9_reader *reader);
uint32_t p9_get32(struct p9_reader *reader);
uint64_t p9_get64(struct p9_reader *reader);
/* Points into the message. */
struct uk_name p9_get_text(struct p9_reader *reader);
void p9_get_qid(struct p9_reader *reader, struct p9_qid *qid);

/* 0 if all that was read was there, and nothing is left; else P9_NONSENSE. */
static inline int p9_close_answer(const struct p9_reader *reader)
{
	return reader->bad || reader->at != reader->end ? P9_NONSENSE : 0;
}

/* What Rgetattr says, with its inode and the kind of file. 0 or P9_NONSENSE. */
int p9_get_attributes(struct p9_reader *reader, struct uk_stat *stat);
/* What Rstatfs says; the type is ours. 0 or P9_NONSENSE. */
int p9_get_statfs(struct p9_reader *reader, struct uk_statfs *stat);
/* The next entry of a directory. 0 or P9_NONSENSE. */
int p9_get_entry(struct p9_reader *reader, struct p9_entry *entry);

#endif /* P9_MESSAGE_H */
