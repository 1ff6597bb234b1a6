/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where everything lies. In physical memory one behind the other, with page tables at
 * the end; in the guest's addresses at places that nobody can guess: the image
 * in the first 2 GiB, as its code was compiled for, everything else apart from one another
 * in a piece of 1 GiB or more that lies anywhere in the lower half.
 */
#include "guest.h"
#include "page_table.h"

#define NEEDS_MORE "needs more memory: use a larger --memory"
#define IMAGE_LOWEST 0x100000ull
#define IMAGE_END 0x7fff0000ull
#define GIB_SHIFT 30
#define GIB (1ull << GIB_SHIFT)
#define AREAS 255 /* of 512 GiB, behind the image's, in the lower half */
#define AREA_SHIFT 39

/* splitmix64 (Steele, Lea, Flood 2014, figure 17): each bit of the seed counts */
SETUP uint64_t guest_random(struct guest *g)
{
	uint64_t value = g->random += 0x9e3779b97f4a7c15ull;

	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ull;
	value = (value ^ value >> 27) * 0x94d049bb133111ebull;
	return value ^ value >> 31;
}

SETUP static uint64_t below(struct guest *g, uint64_t limit)
{
	return guest_random(g) % limit;
}

struct ukvm_boot *guest_boot(const struct guest *g)
{
	return (struct ukvm_boot *)g->regions[UKVM_REGION_BOOT].host;
}

/* Of monitors whose guests may ask for it (rx_once.c) */
__attribute__((weak)) bool guest_is_sealed(const struct guest *g,
					   uint64_t address, uint64_t length)
{
	(void)g;
	(void)address;
	(void)length;
	return false;
}

void *guest_at(const struct guest *g, uint64_t address, uint64_t length,
	       unsigned int rights)
{
	for (unsigned int i = 0; i < UKVM_REGIONS; i++) {
		const struct guest_region *region = &g->regions[i];
		uint64_t offset = address - region->base;

		uint64_t limit = region->length;
		uint8_t *host = region->host;

		if (offset < limit && region->piece) {
			limit = region->piece;
			host += offset / (limit + PAGE_SIZE) * limit;
			offset %= limit + PAGE_SIZE;
		}
		if (offset < limit && length <= limit - offset &&
		    (region->rights & rights) == rights &&
		    !(rights & UKVM_WRITE &&
		      guest_is_sealed(g, address, length)))
			return host + offset;
	}
	return NULL;
}

/* What is placed so far; the system pages are no region */
struct area {
	uint64_t base;
	uint64_t pages;
	struct {
		uint64_t first;
		uint64_t pages;
	} taken[5];
	unsigned int count;
};

/* Whether the pages, with one on either side, are free. */
SETUP static bool is_free(const struct area *area, uint64_t first,
			  uint64_t pages)
{
	for (unsigned int i = 0; i < area->count; i++)
		if (first <= area->taken[i].first + area->taken[i].pages &&
		    area->taken[i].first <= first + pages)
			return false;
	return true;
}

SETUP static uint64_t take(struct area *area, uint64_t first, uint64_t pages)
{
	area->taken[area->count].first = first;
	area->taken[area->count].pages = pages;
	area->count++;
	return area->base + (first << PAGE_SHIFT);
}

/* Most of the area is free, so this ends soon. */
SETUP static uint64_t put(struct guest *g, struct area *area, uint64_t bytes)
{
	uint64_t pages = bytes >> PAGE_SHIFT;
	uint64_t first;

	do
		first = 1 + below(g, area->pages - pages - 1);
	while (!is_free(area, first, pages));
	return take(area, first, pages);
}

/* The heap comes first. It lies in large pages as it does in physical memory. */
SETUP static uint64_t put_heap(struct guest *g, struct area *area,
			       uint64_t physical, uint64_t bytes)
{
	uint64_t large = LARGE_PAGE_BYTES >> PAGE_SHIFT;
	uint64_t slots = (area->pages - (bytes >> PAGE_SHIFT)) / large - 2;
	uint64_t first = (1 + below(g, slots)) * large +
			 (physical >> PAGE_SHIFT) % large;

	return take(area, first, bytes >> PAGE_SHIFT);
}

/* Called often: noinline is smaller. */
SETUP static void __attribute__((noinline))
set(struct guest *g, enum ukvm_region_kind kind, uint64_t base,
    uint64_t physical, uint64_t length, unsigned int rights)
{
	struct guest_region *region = &g->regions[kind];

	region->base = base;
	region->length = length;
	region->rights = rights;
	region->host = g->memory + physical;
}

SETUP static void place_image(struct guest *g, const struct image *image)
{
	static const unsigned int rights[] = {
		[UKVM_REGION_TEXT] = UKVM_READ | UKVM_EXECUTE,
		[UKVM_REGION_RODATA] = UKVM_READ,
		[UKVM_REGION_DATA] = UKVM_READ | UKVM_WRITE,
	};
	uint64_t pages = (IMAGE_END - IMAGE_LOWEST - image->span) >> PAGE_SHIFT;

	g->slide = IMAGE_LOWEST + (below(g, pages) << PAGE_SHIFT) - image->base;
	for (unsigned int i = UKVM_REGION_TEXT; i <= UKVM_REGION_DATA; i++)
		if (image->segments[i].memory_size)
			set(g, i, image->segments[i].address + g->slide,
			    image->segments[i].address - image->base,
			    image->segments[i].memory_size, rights[i]);
}

/* Addresses of the threads' stacks, with a page between each two */
SETUP static uint64_t threads_span(const struct image *image)
{
	return image->note.thread_stacks *
		       (image->note.thread_stack + PAGE_SIZE) -
	       (image->note.thread_stacks ? PAGE_SIZE : 0);
}

SETUP static uint64_t threads_bytes(const struct image *image)
{
	return (uint64_t)image->note.thread_stacks * image->note.thread_stack;
}

/* Page tables of the image at most, and of the rest without a heap: the top one, two levels
 * for either, and one more for every 2 MiB that is touched.
 */
SETUP static uint64_t tables_most(const struct image *image)
{
	uint64_t threads = threads_span(image);

	return 1 + 3 + image->span / LARGE_PAGE_BYTES + 2 + 2 +
	       image->note.stack / LARGE_PAGE_BYTES + 2 + 1 + 2 +
	       (threads ? threads / LARGE_PAGE_BYTES + 2 : 0);
}

SETUP static uint64_t fixed_bytes(const struct image *image)
{
	return image->span + PAGE_SIZE * (1 + SYSTEM_PAGES) +
	       image->note.stack + threads_bytes(image);
}

SETUP uint64_t guest_least(const struct image *image)
{
	return fixed_bytes(image) + tables_most(image) * PAGE_SIZE;
}

SETUP static bool map_pieces(struct tables *tables,
			     const struct guest_region *region,
			     uint64_t physical, uint64_t bits)
{
	uint64_t piece = region->piece ? region->piece : region->length;

	for (uint64_t at = 0; at < region->length; at += piece + PAGE_SIZE) {
		if (!tables_map(tables, region->base + at, physical, piece,
				bits))
			return false;
		physical += piece;
	}
	return true;
}

/* With a heap, the tables above it may be as many as the area has GiB, and two below, unless
 * all its pages are small.
 */
SETUP static bool add_heap(struct guest *g, struct tables *tables,
			   uint64_t base, uint64_t start, uint64_t area_gib)
{
	uint64_t reserve = (area_gib + 2) * PAGE_SIZE;

	if (tables->is_small)
		reserve += g->size / LARGE_PAGE_BYTES * PAGE_SIZE;
	if (tables->next < start + reserve + PAGE_SIZE)
		return true;
	set(g, UKVM_REGION_HEAP, base, start, tables->next - reserve - start,
	    UKVM_READ | UKVM_WRITE);
	return tables_map(tables, base, start,
			  g->regions[UKVM_REGION_HEAP].length,
			  PTE_USER | PTE_WRITE | PTE_DIRTY | PTE_NX);
}

SETUP const char *guest_lay_out(struct guest *g, const struct image *image)
{
	struct area area = { 0 };
	/* of boot page, stack, threads' stacks: addresses */
	const uint64_t spans[] = { PAGE_SIZE, image->note.stack,
				   threads_span(image) };
	uint64_t system = image->span;
	uint64_t physical = system + SYSTEM_PAGES * PAGE_SIZE;
	uint64_t heap = fixed_bytes(image);
	uint64_t gib = 1 + ((2 * g->size + spans[1] + spans[2]) >> GIB_SHIFT);
	struct tables tables = {
		.memory = g->memory,
		.next = g->size,
		.stop = heap,
		.is_small = image->note.flags & UKVM_WANTS_RX_ONCE,
	};
	uint64_t heap_base;
	bool is_mapped;

	if (g->size < guest_least(image))
		return NEEDS_MORE;
	place_image(g, image);
	area.base = (1 + below(g, AREAS)) << AREA_SHIFT;
	area.base += below(g, 512 - gib + 1) << GIB_SHIFT;
	area.pages = gib << (GIB_SHIFT - PAGE_SHIFT);
	heap_base = put_heap(g, &area, heap, g->size - heap);
	for (unsigned int i = 0; i < 3 && spans[i]; i++) {
		set(g, UKVM_REGION_BOOT + i, put(g, &area, spans[i]), physical,
		    spans[i], i ? UKVM_READ | UKVM_WRITE : UKVM_READ);
		physical += spans[i];
	}
	g->regions[UKVM_REGION_THREADS].piece = image->note.thread_stack;
	g->system = put(g, &area, SYSTEM_PAGES * PAGE_SIZE);

	g->page_tables = tables_start(&tables);
	is_mapped =
		g->page_tables &&
		tables_map(&tables, g->system, system, PAGE_SIZE, 0) &&
		tables_map(&tables, g->system + PAGE_SIZE, system + PAGE_SIZE,
			   PAGE_SIZE, PTE_WRITE | PTE_DIRTY | PTE_NX);
	for (unsigned int i = 0; i < UKVM_REGION_HEAP && is_mapped; i++) {
		const struct guest_region *region = &g->regions[i];
		uint64_t bits = PTE_USER;

		if (region->rights & UKVM_WRITE)
			bits |= PTE_WRITE | PTE_DIRTY;
		if (!(region->rights & UKVM_EXECUTE))
			bits |= PTE_NX;
		is_mapped =
			map_pieces(&tables, region,
				   (uint64_t)(region->host - g->memory), bits);
	}
	if (!is_mapped || !add_heap(g, &tables, heap_base, heap, gib))
		return NEEDS_MORE;
	g->may_execute = tables.is_small;
	g->system_host = g->memory + system;
	system_page_fill(g->system_host, g->system);
	return NULL;
}
