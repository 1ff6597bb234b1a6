/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small proper image, for tests to damage.
 */
#ifndef UKVM_TESTS_FILE_H
#define UKVM_TESTS_FILE_H

#include <string.h>

#include "../guest.h"

#define FILE_BASE 0x100000ull
#define FILE_LENGTH 1024u

struct file_segment {
	uint32_t type, flags;
	uint64_t offset, address, physical, file_size, memory_size, align;
};

struct file {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, segments, sections;
	uint32_t flags;
	uint16_t size, segment_size, segment_count, section_size, section_count, names;
	struct file_segment segment[5];
	struct {
		uint32_t name_size, content_size, type;
		char name[8];
		struct ukvm_note content;
	} __attribute__((packed)) note;
};

/* Text of one page, read-only data of one, data of three. */
static inline void file_make(struct file *f)
{
	uint64_t note = offsetof(struct file, note);

	memset(f, 0, sizeof(*f));
	memcpy(f->ident, "\177ELF\2\1\1", 7);
	f->type = 2;
	f->machine = 62;
	f->entry = FILE_BASE + 16;
	f->segments = offsetof(struct file, segment);
	f->segment_size = sizeof(f->segment[0]);
	f->segment_count = 5;
	f->segment[0] = (struct file_segment){ 4, 4, note, 0, 0,
					       sizeof(f->note), 0, 4 };
	f->segment[1] = (struct file_segment){ 1, 5, 600, FILE_BASE, 0, 100,
					       100, 16 };
	f->segment[2] = (struct file_segment){ 1, 4, 700, FILE_BASE + 0x1000, 0,
					       50, 50, 16 };
	f->segment[3] = (struct file_segment){ 1, 6, 750, FILE_BASE + 0x2000, 0,
					       50, 0x2800, 16 };
	f->segment[4] = (struct file_segment){ UKVM_PT_RELOCATIONS, 4, 800, 0, 0,
					       20, 20, 1 };
	f->note.name_size = sizeof(UKVM_NOTE_NAME);
	f->note.content_size = sizeof(f->note.content);
	f->note.type = UKVM_NOTE_TYPE;
	memcpy(f->note.name, UKVM_NOTE_NAME, sizeof(UKVM_NOTE_NAME));
	f->note.content.version = UKVM_VERSION;
	f->note.content.stack = 0x4000;
	f->note.content.heap = 0x10000;
	f->note.content.thread_stacks = 3;
	f->note.content.thread_stack = 0x2000;
}

#endif /* UKVM_TESTS_FILE_H */
