/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mmap() in images without page tables for the program, on a heap that can be empty.
 */
#include <stdlib.h>
#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/syscall.h>
#include <uk/test.h>

UK_TESTSUITE(syscall_pages, "mmap() of plain memory");

#define PAGE 4096l
#define NONE 0
#define RW 3
#define RX (1 | 4)
#define PLAIN 0x22 /* private, anonymous */

static unsigned int blocks;  /* that are taken */
static unsigned int allowed; /* allocations until the heap is empty */

static void *take(struct uk_alloc *a __uk_unused, size_t size,
		  size_t align __uk_unused)
{
	if (!allowed || size > 1u << 20)
		return NULL;
	allowed--;
	blocks++;
	return malloc(size);
}

static void give(struct uk_alloc *a __uk_unused, void *block)
{
	blocks--;
	free(block);
}

static void *take_pages(struct uk_alloc *a __uk_unused, size_t pages)
{
	if (!allowed || pages > 16)
		return NULL;
	allowed--;
	blocks++;
	return aligned_alloc(PAGE, pages * PAGE);
}

static void give_pages(struct uk_alloc *a, void *block,
		       size_t pages __uk_unused)
{
	give(a, block);
}

static const struct ukalloc_ops ops = {
	.name = "test",
	.allocate = take,
	.free = give,
	.allocate_pages = take_pages,
	.free_pages = give_pages,
};

static struct uk_alloc heap = { .ops = &ops };

/* The page table: bytes from here on that nobody can touch */
static uintptr_t guard;
static size_t guard_size;
/* What is code now, and whether it stays so for good */
static uintptr_t code;
static size_t code_size;
static bool is_for_good;

int uk_arch_page_protect(uintptr_t address, size_t length, unsigned int rights)
{
	if (rights & UK_PAGE_EXECUTE) {
		code = address;
		code_size = length;
		return 0;
	}
	if (is_for_good && code_size && address < code + code_size &&
	    code < address + length)
		return -EPERM;
	code_size = 0;
	guard = address;
	guard_size = rights ? 0 : length;
	return 0;
}

static void allow(unsigned int allocations)
{
	uk_alloc_default_set(&heap);
	allowed = allocations;
}

static long map(long length, long protection, long flags)
{
	return uk_sys_mmap(0, length, protection, flags, -1, 0);
}

UK_TEST(syscall_pages, memory)
{
	long one, other;
	char *bytes;

	allow(4);
	one = map(3 * PAGE - 1, NONE, PLAIN);
	other = map(1, RW, PLAIN);
	UK_REQUIRE(one > 0 && other > 0 && one % PAGE == 0);
	/* as an allocator does: a part of what was reserved becomes memory */
	UK_EXPECT_EQ(uk_sys_mprotect(one + PAGE, PAGE, RW), 0);
	UK_EXPECT(guard == (uintptr_t)one && guard_size == PAGE);
	UK_EXPECT_EQ(uk_sys_mprotect(one + 2 * PAGE, PAGE, RW), 0);
	UK_EXPECT_EQ(guard_size, PAGE);
	bytes = (char *)one;
	UK_EXPECT(!bytes[0] && !bytes[3 * PAGE - 1]);
	bytes[3 * PAGE - 1] = 1;
	UK_EXPECT_EQ(uk_sys_mprotect(one + PAGE, 3 * PAGE, RW), -ENOMEM);
	UK_EXPECT_EQ(uk_sys_mprotect(one + 1, PAGE, RW), -EINVAL);
	UK_EXPECT_EQ(uk_sys_mprotect(one, PAGE, 1), -ENOTSUP);
	UK_EXPECT_EQ(uk_sys_mprotect(one, 0, 1), 0);
	UK_EXPECT_EQ(uk_sys_mprotect(PAGE, PAGE, RW), -ENOMEM);
	UK_EXPECT_EQ(uk_sys_madvise(one, PAGE, 8), 0);
	UK_EXPECT_EQ(uk_sys_madvise(one, PAGE, 4), -EINVAL);
	/* not a part of it */
	UK_EXPECT_EQ(uk_sys_munmap(one, PAGE), -EINVAL);
	UK_EXPECT_EQ(uk_sys_munmap(one + PAGE, 2 * PAGE), -EINVAL);
	UK_EXPECT_EQ(uk_sys_munmap(one, 3 * PAGE), 0);
	UK_EXPECT(guard == (uintptr_t)one && !guard_size);
	UK_EXPECT_EQ(uk_sys_munmap(one, 3 * PAGE), -EINVAL);
	UK_EXPECT_EQ(uk_sys_munmap(other, PAGE), 0);
	UK_EXPECT_EQ(blocks, 0);
}

UK_TEST(syscall_pages, code)
{
	long one;

	allow(2);
	one = map(3 * PAGE, RW, PLAIN);
	UK_REQUIRE(one > 0);
	UK_EXPECT_EQ(uk_sys_mprotect(one + PAGE, PAGE - 1, RX), 0);
	UK_EXPECT(code == (uintptr_t)one + PAGE && code_size == PAGE);
	UK_EXPECT_EQ(uk_sys_mprotect(one + PAGE, PAGE, RW), 0);
	UK_EXPECT_EQ(code_size, 0);
	is_for_good = true;
	UK_EXPECT_EQ(uk_sys_mprotect(one + PAGE, PAGE, RX), 0);
	UK_EXPECT_EQ(uk_sys_mprotect(one + PAGE, PAGE, RW), -EACCES);
	UK_EXPECT_EQ(uk_sys_mprotect(one, PAGE, RW), 0);
	UK_EXPECT_EQ(uk_sys_mprotect(one, PAGE, RX | RW), -ENOTSUP);
	code = (uintptr_t)one + PAGE;
	code_size = PAGE;
	UK_EXPECT_EQ(uk_sys_munmap(one, 3 * PAGE), -EACCES);
	is_for_good = false;
	UK_EXPECT_EQ(uk_sys_munmap(one, 3 * PAGE), 0);
	UK_EXPECT_EQ(blocks, 0);
}

UK_TEST(syscall_pages, refusals)
{
	allow(9);
	UK_EXPECT_EQ(map(0, RW, PLAIN), -EINVAL);
	UK_EXPECT_EQ(map(PAGE, RW, 0x20), -EINVAL);
	UK_EXPECT_EQ(map(PAGE, RW, 2), -ENODEV);
	UK_EXPECT_EQ(map(PAGE, RW, PLAIN | 0x10), -ENOTSUP);
	UK_EXPECT_EQ(map(PAGE, 1, PLAIN), -ENOTSUP);
	UK_EXPECT_EQ(map(PAGE, 7, PLAIN), -ENOTSUP);
	UK_EXPECT_EQ(blocks, 0);
}

UK_TEST(syscall_pages, no_memory)
{
	for (unsigned int i = 0; i < 2; i++) {
		allow(i);
		UK_EXPECT_EQ(map(PAGE, RW, PLAIN), -ENOMEM);
		UK_EXPECT_EQ(blocks, 0);
	}
	allow(9);
	UK_EXPECT_EQ(map(-1, RW, PLAIN), -ENOMEM);
	UK_EXPECT_EQ(map(INT64_MIN, RW, PLAIN), -ENOMEM);
	UK_EXPECT_EQ(blocks, 0);
}
