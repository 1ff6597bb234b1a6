/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Images that are as they should be, and each way in which they are not.
 */
#include <string.h>
#include <uk/test.h>

#include "file.h"

UK_TESTSUITE(ukvm_image, "ukvm: the image's headers");

static struct file file;
static struct image image;

static const char *parse(void)
{
	return image_parse((const uint8_t *)&file, sizeof(file), FILE_LENGTH,
			   &image);
}

UK_TEST(ukvm_image, a_proper_one)
{
	file_make(&file);
	UK_EXPECT(parse() == NULL);
	UK_EXPECT_EQ(image.entry, FILE_BASE + 16);
	UK_EXPECT_EQ(image.base, FILE_BASE);
	UK_EXPECT_EQ(image.span, 0x5000);
	UK_EXPECT_EQ(image.segments[UKVM_REGION_DATA].memory_size, 0x3000);
	UK_EXPECT_EQ(image.relocations, 800);
	UK_EXPECT_EQ(image.note.stack, 0x4000);
}

#define REFUSED(change)                       \
	do {                                  \
		file_make(&file);             \
		change;                       \
		UK_EXPECT(parse() != NULL);   \
	} while (0)

UK_TEST(ukvm_image, headers_of_other_files)
{
	REFUSED(file.ident[0] = 0);
	REFUSED(file.ident[4] = 1); /* 32 bits */
	REFUSED(file.type = 3);	    /* a shared object */
	REFUSED(file.machine = 183);
	REFUSED(file.segment_size = 32);
	REFUSED(file.segment_count = 17);
	REFUSED(file.segments = UINT64_MAX);
	REFUSED(file.segments = sizeof(file) - 100);
	REFUSED(file.segment_count = 0);
}

UK_TEST(ukvm_image, segments_that_lie)
{
	REFUSED(file.segment[1].flags = 7); /* writable text */
	REFUSED(file.segment[3].flags = 7);
	REFUSED(file.segment[3].flags = 5); /* two texts */
	REFUSED(file.segment[1].offset = FILE_LENGTH - 99);
	REFUSED(file.segment[1].offset = UINT64_MAX - 50);
	REFUSED(file.segment[1].file_size = 101);
	REFUSED(file.segment[1].memory_size = 0);
	REFUSED(file.segment[1].address += 1);
	REFUSED(file.segment[2].address = FILE_BASE); /* over the text */
	REFUSED(file.segment[2].address = FILE_BASE - 0x1000);
	REFUSED((file.segment[2].flags = 6, file.segment[3].flags = 4));
	REFUSED(file.segment[3].memory_size = UINT64_MAX - 0x2000);
	REFUSED(file.segment[3].memory_size = 1ull << 30);
	REFUSED(file.segment[3].address = 1ull << 40);
	REFUSED(file.segment[4].offset = FILE_LENGTH - 19);
	REFUSED(file.segment[4].file_size = UINT64_MAX);
}

UK_TEST(ukvm_image, entries_outside_of_the_text)
{
	REFUSED(file.entry = FILE_BASE - 1);
	REFUSED(file.entry = FILE_BASE + 0x1000);
	REFUSED(file.entry = 0);
}

UK_TEST(ukvm_image, notes)
{
	REFUSED(file.segment[0].type = 0);
	REFUSED(file.segment[0].offset = sizeof(file) - 30);
	REFUSED(file.segment[0].offset = UINT64_MAX);
	REFUSED(file.note.type++);
	REFUSED(file.note.name[0]++);
	REFUSED(file.note.content_size--);
	REFUSED(file.note.content.stack = 0);
	REFUSED(file.note.content.stack = 0x4001);
	REFUSED(file.note.content.stack = 1ull << 40);
	REFUSED(file.note.content.heap = UINT64_MAX);
	REFUSED(memset(file.note.content.devices, 'x', UKVM_NAMES_MOST));
	REFUSED(file.note.content.version++);
	UK_EXPECT(strstr(parse(), "version") != NULL);
}

static uint8_t memory[0x2000] __attribute__((aligned(8)));

static const char *relocate(const uint8_t *table, size_t length,
			    struct relocation *relocation)
{
	*relocation = (struct relocation){ .memory = memory,
					   .base = FILE_BASE,
					   .span = sizeof(memory),
					   .slide = 0x345000 };
	return relocation_apply(relocation, table, length);
}

UK_TEST(ukvm_image, addresses_move)
{
	/* 4 bytes at 8, 8 at 16, 4 at 0x1010; in two pieces */
	static const uint8_t table[] = { 8 << 1, 8 << 1 | 1, 0x80, 0x40 };
	struct relocation relocation;
	uint64_t value;

	memset(memory, 0, sizeof(memory));
	memcpy(memory + 8, &(uint32_t){ FILE_BASE + 4 }, 4);
	memcpy(memory + 16, &(uint64_t){ FILE_BASE + 0x2000 }, 8);
	memcpy(memory + 0x1010, &(uint32_t){ FILE_BASE }, 4);
	UK_EXPECT(relocate(table, 3, &relocation) == NULL);
	UK_EXPECT(relocation_apply(&relocation, table + 3, 1) == NULL);
	memcpy(&value, memory + 8, 8);
	UK_EXPECT_EQ(value, FILE_BASE + 4 + 0x345000);
	memcpy(&value, memory + 16, 8);
	UK_EXPECT_EQ(value, FILE_BASE + 0x2000 + 0x345000);
	memcpy(&value, memory + 0x1010, 8);
	UK_EXPECT_EQ(value, FILE_BASE + 0x345000);
}

UK_TEST(ukvm_image, relocations_that_lie)
{
	static const uint8_t beyond[] = { 0x80, 0x80, 0x01 }; /* at 0x2000 */
	static const uint8_t across[] = { 0xfd, 0x7f };	      /* 8 bytes at 0x1ffe */
	static const uint8_t endless[] = { 0x80, 0x80, 0x80, 0x80,
					   0x80, 0x80, 0x80 };
	static const uint8_t no_address[] = { 0 };
	struct relocation relocation;

	memset(memory, 0, sizeof(memory));
	UK_EXPECT(relocate(beyond, sizeof(beyond), &relocation) != NULL);
	UK_EXPECT(relocate(across, sizeof(across), &relocation) != NULL);
	UK_EXPECT(relocate(endless, sizeof(endless), &relocation) != NULL);
	UK_EXPECT(relocate(no_address, 1, &relocation) != NULL);
}
