/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Guests of many sizes, laid out; and addresses at the edges of what they have.
 */
#include <stdlib.h>
#include <string.h>
#include <uk/test.h>

#include "file.h"
#include "walk.h"

UK_TESTSUITE(ukvm_layout, "ukvm: where everything lies");

static struct guest guest;
static struct image image;
static uint32_t wishes; /* UKVM_WANTS_ */

static const char *lay_out(uint64_t size, uint64_t seed)
{
	struct file file;

	file_make(&file);
	file.note.content.flags = wishes;
	if (image_parse((const uint8_t *)&file, sizeof(file), FILE_LENGTH,
			&image))
		abort();
	free(guest.memory);
	guest = (struct guest){ .size = size, .random = seed };
	guest.memory = aligned_alloc(PAGE_SIZE, size);
	memset(guest.memory, 0, size);
	return guest_lay_out(&guest, &image);
}

UK_TEST(ukvm_layout, many_sizes_and_seeds)
{
	static const uint64_t extra[] = { 0,	    4096,	0x8000,
					  0x100000, 0x1ff000,	0x200000,
					  0x201000, 0x3fe000,	0x800000 };

	lay_out(0x100000, 1);
	for (unsigned int i = 0; i < sizeof(extra) / sizeof(extra[0]); i++)
		for (uint64_t seed = 1; seed < 20; seed++) {
			UK_EXPECT(lay_out(guest_least(&image) + extra[i],
					  seed) == NULL);
			walk_check(&guest);
		}
}

/* A guest that may make pages executable: each has an entry of its own. */
UK_TEST(ukvm_layout, small_pages)
{
	static const uint64_t extra[] = { 0,	    0x8000,   0x1ff000,
					  0x200000, 0x3fe000, 0x1801000 };
	const struct guest_region *heap = &guest.regions[UKVM_REGION_HEAP];

	wishes = UKVM_WANTS_RX_ONCE;
	for (unsigned int i = 0; i < sizeof(extra) / sizeof(extra[0]); i++)
		for (uint64_t seed = 1; seed < 20; seed++) {
			UK_EXPECT(lay_out(guest_least(&image) + extra[i],
					  seed) == NULL);
			UK_EXPECT(guest.may_execute);
			walk_check(&guest);
			for (uint64_t at = 0; at < heap->length; at += PAGE_SIZE)
				UK_EXPECT(tables_find(guest.memory,
						      guest.page_tables,
						      heap->base + at));
			UK_EXPECT(!tables_find(guest.memory, guest.page_tables,
					       heap->base - PAGE_SIZE));
		}
	wishes = 0;
	UK_EXPECT(lay_out(32 << 20, 5) == NULL && !guest.may_execute);
	/* large ones are none of its */
	UK_EXPECT(!tables_find(guest.memory, guest.page_tables,
			       heap->base + (16 << 20)));
}

UK_TEST(ukvm_layout, heap_gets_the_rest)
{
	UK_EXPECT(lay_out(32 << 20, 5) == NULL);
	UK_EXPECT(guest.regions[UKVM_REGION_HEAP].length >
		  (32 << 20) - guest_least(&image) - 8 * PAGE_SIZE);
}

UK_TEST(ukvm_layout, too_little_is_said)
{
	UK_EXPECT(lay_out(guest_least(&image) - PAGE_SIZE, 1) != NULL);
	UK_EXPECT(lay_out(PAGE_SIZE, 1) != NULL);
}

UK_TEST(ukvm_layout, edges_of_a_region)
{
	const struct guest_region *r;

	UK_EXPECT(lay_out(0x100000, 3) == NULL);
	r = &guest.regions[UKVM_REGION_STACK];
	UK_EXPECT(guest_at(&guest, r->base, r->length, UKVM_WRITE) == r->host);
	UK_EXPECT(!guest_at(&guest, r->base, r->length + 1, UKVM_WRITE));
	UK_EXPECT(!guest_at(&guest, r->base - 1, 1, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, r->base - 1, 2, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, r->base + r->length, 0, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, r->base + r->length - 1, 2, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, r->base + 8, UINT64_MAX, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, r->base + 8, UINT64_MAX - 7, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, UINT64_MAX, 1, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, 0, 1, UKVM_READ));
}

UK_TEST(ukvm_layout, pages_between_pieces)
{
	const struct guest_region *r;
	uint64_t second;

	UK_EXPECT(lay_out(0x100000, 3) == NULL);
	r = &guest.regions[UKVM_REGION_THREADS];
	second = r->base + r->piece + PAGE_SIZE;
	UK_EXPECT_EQ(r->piece, 0x2000);
	UK_EXPECT_EQ(r->length, 3 * 0x3000 - PAGE_SIZE);
	UK_EXPECT(guest_at(&guest, r->base, r->piece, UKVM_WRITE) == r->host);
	UK_EXPECT(guest_at(&guest, second, r->piece, UKVM_WRITE) ==
		  r->host + r->piece);
	UK_EXPECT(guest_at(&guest, second + r->piece - 1, 1, UKVM_WRITE) ==
		  r->host + 2 * r->piece - 1);
	UK_EXPECT(!guest_at(&guest, second - 1, 1, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, second - PAGE_SIZE, 1, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, second - PAGE_SIZE - 1, 2, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, r->base, r->length, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, r->base, r->piece + 1, UKVM_READ));
}

UK_TEST(ukvm_layout, rights_count)
{
	uint64_t text, rodata, boot;

	UK_EXPECT(lay_out(0x100000, 4) == NULL);
	text = guest.regions[UKVM_REGION_TEXT].base;
	rodata = guest.regions[UKVM_REGION_RODATA].base;
	boot = guest.regions[UKVM_REGION_BOOT].base;
	UK_EXPECT(guest_at(&guest, text, 8, UKVM_READ));
	UK_EXPECT(!guest_at(&guest, text, 8, UKVM_WRITE));
	UK_EXPECT(!guest_at(&guest, rodata, 8, UKVM_WRITE));
	UK_EXPECT(!guest_at(&guest, boot, 8, UKVM_WRITE));
	UK_EXPECT(!guest_at(&guest, guest.system, 8, UKVM_READ));
	/* neighbours are two regions all the same */
	UK_EXPECT(!guest_at(&guest, rodata - 4, 8, UKVM_READ));
}

UK_TEST(ukvm_layout, stubs_tell_their_vector)
{
	uint64_t stubs;

	UK_EXPECT(lay_out(0x100000, 4) == NULL);
	stubs = guest.system + SYSTEM_STUBS;
	UK_EXPECT_EQ(system_vector(&guest, stubs), 0);
	UK_EXPECT_EQ(system_vector(&guest, stubs + 14 * 16 + 2), 14);
	UK_EXPECT_EQ(system_vector(&guest, stubs - 1), -1);
	UK_EXPECT_EQ(system_vector(&guest, stubs + 32 * 16), -1);
	UK_EXPECT_EQ(system_vector(&guest, 0), -1);
}
