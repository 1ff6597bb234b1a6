/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Changing what is mapped, after start.S mapped the image. Ranges are mapped
 * with 2 MiB pages where they cover whole ones; a large page is split when a
 * part of it gets other rights.
 */
#include <uk/arch/window.h>
#include <uk/arch/x86.h>
#include <uk/errno.h>
#include <uk/image.h>
#include <uk/plat/memory.h>
#include <uk/string.h>

#include "page_table.h"

#define LARGE_PAGE_BYTES (1UL << LARGE_PAGE_SHIFT)
/* The identity map has one top-level entry: 512 GiB */
#define ADDRESS_LIMIT (1UL << 39)
#define ADDRESS_BITS 47 /* of the lower half */
#define PML4_SHIFT 39
#define PDPT_SHIFT 30

/* from the linker script */
extern uint64_t uk_arch_pml4[TABLE_ENTRIES];
extern uint64_t uk_arch_pdpt[TABLE_ENTRIES];

static uint64_t entry_of(uintptr_t address, unsigned int rights)
{
	uint64_t entry = address | PTE_PRESENT | PTE_ACCESSED;

	if (rights == UK_PAGE_NONE)
		return 0;
	if (rights & UK_PAGE_WRITE)
		entry |= PTE_WRITE | PTE_DIRTY;
	if (!(rights & UK_PAGE_EXECUTE))
		entry |= PTE_NX;
	if (rights & UK_PAGE_DEVICE)
		entry |= PTE_CACHE_DISABLE | PTE_WRITE_THROUGH;
	return entry;
}

static unsigned int rights_of(uint64_t entry)
{
	if (!(entry & PTE_PRESENT))
		return UK_PAGE_NONE;
	return UK_PAGE_READ | (entry & PTE_WRITE ? UK_PAGE_WRITE : 0) |
	       (entry & PTE_NX ? 0 : UK_PAGE_EXECUTE) |
	       (entry & PTE_CACHE_DISABLE ? UK_PAGE_DEVICE : 0);
}

static uint64_t *table_at(uint64_t entry)
{
	return (uint64_t *)(entry & PTE_ADDRESS);
}

static void flush(uintptr_t address)
{
	__asm__ volatile("invlpg (%0)" ::"r"(address) : "memory");
}

/*
 * The table that `entry` points to. Where there is none, makes one that maps what
 * the entry itself mapped: pages of 4 KiB, or nothing.
 */
static uint64_t *table_below(uint64_t *entry, uintptr_t address)
{
	uint64_t old = *entry;
	uint64_t *table;

	if (old & PTE_PRESENT && !(old & PTE_LARGE))
		return table_at(old);
	table = uk_plat_page_take();
	if (!table)
		return NULL;
	if (old & PTE_PRESENT) {
		old &= ~(uint64_t)PTE_LARGE;
		for (unsigned int i = 0; i < TABLE_ENTRIES; i++)
			table[i] = old + ((uint64_t)i << UK_PAGE_SHIFT);
	} else {
		memset(table, 0, TABLE_BYTES);
	}
	*entry = (uintptr_t)table | PTE_PRESENT | PTE_WRITE | PTE_ACCESSED;
	flush(address);
	return table;
}

static uint64_t *entry_in(uint64_t *table, uintptr_t address,
			  unsigned int shift)
{
	return &table[address >> shift & (TABLE_ENTRIES - 1)];
}

/*
 * Writes entries until `end` or the table's last, and returns where it stopped. This is the
 * loop that maps all of memory at boot, so it does little more than store. An old
 * entry is replaced if it has one of the bits `replaceable`, else it ends the loop.
 */
static uintptr_t fill(uint64_t *table, uintptr_t address, uintptr_t end,
		      unsigned int shift, uint64_t value, uint64_t replaceable)
{
	uint64_t *entry = entry_in(table, address, shift);
	uint64_t *stop = entry + ((end - address) >> shift);
	uint64_t *table_end = table + TABLE_ENTRIES;
	uint64_t *const first = entry;
	uint64_t step = value ? 1UL << shift : 0;

	if (stop > table_end)
		stop = table_end;
	/* memory that was not mapped before: nothing to flush */
	for (; entry + 1 < stop && !(entry[0] | entry[1]); entry += 2) {
		entry[0] = value;
		value += step;
		entry[1] = value;
		value += step;
	}
	for (; entry < stop; entry++, value += step) {
		uint64_t old = *entry;

		if (UK_UNLIKELY(old) && !(old & replaceable))
			break;
		*entry = value;
		if (UK_UNLIKELY(old))
			flush(address + ((uintptr_t)(entry - first) << shift));
	}
	return address + ((uintptr_t)(entry - first) << shift);
}

int uk_arch_page_protect(uintptr_t address, size_t length, unsigned int rights)
{
	uintptr_t end = address + length;

	if (!UK_IS_ALIGNED(address | length, UK_PAGE_SIZE) || end < address ||
	    end > ADDRESS_LIMIT ||
	    (rights & UK_PAGE_WRITE && rights & UK_PAGE_EXECUTE))
		return -EINVAL;
	while (address < end) {
		uint64_t *directory = table_below(
			&uk_arch_pdpt[address >> PDPT_SHIFT], address);
		uint64_t value = entry_of(address, rights);
		uint64_t *table;
		uintptr_t start = address;

		if (!directory)
			return -ENOMEM;
		/* a table that exists stays: its frame has no owner to return to */
		if (UK_IS_ALIGNED(address, LARGE_PAGE_BYTES) &&
		    end - address >= LARGE_PAGE_BYTES)
			address =
				fill(directory, address, end, LARGE_PAGE_SHIFT,
				     value ? value | PTE_LARGE : 0, PTE_LARGE);
		if (address != start)
			continue;
		table = table_below(entry_in(directory, address,
					     LARGE_PAGE_SHIFT),
				    address);
		if (!table)
			return -ENOMEM;
		address = fill(table, address, end, UK_PAGE_SHIFT, value,
			       PTE_PRESENT);
	}
	return 0;
}

unsigned int uk_arch_page_rights(uintptr_t address)
{
	uint64_t entry;

	if (address >> ADDRESS_BITS)
		return UK_PAGE_NONE;
	entry = *entry_in(uk_arch_pml4, address, PML4_SHIFT);
	if (entry & PTE_PRESENT)
		entry = *entry_in(table_at(entry), address, PDPT_SHIFT);
	if (!(entry & PTE_PRESENT))
		return UK_PAGE_NONE;
	entry = *entry_in(table_at(entry), address, LARGE_PAGE_SHIFT);
	if (entry & PTE_PRESENT && !(entry & PTE_LARGE))
		entry = *entry_in(table_at(entry), address, UK_PAGE_SHIFT);
	return rights_of(entry);
}

bool uk_arch_large_page_is_free(uintptr_t address)
{
	uint64_t entry;

	if (address >= ADDRESS_LIMIT)
		return false;
	entry = uk_arch_pdpt[address >> PDPT_SHIFT];
	return !(entry & PTE_PRESENT) ||
	       !*entry_in(table_at(entry), address, LARGE_PAGE_SHIFT);
}

/* Highest physical address + 1: CPUID leaf 80000008h, SDM vol. 3A, 4.1.4 */
static uint64_t physical_limit(void)
{
	static unsigned int bits;

	if (!bits) {
		bits = 36;
		if (uk_x86_cpuid(0x80000000, 0).eax >= 0x80000008)
			bits = uk_x86_cpuid(0x80000008, 0).eax & 0xff;
		/* the lower half of the addresses that pointers can have */
		bits = UK_MIN(bits, (unsigned int)ADDRESS_BITS);
	}
	return UK_MIN(1ULL << bits, UK_WINDOW_START);
}

/* Maps [address, end), which lies in one large page, by `directory`'s entry. */
static int map_device(uint64_t *directory, uintptr_t address, uintptr_t end)
{
	const unsigned int rights =
		UK_PAGE_READ | UK_PAGE_WRITE | UK_PAGE_DEVICE;
	uint64_t *entry = entry_in(directory, address, LARGE_PAGE_SHIFT);
	uint64_t *table;

	if (!*entry)
		*entry = entry_of(UK_ALIGN_DOWN(address, LARGE_PAGE_BYTES),
				  rights) |
			 PTE_LARGE;
	if (*entry & PTE_LARGE)
		return rights_of(*entry) == rights ? 0 : -EBUSY;
	table = table_at(*entry);
	for (; address < end; address += UK_PAGE_SIZE) {
		entry = entry_in(table, address, UK_PAGE_SHIFT);
		if (!*entry)
			*entry = entry_of(address, rights);
		else if (rights_of(*entry) != rights)
			return -EBUSY;
	}
	return 0;
}

/* Firmware may put devices beyond what uk_arch_page_protect() reaches. */
int uk_arch_device_map(uint64_t address, size_t length)
{
	uint64_t end, limit = physical_limit();
	int error = 0;

	if (!length || address < (uintptr_t)uk_image_end || address >= limit ||
	    length > limit - address)
		return -EINVAL;
	end = UK_ALIGN_UP(address + length, UK_PAGE_SIZE);
	address = UK_ALIGN_DOWN(address, UK_PAGE_SIZE);
	while (address < end && !error) {
		uint64_t next =
			UK_MIN(UK_ALIGN_DOWN(address, LARGE_PAGE_BYTES) +
				       LARGE_PAGE_BYTES,
			       end);
		uint64_t *directory = table_below(
			entry_in(uk_arch_pml4, address, PML4_SHIFT), address);

		if (directory)
			directory = table_below(entry_in(directory, address,
							 PDPT_SHIFT),
						address);
		if (!directory)
			return -ENOMEM;
		error = map_device(directory, address, next);
		address = next;
	}
	return error;
}
