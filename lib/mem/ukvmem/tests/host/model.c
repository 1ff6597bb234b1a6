/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See model.h. Every page that was touched holds a number of its own, which goes along
 * wherever the page goes.
 */
#include "model.h"

#include <string.h>
#include <uk/errno.h>
#include <uk/trap.h>
#include <uk/vmem.h>

#include "../../../ukalloc/tests/host_heap.h"
#include "window.h"

struct page {
	bool mapped, content;
	unsigned int rights;
	uint32_t number; /* 0: never written */
};

static struct page pages[WINDOW_PAGES];
static uint32_t numbers;

static uintptr_t address_of(unsigned int page)
{
	return UK_WINDOW_START + page * UK_PAGE_SIZE;
}

static void must(bool condition)
{
	if (!condition)
		__builtin_trap();
}

static bool all_mapped(unsigned int from, unsigned int count)
{
	for (; count; from++, count--)
		if (!pages[from].mapped)
			return false;
	return true;
}

static bool none_mapped(unsigned int from, unsigned int count)
{
	for (; count; from++, count--)
		if (from >= WINDOW_PAGES || pages[from].mapped)
			return false;
	return true;
}

static void compare(void)
{
	struct uk_vmem_stats stats;
	size_t mapped = 0, resident = 0;

	for (unsigned int i = 0; i < WINDOW_PAGES; i++) {
		const struct page *page = &pages[i];
		const uint32_t *there = uk_arch_window_page(address_of(i));

		must(uk_vmem_has(address_of(i), UK_PAGE_SIZE, 0) ==
		     page->mapped);
		if (page->mapped)
			must(uk_vmem_has(address_of(i), UK_PAGE_SIZE,
					 page->rights));
		mapped += page->mapped;
		if (!there) {
			must(!page->number);
			continue;
		}
		resident++;
		must(page->mapped && *there == page->number &&
		     window_rights(address_of(i)) == page->rights);
	}
	uk_vmem_stats(&stats);
	must(stats.mapped_bytes == mapped * UK_PAGE_SIZE);
	must(stats.resident_bytes == resident * UK_PAGE_SIZE);
	must(stats.mappings <= mapped);
}

/* Mapped pages that are no longer mapped */
static unsigned int count_gone(unsigned int from, unsigned int count,
			       unsigned int *were)
{
	unsigned int gone = 0;

	for (*were = 0; count; from++, count--) {
		*were += pages[from].mapped;
		gone += pages[from].mapped &&
			!uk_vmem_has(address_of(from), 1, 0);
	}
	return gone;
}

static bool may_fail(int result)
{
	return result == -ENOMEM && (!host_heap_allocations || !window_tables);
}

/* Chosen by the library, and not in the part of the window that is watched */
static bool is_beyond(uintptr_t address, unsigned int count)
{
	if (address + count * UK_PAGE_SIZE <= address_of(WINDOW_PAGES))
		return false;
	host_heap_allocations = ~0u;
	must(uk_vmem_unmap(address, count * UK_PAGE_SIZE) == 0);
	return true;
}

static void map(unsigned int from, unsigned int count, unsigned int rights,
		unsigned int flags)
{
	uintptr_t address = address_of(from);
	bool is_free = none_mapped(from, count);
	unsigned int gone, were;
	int result =
		uk_vmem_map(&address, count * UK_PAGE_SIZE - 5, rights, flags);

	if (may_fail(result)) {
		/* what was to be replaced may be gone, but all of it */
		gone = count_gone(from, count, &were);
		must(!gone || gone == were);
		if (gone)
			memset(&pages[from], 0, count * sizeof(pages[0]));
		return;
	}
	if (flags & UK_VMEM_FIXED_FREE && !is_free) {
		must(result == -EEXIST);
		return;
	}
	/* populated, and beyond */
	if (result == -ENOMEM && flags == UK_VMEM_POPULATE && !is_free)
		return;
	must(result == 0);
	if (is_beyond(address, count))
		return;
	if (flags & (UK_VMEM_FIXED | UK_VMEM_FIXED_FREE) || is_free)
		must(address == address_of(from));
	from = (unsigned int)((address - UK_WINDOW_START) / UK_PAGE_SIZE);
	must(flags & UK_VMEM_FIXED || none_mapped(from, count));
	for (; count; from++, count--)
		pages[from] =
			(struct page){ .mapped = true,
				       .rights = rights,
				       .content = flags & UK_VMEM_CONTENT };
}

static void unmap(unsigned int from, unsigned int count)
{
	int result = uk_vmem_unmap(address_of(from), count * UK_PAGE_SIZE);

	if (may_fail(result))
		return;
	must(result == 0);
	memset(&pages[from], 0, count * sizeof(pages[0]));
}

static void protect(unsigned int from, unsigned int count, unsigned int rights)
{
	int result =
		uk_vmem_protect(address_of(from), count * UK_PAGE_SIZE, rights);

	if (!all_mapped(from, count))
		must(result == -ENOMEM);
	else if (!may_fail(result))
		must(result == 0);
	if (!result)
		for (; count; from++, count--)
			pages[from].rights = rights;
}

static void discard(unsigned int from, unsigned int count)
{
	int result = uk_vmem_discard(address_of(from), count * UK_PAGE_SIZE);

	must(result == (all_mapped(from, count) ? 0 : -ENOMEM));
	if (!result)
		for (; count; from++, count--)
			if (!pages[from].content)
				pages[from].number = 0;
}

/* Writes as a program would: by a trap, where there is no page. */
static void touch(unsigned int from)
{
	const struct uk_arch_trap trap = { .has_address = true,
					   .address = address_of(from) + 7,
					   .access = UK_PAGE_WRITE };
	uint32_t *there = uk_arch_window_page(address_of(from));

	if (!there) {
		bool repaired = false;

		UK_TABLE_FOR_EACH (uk_trap_repairs, repair)
			repaired = (*repair)(NULL, &trap);
		if (!pages[from].mapped ||
		    !(pages[from].rights & UK_PAGE_WRITE))
			must(!repaired);
		if (!repaired)
			return;
		there = uk_arch_window_page(address_of(from));
		must(there && !*there);
	}
	*there = pages[from].number = ++numbers;
}

/* [from, from + count) of one mapping: its pages are of one kind, without holes. */
static bool is_one(unsigned int from, unsigned int count)
{
	for (unsigned int i = from; i < from + count; i++)
		if (!pages[i].mapped || pages[i].rights != pages[from].rights ||
		    pages[i].content != pages[from].content)
			return false;
	return true;
}

static void resize(unsigned int from, unsigned int count, unsigned int wanted,
		   unsigned int flags)
{
	uintptr_t address = address_of(from);
	struct page old[WINDOW_PAGES];
	bool one = is_one(from, count);
	unsigned int to;
	int result;

	if (wanted > WINDOW_PAGES - from)
		return;
	result = uk_vmem_resize(&address, count * UK_PAGE_SIZE,
				wanted * UK_PAGE_SIZE, flags);
	if (!one) {
		must(result == -EFAULT);
		return;
	}
	if (may_fail(result))
		return;
	if (result) {
		must(result == -ENOMEM && wanted > count &&
		     !none_mapped(from + count, wanted - count));
		return;
	}
	if (is_beyond(address, wanted)) {
		memset(&pages[from], 0, count * sizeof(pages[0]));
		return;
	}
	to = (unsigned int)((address - UK_WINDOW_START) / UK_PAGE_SIZE);
	memcpy(old, &pages[from], count * sizeof(old[0]));
	memset(&pages[from], 0, count * sizeof(old[0]));
	for (unsigned int i = 0; i < wanted; i++) {
		must(!pages[to + i].mapped);
		pages[to + i] =
			i < count ? old[i] :
				    (struct page){ .mapped = true,
						   .rights = old[0].rights,
						   .content = old[0].content };
	}
}

static void call(const uint8_t *bytes)
{
	static const unsigned int rights[] = {
		UK_PAGE_NONE,
		UK_PAGE_READ,
		UK_PAGE_READ | UK_PAGE_WRITE,
		UK_PAGE_READ | UK_PAGE_EXECUTE,
	};
	static const unsigned int flags[] = { 0,
					      UK_VMEM_FIXED,
					      UK_VMEM_FIXED_FREE,
					      UK_VMEM_POPULATE,
					      UK_VMEM_FIXED | UK_VMEM_POPULATE,
					      UK_VMEM_FIXED | UK_VMEM_CONTENT };
	unsigned int from = bytes[1] % WINDOW_PAGES;
	unsigned int count = 1 + bytes[2] % UK_MIN(WINDOW_PAGES - from, 16u);
	unsigned int right = rights[bytes[3] % 4];

	/* one call in four has little memory */
	host_heap_allocations = bytes[0] & 0xc0 ? ~0u : bytes[3] >> 5;
	window_tables = bytes[0] & 0xc0 ? ~0u : bytes[3] >> 4 & 1;
	switch (bytes[0] % 8) {
	case 0:
		map(from, count, right,
		    flags[bytes[3] / 4 % UK_ARRAY_SIZE(flags)]);
		break;
	case 1:
		unmap(from, count);
		break;
	case 2:
		protect(from, count, right);
		break;
	case 3:
		discard(from, count);
		break;
	case 4:
		if (pages[from].mapped && uk_vmem_memory(address_of(from)))
			must(uk_arch_window_page(address_of(from)) != NULL);
		break;
	case 5:
		resize(from, count, 1 + bytes[3] % 16, bytes[3] >> 4 & 1);
		break;
	default:
		touch(from);
	}
}

void model_run(const uint8_t *bytes, size_t length)
{
	for (; length >= 4; bytes += 4, length -= 4) {
		call(bytes);
		compare();
	}
	host_heap_allocations = window_tables = ~0u;
	unmap(0, WINDOW_PAGES);
	compare();
}
