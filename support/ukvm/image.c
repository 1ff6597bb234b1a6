/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads an image's headers (ELF-64 object file format, version 1.5): every number is checked
 * before it is used, for the file may be anything.
 */
#include "guest.h"

#define NOT_OURS "is no image for this monitor: build it with 'make PLAT=ukvm'"
#define DAMAGED "is damaged: build it again"

#define TYPE_EXECUTABLE 2
#define MACHINE_X86_64 62
#define SEGMENT_LOAD 1
#define SEGMENT_NOTE 4
#define SEGMENTS_MOST 16
/* Absolute addresses in the code have 31 bits. */
#define SPAN_MOST (1ull << 30)
#define LARGEST_STACK (64ull << 20)
#define MOST_STACKS 65536

struct file_header {
	uint8_t ident[16];
	uint16_t type;
	uint16_t machine;
	uint32_t version;
	uint64_t entry;
	uint64_t segments;
	uint64_t sections;
	uint32_t flags;
	uint16_t size;
	uint16_t segment_size;
	uint16_t segment_count;
	uint16_t section_size;
	uint16_t section_count;
	uint16_t names;
};

struct segment_header {
	uint32_t type;
	uint32_t flags; /* 1: execute, 2: write, 4: read */
	uint64_t offset;
	uint64_t address;
	uint64_t physical;
	uint64_t file_size;
	uint64_t memory_size;
	uint64_t align;
};

struct note_header {
	uint32_t name_size;
	uint32_t content_size;
	uint32_t type;
	char name[8];
};

/* The kind of region that a segment with these flags is; -1: none may have them. */
SETUP static int kind_of(uint32_t flags)
{
	switch (flags) {
	case 5:
		return UKVM_REGION_TEXT;
	case 4:
		return UKVM_REGION_RODATA;
	case 6:
		return UKVM_REGION_DATA;
	}
	return -1;
}

SETUP static bool in_file(uint64_t offset, uint64_t size, uint64_t file_size)
{
	return offset <= file_size && size <= file_size - offset;
}

SETUP static const char *add_load(const struct segment_header *header,
				  uint64_t file_size, struct image *image)
{
	int kind = kind_of(header->flags);
	bool has_text = image->segments[UKVM_REGION_TEXT].memory_size;
	struct image_segment *segment;
	uint64_t end;

	if (kind < 0)
		return DAMAGED;
	/* in the order of the kinds, each once */
	for (int i = kind; i <= UKVM_REGION_DATA; i++)
		if (image->segments[i].memory_size)
			return DAMAGED;
	segment = &image->segments[kind];
	if (!header->memory_size || header->address % PAGE_SIZE ||
	    header->memory_size > SPAN_MOST ||
	    header->file_size > header->memory_size ||
	    !in_file(header->offset, header->file_size, file_size))
		return DAMAGED;
	if (kind == UKVM_REGION_TEXT)
		image->base = header->address;
	/* each begins behind the one before */
	if (header->address < image->base + image->span ||
	    has_text == (kind == UKVM_REGION_TEXT) ||
	    header->address - image->base > SPAN_MOST)
		return DAMAGED;
	end = header->address - image->base + PAGE_UP(header->memory_size);
	if (end > SPAN_MOST)
		return DAMAGED;
	image->span = end;
	*segment = (struct image_segment){
		.offset = header->offset,
		.address = header->address,
		.file_size = header->file_size,
		.memory_size = PAGE_UP(header->memory_size),
	};
	return NULL;
}

SETUP static const char *read_note(const uint8_t *head, size_t length,
				   const struct segment_header *header,
				   struct image *image)
{
	struct note_header note;
	struct ukvm_note content;

	if (!in_file(header->offset, sizeof(note) + sizeof(content.version),
		     length))
		return DAMAGED;
	__builtin_memcpy(&note, head + header->offset, sizeof(note));
	if (note.type != UKVM_NOTE_TYPE ||
	    note.name_size != sizeof(UKVM_NOTE_NAME) ||
	    __builtin_memcmp(note.name, UKVM_NOTE_NAME, sizeof(UKVM_NOTE_NAME)))
		return NULL; /* somebody else's */
	__builtin_memcpy(&content.version, head + header->offset + sizeof(note),
			 sizeof(content.version));
	if (content.version != UKVM_VERSION)
		return "was built for another version of the monitor: build both "
		       "again, with 'make PLAT=ukvm'";
	if (note.content_size != sizeof(content) ||
	    !in_file(header->offset + sizeof(note), sizeof(content), length))
		return DAMAGED;
	__builtin_memcpy(&content, head + header->offset + sizeof(note),
			 sizeof(content));
	if (!content.stack || content.stack > LARGEST_STACK ||
	    content.stack % PAGE_SIZE || content.heap >> 40 ||
	    !content.thread_stacks != !content.thread_stack ||
	    content.thread_stacks > MOST_STACKS ||
	    content.thread_stack > LARGEST_STACK ||
	    content.thread_stack % PAGE_SIZE ||
	    content.devices[UKVM_NAMES_MOST - 1])
		return DAMAGED;
	image->note = content;
	return NULL;
}

SETUP const char *image_parse(const uint8_t *head, size_t length,
			      uint64_t file_size, struct image *image)
{
	struct file_header file;
	const struct image_segment *text = &image->segments[UKVM_REGION_TEXT];

	*image = (struct image){ 0 };
	if (length < sizeof(file))
		return NOT_OURS;
	__builtin_memcpy(&file, head, sizeof(file));
	/* 64 bits, little endian, version 1 */
	if (__builtin_memcmp(file.ident, "\177ELF\2\1\1", 7) ||
	    file.type != TYPE_EXECUTABLE || file.machine != MACHINE_X86_64 ||
	    file.segment_size != sizeof(struct segment_header) ||
	    file.segment_count > SEGMENTS_MOST ||
	    !in_file(file.segments,
		     (uint64_t)file.segment_count * file.segment_size, length))
		return NOT_OURS;
	for (unsigned int i = 0; i < file.segment_count; i++) {
		struct segment_header header;
		const char *problem = NULL;

		__builtin_memcpy(&header,
				 head + file.segments + i * sizeof(header),
				 sizeof(header));
		if (header.type == SEGMENT_LOAD) {
			problem = add_load(&header, file_size, image);
		} else if (header.type == SEGMENT_NOTE) {
			problem = read_note(head, length, &header, image);
		} else if (header.type == UKVM_PT_RELOCATIONS) {
			if (!in_file(header.offset, header.file_size,
				     file_size))
				problem = DAMAGED;
			image->relocations = header.offset;
			image->relocations_size = header.file_size;
		}
		if (problem)
			return problem;
	}
	if (!image->note.version || !text->memory_size)
		return NOT_OURS;
	image->entry = file.entry;
	if (file.entry < text->address ||
	    file.entry - text->address >= text->memory_size)
		return DAMAGED;
	return NULL;
}

SETUP static uint64_t load_bytes(const uint8_t *from, unsigned int bytes)
{
	uint64_t value = 0;

	__builtin_memcpy(&value, from, bytes);
	return value;
}

SETUP static const char *relocate(struct relocation *relocation)
{
	unsigned int bytes = relocation->value & 1 ? 8 : 4;
	uint64_t distance = relocation->value >> 1;
	uint8_t *at;
	uint64_t address;

	/* the place never moves beyond the span, so the sum cannot wrap */
	if (distance > relocation->span - relocation->place ||
	    bytes > relocation->span - relocation->place - distance)
		return DAMAGED;
	relocation->place += distance;
	at = relocation->memory + relocation->place;
	address = load_bytes(at, bytes);
	/* the end of the image is an address, too */
	if (address - relocation->base > relocation->span)
		return DAMAGED;
	address += relocation->slide;
	__builtin_memcpy(at, &address, bytes);
	return NULL;
}

SETUP const char *relocation_apply(struct relocation *relocation,
				   const uint8_t *table, size_t length)
{
	for (; length; length--, table++) {
		relocation->value |= (uint64_t)(*table & 0x7f)
				     << relocation->shift;
		if (*table & 0x80) {
			relocation->shift += 7;
			if (relocation->shift > 35)
				return DAMAGED;
			continue;
		}
		const char *problem = relocate(relocation);

		if (problem)
			return problem;
		relocation->value = 0;
		relocation->shift = 0;
	}
	return NULL;
}
