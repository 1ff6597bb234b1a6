/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pages that the backend may touch: the driver's own, lent when the disk is opened and
 * not taken back until it is disconnected. So no request waits for grants or for the other
 * side to map them, any memory can be a caller's, and one that answers without having let go
 * harms nobody.
 */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/string.h>

#include "xenblk.h"

static int lend(struct xenblk *blk, struct xenblk_page *page)
{
	struct uk_alloc *a = blk->blkdev.allocator;
	uint8_t *memory = uk_memalign(a, UK_PAGE_SIZE, UK_PAGE_SIZE);
	int grant;

	if (!memory)
		return -ENOMEM;
	/* what lay there before is not the backend's business */
	memset(memory, 0, UK_PAGE_SIZE);
	grant = uk_xen_grant_page(blk->bus->backend_domain, memory, false);
	if (grant < 0) {
		uk_pr_err("xenblk: no grant is left: raise "
			  "DRV_XENCORE_GRANT_PAGES\n");
		uk_free(a, memory);
		return grant;
	}
	*page = (struct xenblk_page){ .memory = memory,
				      .grant = (uk_xen_grant)grant,
				      .next = NO_PAGE };
	return 0;
}

int xenblk_pages_lend(struct xenblk *blk)
{
	int error = 0;

	for (uint16_t i = 0; i < PAGES && !error; i++) {
		if (blk->pages[i].memory)
			continue;
		error = lend(blk, &blk->pages[i]);
		if (!error)
			xenblk_pages_give(blk, i);
	}
	return error;
}

int xenblk_pages_lend_again(struct xenblk *blk)
{
	for (unsigned int i = 0; i < PAGES; i++) {
		struct xenblk_page *page = &blk->pages[i];
		int grant;

		if (!page->memory)
			continue;
		if (uk_xen_grant_end(page->grant))
			return -EBUSY;
		/* there is one: that which has just ended */
		grant = uk_xen_grant_page(blk->bus->backend_domain,
					  page->memory, false);
		if (grant < 0)
			return grant;
		page->grant = (uk_xen_grant)grant;
	}
	return 0;
}

unsigned int xenblk_pages_end(struct xenblk *blk)
{
	unsigned int lost = 0;

	for (unsigned int i = 0; i < PAGES; i++) {
		struct xenblk_page *page = &blk->pages[i];

		if (!page->memory)
			continue;
		if (uk_xen_grant_end(page->grant))
			lost++;
		else
			uk_free(blk->blkdev.allocator, page->memory);
		page->memory = NULL;
	}
	blk->free_page = NO_PAGE;
	blk->pages_free = 0;
	return lost;
}

uint16_t xenblk_pages_take(struct xenblk *blk, unsigned int count)
{
	uint16_t first = blk->free_page, last = first;

	blk->pages_free -= count;
	while (--count)
		last = blk->pages[last].next;
	blk->free_page = blk->pages[last].next;
	blk->pages[last].next = NO_PAGE;
	return first;
}

void xenblk_pages_give(struct xenblk *blk, uint16_t first)
{
	while (first != NO_PAGE) {
		uint16_t next = blk->pages[first].next;

		blk->pages[first].next = blk->free_page;
		blk->free_page = first;
		blk->pages_free++;
		first = next;
	}
}

void xenblk_pages_copy(struct xenblk *blk, const struct uk_blk_request *request,
		       uint16_t page, bool lends)
{
	size_t offset = 0;

	for (unsigned int i = 0; i < request->segment_count; i++) {
		uint8_t *memory = request->segments[i].base;
		size_t left = request->segments[i].length;

		while (left) {
			size_t part = UK_MIN(left, UK_PAGE_SIZE - offset);
			uint8_t *lent = blk->pages[page].memory + offset;

			if (lends)
				memcpy(lent, memory, part);
			else
				memcpy(memory, lent, part);
			memory += part;
			left -= part;
			offset += part;
			if (offset == UK_PAGE_SIZE) {
				offset = 0;
				page = blk->pages[page].next;
			}
		}
	}
}
