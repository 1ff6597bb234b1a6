/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapped memory on real page tables. What the calls do to each other is compared with
 * a model on the host (tests/host).
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/vmem.h>

UK_TESTSUITE(ukvmem, "mapped memory");

#define BOTH (UK_PAGE_READ | UK_PAGE_WRITE)
#define MUCH (4UL << 40)

static size_t resident(void)
{
	struct uk_vmem_stats stats;

	uk_vmem_stats(&stats);
	return stats.resident_bytes / UK_PAGE_SIZE;
}

UK_TEST(ukvmem, comes_when_touched)
{
	size_t before = resident();
	volatile char *memory;
	uintptr_t at = 0;

	UK_REQUIRE(!uk_vmem_map(&at, MUCH, BOTH, 0));
	memory = (volatile char *)at;
	UK_EXPECT_EQ(resident(), before);
	UK_EXPECT_EQ(memory[MUCH - 1], 0);
	memory[0] = 1;
	memory[MUCH / 2] = 2;
	UK_EXPECT_EQ(resident(), before + 3);
	UK_EXPECT_EQ(uk_arch_page_rights(at), BOTH);
	UK_EXPECT_EQ(*(char *)uk_vmem_memory(at + MUCH / 2), 2);
	/* the same memory by both addresses */
	*(char *)uk_vmem_memory(at + MUCH / 2) = 3;
	UK_EXPECT_EQ(memory[MUCH / 2], 3);
	UK_EXPECT(!uk_window_has((uintptr_t)uk_vmem_memory(at)));
	UK_EXPECT_EQ(uk_vmem_discard(at, MUCH), 0);
	UK_EXPECT_EQ(resident(), before);
	UK_EXPECT_EQ(memory[0], 0);
	UK_EXPECT_EQ(uk_vmem_unmap(at, MUCH), 0);
	UK_EXPECT_EQ(resident(), before);
	UK_EXPECT_EQ(uk_arch_page_rights(at), UK_PAGE_NONE);
}

/* Where nothing may sleep */
UK_TEST(ukvmem, touched_with_interrupts_disabled)
{
	unsigned long state;
	uintptr_t at = 0;

	UK_REQUIRE(!uk_vmem_map(&at, 64 * UK_PAGE_SIZE, BOTH, 0));
	state = uk_arch_irq_save();
	memset((void *)(at + 100), 0x5a, 63 * UK_PAGE_SIZE);
	uk_arch_irq_restore(state);
	UK_EXPECT_EQ(((char *)at)[99], 0);
	UK_EXPECT_EQ(((char *)at)[63 * UK_PAGE_SIZE + 99], 0x5a);
	UK_EXPECT_EQ(((char *)at)[63 * UK_PAGE_SIZE + 100], 0);
	UK_EXPECT_EQ(uk_vmem_unmap(at, 64 * UK_PAGE_SIZE), 0);
}

UK_TEST(ukvmem, rights)
{
	uintptr_t at = 0;

	UK_REQUIRE(!uk_vmem_map(&at, 3 * UK_PAGE_SIZE, BOTH, UK_VMEM_POPULATE));
	memcpy((char *)at + UK_PAGE_SIZE, "kept", 5);
	UK_EXPECT_EQ(uk_vmem_protect(at + UK_PAGE_SIZE, UK_PAGE_SIZE,
				     UK_PAGE_NONE),
		     0);
	UK_EXPECT_EQ(uk_arch_page_rights(at), BOTH);
	UK_EXPECT_EQ(uk_arch_page_rights(at + UK_PAGE_SIZE), UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_arch_page_rights(at + 2 * UK_PAGE_SIZE), BOTH);
	UK_EXPECT(!uk_vmem_has(at, 3 * UK_PAGE_SIZE, UK_PAGE_READ));
	UK_EXPECT_EQ(uk_vmem_protect(at, 3 * UK_PAGE_SIZE,
				     UK_PAGE_READ | UK_PAGE_EXECUTE),
		     0);
	UK_EXPECT_EQ(uk_arch_page_rights(at + UK_PAGE_SIZE),
		     UK_PAGE_READ | UK_PAGE_EXECUTE);
	UK_EXPECT(!strcmp((char *)at + UK_PAGE_SIZE, "kept"));
	UK_EXPECT_EQ(uk_vmem_unmap(at, 3 * UK_PAGE_SIZE), 0);
}

/* A function that returns its argument plus one: lea eax, [rdi + 1]; ret */
UK_TEST(ukvmem, code_runs)
{
	static const uint8_t code[] = { 0x8d, 0x47, 0x01, 0xc3 };
	int (*function)(int);
	uintptr_t at = 0;

	UK_REQUIRE(!uk_vmem_map(&at, UK_PAGE_SIZE, BOTH, 0));
	memcpy((void *)at, code, sizeof(code));
	UK_REQUIRE(!uk_vmem_protect(at, UK_PAGE_SIZE,
				    UK_PAGE_READ | UK_PAGE_EXECUTE));
	function = (int (*)(int))at;
	UK_EXPECT_EQ(function(41), 42);
	UK_EXPECT_EQ(uk_vmem_unmap(at, UK_PAGE_SIZE), 0);
}

UK_TEST(ukvmem, grows_in_place_or_elsewhere)
{
	uintptr_t at = 0, next, old;

	UK_REQUIRE(!uk_vmem_map(&at, 4 * UK_PAGE_SIZE, BOTH, 0));
	memcpy((char *)at + 5, "first", 6);
	old = at;
	UK_EXPECT_EQ(uk_vmem_resize(&at, 4 * UK_PAGE_SIZE, MUCH, 0), 0);
	UK_EXPECT_EQ(at, old);
	memcpy((char *)at + MUCH - 8, "last", 5);
	next = at + MUCH;
	UK_REQUIRE(!uk_vmem_map(&next, UK_PAGE_SIZE, UK_PAGE_READ,
				UK_VMEM_FIXED_FREE));
	UK_EXPECT_EQ(uk_vmem_resize(&at, MUCH, 2 * MUCH, 0), -ENOMEM);
	UK_EXPECT_EQ(uk_vmem_resize(&at, MUCH, 2 * MUCH, UK_VMEM_MAY_MOVE), 0);
	UK_EXPECT(at != old);
	UK_EXPECT(!strcmp((char *)at + 5, "first"));
	UK_EXPECT(!strcmp((char *)at + MUCH - 8, "last"));
	UK_EXPECT(!uk_vmem_has(old, UK_PAGE_SIZE, 0));
	UK_EXPECT_EQ(uk_vmem_unmap(at, 2 * MUCH), 0);
	UK_EXPECT_EQ(uk_vmem_unmap(next, UK_PAGE_SIZE), 0);
}

UK_TEST(ukvmem, more_than_there_is)
{
	size_t before = resident();
	uintptr_t at = 0;

	UK_EXPECT_EQ(uk_vmem_map(&at, MUCH, BOTH, UK_VMEM_POPULATE), -ENOMEM);
	UK_EXPECT_EQ(resident(), before);
	/* what it took is back */
	uk_pfree(uk_alloc_default(), uk_palloc(uk_alloc_default(), 64), 64);
}
