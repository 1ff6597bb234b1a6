/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The grant table. Free entries are a list, linked through their frame numbers, which nobody
 * else looks at while the entry's flags are 0.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/paging.h>
#include <uk/atomic.h>
#include <uk/plat/lifecycle.h>
#include <uk/string.h>
#include <uk/xen/grants.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/suspend.h>

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

static enum { UNKNOWN, ABSENT, PRESENT } state;

static bool map(void)
{
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
	return true;
}

static bool start(void)
{
	if (UK_LIKELY(state != UNKNOWN))
		return state == PRESENT;
	state = ABSENT;
	if (!map())
		return false;
	for (uk_xen_grant i = ENTRIES - 1; i >= RESERVED; i--) {
		table[i].frame = first_free;
		first_free = i;
	}
	state = PRESENT;
	return true;
}

int uk_xen_grant_page(uint16_t to, const void *page, bool readonly)
{
	unsigned long irq;
	uk_xen_grant grant;

	if (!start())
		return -ENODEV;
	irq = uk_arch_irq_save();
	grant = first_free;
	if (grant)
		first_free = table[grant].frame;
	uk_arch_irq_restore(irq);
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
	unsigned long irq;

	do {
		if (flags & (READING | WRITING))
			return -EBUSY;
	} while (!uk_atomic_compare_exchange(&table[grant].flags, &flags, 0));
	irq = uk_arch_irq_save();
	table[grant].frame = first_free;
	first_free = grant;
	uk_arch_irq_restore(irq);
	return 0;
}

#ifdef CONFIG_DRV_XENCORE_SUSPEND
/* ---- another domain: its table has nothing but zeroes ---- */

static uint64_t is_free[UK_DIV_ROUND_UP(ENTRIES, 64)];

void uk_xen_grants_leave(void)
{
	memset(is_free, 0, sizeof(is_free));
	for (uk_xen_grant i = first_free; i; i = table[i].frame)
		is_free[i / 64] |= 1ULL << i % 64;
}

/* The entries that are not free keep flags of 0, as if they had just ended. */
void uk_xen_grants_arrive(void)
{
	if (state != PRESENT)
		return;
	if (!map())
		uk_plat_exit(UK_EXIT_CRASH);
	first_free = 0;
	for (uk_xen_grant i = ENTRIES - 1; i >= RESERVED; i--) {
		if (!(is_free[i / 64] >> i % 64 & 1))
			continue;
		table[i].frame = first_free;
		first_free = i;
	}
}
#endif
