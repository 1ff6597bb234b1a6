/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The grant table. Free entries are a list, linked through their frame numbers, which nobody
 * else looks at while the entry's flags are 0.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/paging.h>
#include <uk/atomic.h>
#include <uk/xen/grants.h>
#include <uk/xen/hypercall.h>

/* memory.h */
#define ADD_TO_PHYSMAP 7
#define SPACE_GRANT_TABLE 1

/* grant_table.h: the first are for the toolstack */
#define RESERVED 8u
#define PERMIT_ACCESS 1u
#define READONLY 4u
#define READING 8u
#define WRITING 16u

#define PAGES CONFIG_DRV_XENCORE_GRANT_PAGES
#define ENTRIES ((unsigned int)(PAGES * UK_PAGE_SIZE / sizeof(struct entry)))

struct entry {
	uint16_t flags;
	uint16_t domain;
	uint32_t frame;
};

struct add_to_physmap {
	uint16_t domain;
	uint16_t size;
	uint32_t space;
	uint64_t index;
	uint64_t frame;
};

static struct entry table[PAGES * UK_PAGE_SIZE / sizeof(struct entry)]
	__uk_aligned(UK_PAGE_SIZE);
static uk_xen_grant first_free; /* 0: none */

static bool start(void)
{
	static enum { UNKNOWN, ABSENT, PRESENT } state;

	if (UK_LIKELY(state != UNKNOWN))
		return state == PRESENT;
	state = ABSENT;
	for (uint64_t i = 0; i < PAGES; i++) {
		struct add_to_physmap add = {
			.domain = XEN_DOMAIN_SELF,
			.space = SPACE_GRANT_TABLE,
			.index = i,
			.frame = ((uintptr_t)table >> UK_PAGE_SHIFT) + i,
		};

		if (!uk_xen_present() ||
		    uk_xen_operation(XEN_MEMORY_OP, ADD_TO_PHYSMAP, &add))
			return false;
	}
	for (uk_xen_grant i = ENTRIES - 1; i >= RESERVED; i--) {
		table[i].frame = first_free;
		first_free = i;
	}
	state = PRESENT;
	return true;
}

int uk_xen_grant_page(uint16_t to, const void *page, bool readonly)
{
	unsigned long state;
	uk_xen_grant grant;

	if (!start())
		return -ENODEV;
	state = uk_arch_irq_save();
	grant = first_free;
	if (grant)
		first_free = table[grant].frame;
	uk_arch_irq_restore(state);
	if (!grant)
		return -ENOSPC;
	table[grant].domain = to;
	table[grant].frame = (uint32_t)((uintptr_t)page >> UK_PAGE_SHIFT);
	uk_store_release(&table[grant].flags,
			 (uint16_t)(PERMIT_ACCESS | (readonly ? READONLY : 0)));
	return (int)grant;
}

int uk_xen_grant_end(uk_xen_grant grant)
{
	uint16_t flags = uk_load_relaxed(&table[grant].flags);
	unsigned long state;

	do {
		if (flags & (READING | WRITING))
			return -EBUSY;
	} while (!uk_atomic_compare_exchange(&table[grant].flags, &flags, 0));
	state = uk_arch_irq_save();
	table[grant].frame = first_free;
	first_free = grant;
	uk_arch_irq_restore(state);
	return 0;
}
