/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages that the guest has written become executable, once and for good: for images that make
 * code (PLAT_UKVM_RX_ONCE). The host's kernel has them read-only from then on, too, and the
 * filter allows nothing that could change that: neither the guest, nor a device that it asks to,
 * nor this monitor can write there again.
 */
#include "monitor.h"
#include "page_table.h"

static uint64_t *entry_of(const struct guest *g, uint64_t address)
{
	return tables_find(g->memory, g->page_tables, address);
}

/* Stacks are written without end, and are what an attacker would have executed. */
static bool may_become_code(const struct guest *g, uint64_t address)
{
	for (unsigned int i = 0; g->may_execute && i < UKVM_REGIONS; i++) {
		const struct guest_region *region = &g->regions[i];

		if (address - region->base < region->length)
			return i == UKVM_REGION_DATA || i == UKVM_REGION_HEAP;
	}
	return false;
}

bool guest_is_sealed(const struct guest *g, uint64_t address, uint64_t length)
{
	uint64_t end = address + length;

	if (!may_become_code(g, address))
		return false;
	for (address &= ~(PAGE_SIZE - 1); address < end; address += PAGE_SIZE) {
		const uint64_t *entry = entry_of(g, address);

		if (entry &&
		    !(__atomic_load_n(entry, __ATOMIC_RELAXED) & PTE_WRITE))
			return true;
	}
	return false;
}

/* Of monitors with rings (io.c) */
__attribute__((weak)) bool io_holds(const void *memory, uint64_t length)
{
	(void)memory;
	(void)length;
	return false;
}

/*
 * The monitor's kernel drops what it knows of pages whose rights change here, so the CPU's next
 * look is at the new entries, with shadow page tables and with nested ones. Whoever asks
 * guest_at() from the first new entry on gets none of the pages.
 */
static int make_executable(const struct call *call)
{
	uint64_t address = call->first, length = call->second;
	uint8_t *host;

	if ((address | length) % PAGE_SIZE || !length)
		return -EINVAL;
	host = call_memory(address, length, UKVM_READ | UKVM_WRITE);
	if (!may_become_code(&guest, address) || io_holds(host, length))
		crash_memory(UKVM_CALL_RX_ONCE, address, length);
	if (SYSTEM_3(__NR_mprotect, host, length, PROT_READ) < 0)
		return -ENOMEM;
	for (; length; length -= PAGE_SIZE, address += PAGE_SIZE) {
		uint64_t *entry = entry_of(&guest, address);

		__atomic_store_n(entry, *entry & ~(PTE_WRITE | PTE_NX),
				 __ATOMIC_SEQ_CST);
	}
	return 0;
}

void sandbox_calls(void)
{
	sandbox_allow_third(__NR_mprotect, PROT_READ);
}

CALLS = {
	{ UKVM_CALL_RX_ONCE, make_executable },
};
