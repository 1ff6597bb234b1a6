/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The descriptor tables and what traps run, which are one page: the guest's CPU uses it and
 * the guest cannot reach it. A trap's stub is one instruction, which tells the
 * monitor; nothing of the guest's ever runs in ring 0.
 */
#include "guest.h"

#define TSS_BYTES 104u /* Intel SDM vol. 3A, figure 7-11 */
#define TSS_RSP0 4u
#define TSS_IO_MAP 102u
#define GATE_BYTES 16u
#define GATE_INTERRUPT \
	0x8eu /* present, for the CPU's traps only, interrupts off */
#define GATE_PROGRAM 0x60u /* for instructions of ring 3, too: INT3 is one */
#define VECTOR_BREAKPOINT 3u

/* One bit a port, up to the last that may be used, and a byte of ones behind (SDM
 * vol. 1, section 19.5.2). A call reads four ports' worth, so the last one's reach into
 * another byte. What gets past this map, as where CPUs go by IOPL instead, stops at
 * the monitor, which knows the calls.
 */
#define IO_MAP_FREE (UKVM_CALLS / 8u + 1)
#define IO_MAP_BYTES (UKVM_PORT / 8u + IO_MAP_FREE + 1)

SETUP static void store(uint8_t *to, uint64_t value, unsigned int bytes)
{
	__builtin_memcpy(to, &value, bytes);
}

SETUP unsigned int system_tss_limit(void)
{
	return TSS_BYTES + IO_MAP_BYTES - 1;
}

SETUP static void fill_tss(uint8_t *tss, uint64_t stack_top)
{
	store(tss + TSS_RSP0, stack_top, 8);
	store(tss + TSS_IO_MAP, TSS_BYTES, 2);
	__builtin_memset(tss + TSS_BYTES, 0xff, IO_MAP_BYTES);
	__builtin_memset(tss + TSS_BYTES + UKVM_PORT / 8, 0, IO_MAP_FREE);
}

/* SDM vol. 3A, sections 3.4.5 and 7.2.3 */
SETUP static void fill_gdt(uint8_t *gdt, uint64_t tss)
{
	static const uint64_t segments[] = {
		0,
		0x00af9b000000ffff, /* ring 0: 64-bit code, data */
		0x00cf93000000ffff,
		0x00cff3000000ffff, /* ring 3: data, 64-bit code */
		0x00affb000000ffff,
	};

	__builtin_memcpy(gdt, segments, sizeof(segments));
	store(gdt + SELECTOR_TSS,
	      system_tss_limit() | (tss & 0xffffff) << 16 | 0x8bull << 40 |
		      (tss >> 24 & 0xff) << 56,
	      8);
	store(gdt + SELECTOR_TSS + 8, tss >> 32, 8);
}

SETUP void system_page_fill(uint8_t *page, uint64_t address)
{
	fill_gdt(page + SYSTEM_GDT, address + SYSTEM_TSS);
	fill_tss(page + SYSTEM_TSS, address + SYSTEM_PAGES * PAGE_SIZE);
	for (unsigned int i = 0; i < SYSTEM_VECTORS; i++) {
		uint64_t stub = address + SYSTEM_STUBS + i * SYSTEM_STUB_BYTES;
		uint8_t *gate = page + SYSTEM_IDT + i * GATE_BYTES;
		uint64_t kind = GATE_INTERRUPT;

		if (i == VECTOR_BREAKPOINT)
			kind |= GATE_PROGRAM;

		store(gate,
		      (stub & 0xffff) | SELECTOR_KERNEL_CODE << 16 |
			      kind << 40 | (stub >> 16 & 0xffff) << 48,
		      8);
		store(gate + 8, stub >> 32, 8);
		/* out %al, $UKVM_PORT_TRAP; hlt */
		store(page + SYSTEM_STUBS + i * SYSTEM_STUB_BYTES,
		      0xf400e6 | UKVM_PORT_TRAP << 8, 4);
	}
}

int system_vector(const struct guest *g, uint64_t rip)
{
	uint64_t offset = rip - (g->system + SYSTEM_STUBS);

	return offset < SYSTEM_VECTORS * SYSTEM_STUB_BYTES ?
		       (int)(offset / SYSTEM_STUB_BYTES) :
		       -1;
}
