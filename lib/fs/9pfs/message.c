/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See message.h. Numbers have the CPU's own order of bytes (little-endian).
 */
#include "message.h"

#define V9FS_MAGIC 0x01021997u /* linux/magic.h */
#define NANOSECONDS 1000000000u
#define KIND_SHIFT 12

/* ---- out */

/* Ends the segment of fields before something that lies elsewhere. */
static void cut(struct p9_writer *writer)
{
	size_t length = (size_t)(writer->at - writer->begun);

	if (!length)
		return;
	writer->segments[writer->count++] =
		(struct uk_sgsegment){ writer->begun, length };
	writer->begun = writer->at;
	writer->length += (uint32_t)length;
}

void p9_put_data(struct p9_writer *writer, const void *data, size_t length)
{
	cut(writer);
	if (!length)
		return;
	writer->segments[writer->count++] =
		(struct uk_sgsegment){ (void *)data, length };
	writer->length += (uint32_t)length;
}

void p9_put_text(struct p9_writer *writer, const char *text, size_t length)
{
	p9_put16(writer, (uint16_t)length);
	p9_put_data(writer, text, length);
}

unsigned int p9_finish(struct p9_writer *writer, enum p9_type type,
		       uint16_t tag)
{
	cut(writer);
	memcpy(writer->fields, &writer->length, sizeof(writer->length));
	writer->fields[4] = (uint8_t)type;
	memcpy(writer->fields + 5, &tag, sizeof(tag));
	return writer->count;
}

/* ---- in */

static const void *take(struct p9_reader *reader, size_t length)
{
	static const uint64_t nothing;
	const void *at = reader->at;

	if ((size_t)(reader->end - reader->at) < length) {
		reader->bad = true;
		reader->at = reader->end;
		return &nothing;
	}
	reader->at += length;
	return at;
}

uint8_t p9_get8(struct p9_reader *reader)
{
	return *(const uint8_t *)take(reader, 1);
}

uint16_t p9_get16(struct p9_reader *reader)
{
	uint16_t value;

	memcpy(&value, take(reader, sizeof(value)), sizeof(value));
	return value;
}

uint32_t p9_get32(struct p9_reader *reader)
{
	uint32_t value;

	memcpy(&value, take(reader, sizeof(value)), sizeof(value));
	return value;
}

uint64_t p9_get64(struct p9_reader *reader)
{
	uint64_t value;

	memcpy(&value, take(reader, sizeof(value)), sizeof(value));
	return value;
}

struct uk_name p9_get_text(struct p9_reader *reader)
{
	size_t length = p9_get16(reader);
	const char *text = take(reader, length);

	return (struct uk_name){ text, reader->bad ? 0 : length };
}

void p9_get_qid(struct p9_reader *reader, struct p9_qid *qid)
{
	qid->type = p9_get8(reader);
	p9_get32(reader); /* version: we keep nothing that it could outdate */
	qid->path = p9_get64(reader);
}

static int host_error(struct p9_reader *reader)
{
	uint32_t number = p9_get32(reader);

	if (p9_close_answer(reader) || number - 1 >= P9_ERROR_MOST)
		return P9_NONSENSE;
	return -(int)number;
}

int p9_open_answer(const uint8_t *head, size_t head_size, uint64_t stored,
		   enum p9_type type, uint16_t tag, struct p9_reader *reader,
		   uint32_t *length)
{
	size_t there = UK_MIN(stored, (uint64_t)head_size);
	uint8_t got;

	*reader = (struct p9_reader){ head, head + there, false };
	*length = p9_get32(reader);
	got = p9_get8(reader);
	if (p9_get16(reader) != tag || reader->bad || *length > stored ||
	    *length < P9_HEADER)
		return P9_NONSENSE;
	if (*length < there)
		reader->end = head + *length;
	if (got == P9_RLERROR)
		return *length == P9_ERROR ? host_error(reader) : P9_NONSENSE;
	return got == type + 1u ? 0 : P9_NONSENSE;
}

/* One of Linux's kinds of files */
static bool is_kind(uint32_t mode)
{
	switch (mode & UK_S_IFMT) {
	case UK_S_IFSOCK:
	case UK_S_IFLNK:
	case UK_S_IFREG:
	case UK_S_IFBLK:
	case UK_S_IFDIR:
	case UK_S_IFCHR:
	case UK_S_IFIFO:
		return true;
	default:
		return false;
	}
}

static int64_t get_signed(struct p9_reader *reader)
{
	return (int64_t)p9_get64(reader);
}

/* Sizes, which are not negative */
static int64_t get_size(struct p9_reader *reader)
{
	int64_t size = get_signed(reader);

	if (size < 0)
		reader->bad = true;
	return size;
}

static struct uk_timespec get_time(struct p9_reader *reader)
{
	struct uk_timespec time = { .seconds = get_signed(reader) };

	time.nanoseconds = get_signed(reader);
	if ((uint64_t)time.nanoseconds >= NANOSECONDS)
		reader->bad = true;
	return time;
}

int p9_get_attributes(struct p9_reader *reader, struct uk_stat *stat)
{
	uint64_t valid = p9_get64(reader);
	struct p9_qid qid;

	p9_get_qid(reader, &qid);
	stat->inode = qid.path;
	stat->mode = p9_get32(reader) & (UK_S_IFMT | 07777);
	stat->uid = p9_get32(reader);
	stat->gid = p9_get32(reader);
	stat->links = p9_get64(reader);
	stat->device_number = p9_get64(reader);
	stat->size = get_size(reader);
	stat->block_size = get_size(reader);
	stat->blocks = get_size(reader);
	stat->accessed = get_time(reader);
	stat->modified = get_time(reader);
	stat->changed = get_time(reader);
	for (int i = 0; i < 4; i++)
		p9_get64(reader); /* birth, generation, version: reserved */
	if (~valid & P9_GETATTR_BASIC || !is_kind(stat->mode))
		return P9_NONSENSE;
	return p9_close_answer(reader);
}

int p9_get_statfs(struct p9_reader *reader, struct uk_statfs *stat)
{
	p9_get32(reader);
	stat->type = V9FS_MAGIC;
	stat->block_size = p9_get32(reader);
	stat->blocks = p9_get64(reader);
	stat->blocks_free = p9_get64(reader);
	stat->blocks_available = p9_get64(reader);
	stat->files = p9_get64(reader);
	stat->files_free = p9_get64(reader);
	stat->id = p9_get64(reader);
	stat->name_most = UK_MIN(p9_get32(reader), UK_NAME_MOST);
	return p9_close_answer(reader);
}

/* A name that a directory can have; "." and ".." among them. */
static bool is_name(const struct uk_name *name)
{
	return name->length - 1 < UK_NAME_MOST &&
	       !memchr(name->text, '/', name->length) &&
	       !memchr(name->text, 0, name->length);
}

int p9_get_entry(struct p9_reader *reader, struct p9_entry *entry)
{
	struct p9_qid qid;

	p9_get_qid(reader, &qid);
	entry->inode = qid.path;
	entry->next = get_signed(reader);
	entry->kind = p9_get8(reader);
	entry->name = p9_get_text(reader);
	/* Offsets are opaque, but 0 is the start, and ours have a sign. */
	if (reader->bad || entry->next <= 0 || !is_name(&entry->name))
		return P9_NONSENSE;
	if (entry->kind > UK_S_IFMT >> KIND_SHIFT ||
	    !is_kind((uint32_t)entry->kind << KIND_SHIFT))
		entry->kind = 0;
	return 0;
}
