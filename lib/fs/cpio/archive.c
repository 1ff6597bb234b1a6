/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The reader of archives. Offsets within one are multiples of four, counted from its
 * own start, since several may stand behind each other with zeroes between.
 */
#include <uk/errno.h>
#include <uk/string.h>

#include "archive.h"

#define NAME_MOST 4096u /* bytes, with its 0: a path's length */
#define TRAILER "TRAILER!!!"

/* As it stands in the archive; numbers are eight hexadecimal digits. */
struct header {
	char magic[6];
	char field[13][8];
};

enum {
	INODE,
	MODE,
	UID,
	GID,
	LINKS,
	MODIFIED,
	SIZE,
	DEVICE_MAJOR,
	DEVICE_MINOR,
	NUMBER_MAJOR,
	NUMBER_MINOR,
	NAME_SIZE,
	CHECKSUM,
	FIELDS,
};

static int complain(struct cpio_archive *archive, const char *text)
{
	archive->complaint = text;
	return -EINVAL;
}

/* How other formats begin, and what to do about them. */
static const struct {
	uint8_t length;
	char magic[6];
	const char *complaint;
} others[] = {
	{ 2, { 0x1f, (char)0x8b }, "it is compressed: unpack it with gzip -d" },
	{ 6,
	  { (char)0xfd, '7', 'z', 'X', 'Z', 0 },
	  "it is compressed: unpack it with xz -d" },
	{ 4,
	  { 0x28, (char)0xb5, 0x2f, (char)0xfd },
	  "it is compressed: unpack it with zstd -d" },
	{ 3, { 'B', 'Z', 'h' }, "it is compressed: unpack it with bzip2 -d" },
	{ 3, { 0x5d, 0, 0 }, "it is compressed: unpack it with xz -d" },
	{ 4,
	  { 0x04, 0x22, 0x4d, 0x18 },
	  "it is compressed: unpack it with lz4 -d" },
	{ 4,
	  { 0x02, 0x21, 0x4c, 0x18 },
	  "it is compressed: unpack it with lz4 -d" },
	{ 6,
	  "070707",
	  "it is a cpio archive of the old kind: make it with cpio -H newc" },
	{ 2,
	  { (char)0xc7, 0x71 },
	  "it is a cpio archive of the old kind: make it with cpio -H newc" },
};

static int complain_about(struct cpio_archive *archive, const char *start,
			  size_t left)
{
	for (size_t i = 0; i < UK_ARRAY_SIZE(others); i++)
		if (left >= others[i].length &&
		    !memcmp(start, others[i].magic, others[i].length))
			return complain(archive, others[i].complaint);
	return complain(archive,
			archive->at == archive->origin ?
				"it is no cpio archive: make it with "
				"cpio -H newc" :
				"it is damaged, or cut off: no header where "
				"one should be");
}

static bool read_number(const char *digits, uint32_t *number)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < 8; i++) {
		char digit = digits[i];

		if (digit >= '0' && digit <= '9')
			digit = (char)(digit - '0');
		else if (digit >= 'a' && digit <= 'f')
			digit = (char)(digit - 'a' + 10);
		else if (digit >= 'A' && digit <= 'F')
			digit = (char)(digit - 'A' + 10);
		else
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	*number = value;
	return true;
}

static size_t padding(const struct cpio_archive *archive)
{
	return (0 - (archive->at - archive->origin)) & 3;
}

/* Takes the next `length` bytes, and what pads them. NULL: there are not so many. The
 * last padding may be missing.
 */
static const char *take(struct cpio_archive *archive, size_t length)
{
	const char *taken = archive->base + archive->at;

	if (length > archive->length - archive->at)
		return NULL;
	archive->at += length;
	archive->at += UK_MIN(padding(archive), archive->length - archive->at);
	return taken;
}

static bool checksum_is(const char *data, uint32_t size, uint32_t checksum)
{
	for (uint32_t i = 0; i < size; i++)
		checksum -= (uint8_t)data[i];
	return !checksum;
}

static int read_entry(struct cpio_archive *archive, struct cpio_entry *entry)
{
	const struct header *header =
		(const void *)(archive->base + archive->at);
	size_t left = archive->length - archive->at;
	uint32_t field[FIELDS];
	bool has_checksum;

	has_checksum = left >= sizeof(header->magic) &&
		       !memcmp(header->magic, "070702", 6);
	if (!has_checksum && (left < sizeof(header->magic) ||
			      memcmp(header->magic, "070701", 6)))
		return complain_about(archive, header->magic, left);
	if (left < sizeof(*header))
		return complain(archive, "it is cut off");
	for (unsigned int i = 0; i < FIELDS; i++)
		if (!read_number(header->field[i], &field[i]))
			return complain(archive,
					"it is damaged: a number is none");
	/* the name follows unpadded: both together are */
	archive->at += sizeof(*header);
	if (!field[NAME_SIZE] || field[NAME_SIZE] > NAME_MOST)
		return complain(archive, "it is damaged: a name's length");
	entry->name = take(archive, field[NAME_SIZE]);
	if (!entry->name)
		return complain(archive, "it is cut off");
	entry->name_length = field[NAME_SIZE] - 1;
	if (strnlen(entry->name, field[NAME_SIZE]) != entry->name_length)
		return complain(archive, "it is damaged: a name's end");
	entry->data = take(archive, field[SIZE]);
	if (!entry->data)
		return complain(archive, "it is cut off");
	if (has_checksum && field[SIZE] &&
	    (field[MODE] & 0170000) == 0100000 &&
	    !checksum_is(entry->data, field[SIZE], field[CHECKSUM]))
		return complain(archive, "it is damaged: a wrong checksum");
	entry->inode = field[INODE];
	entry->mode = field[MODE];
	entry->uid = field[UID];
	entry->gid = field[GID];
	entry->links = field[LINKS];
	entry->modified = field[MODIFIED];
	entry->size = field[SIZE];
	memcpy(entry->device, &field[DEVICE_MAJOR], sizeof(entry->device));
	memcpy(entry->number, &field[NUMBER_MAJOR], sizeof(entry->number));
	return 1;
}

int cpio_next(struct cpio_archive *archive, struct cpio_entry *entry)
{
	for (;;) {
		int result;

		if (archive->at == archive->origin) {
			while (archive->at < archive->length &&
			       !archive->base[archive->at])
				archive->at++;
			archive->origin = archive->at;
			if (archive->at == archive->length && archive->ended)
				return 0;
		}
		result = read_entry(archive, entry);
		if (result < 0 || strcmp(entry->name, TRAILER))
			return result;
		archive->origin = archive->at;
		archive->ended++;
	}
}
