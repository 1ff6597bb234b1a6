/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Anonymous memory by mmap(), its errors, and what can be done to it. Files are tested with
 * the C library (posixapi), which can make some.
 */
#include <uk/arch/paging.h>
#include <uk/arch/window.h>
#include <uk/errno.h>
#include <uk/mman.h>
#include <uk/test.h>

UK_TESTSUITE(mmap, "memory by pages");

#define BOTH (UK_PROT_READ | UK_PROT_WRITE)
#define ANONYMOUS (UK_MAP_PRIVATE | UK_MAP_ANONYMOUS)
#define PAGE UK_PAGE_SIZE

static int refused(size_t length, unsigned int protection, unsigned int flags,
		   int fd, int64_t offset)
{
	uintptr_t at = uk_mmap(0, length, protection, flags, fd, offset);

	return uk_mmap_failed(at) ? (int)(intptr_t)at : uk_munmap(at, length);
}

UK_TEST(mmap, refusals)
{
	UK_EXPECT_EQ(refused(0, BOTH, ANONYMOUS, -1, 0), -EINVAL);
	UK_EXPECT_EQ(refused(1, BOTH, UK_MAP_ANONYMOUS, -1, 0), -EINVAL);
	UK_EXPECT_EQ(refused(1, 8, ANONYMOUS, -1, 0), -EINVAL);
	UK_EXPECT_EQ(refused(1, BOTH, ANONYMOUS, -1, 1), -EINVAL);
	UK_EXPECT_EQ(refused(1, BOTH, ANONYMOUS, -1, -4096), -EINVAL);
	UK_EXPECT_EQ(refused(1, BOTH | UK_PROT_EXEC, ANONYMOUS, -1, 0),
		     -ENOTSUP);
	UK_EXPECT_EQ(refused(1, BOTH, ANONYMOUS | UK_MAP_HUGETLB, -1, 0),
		     -ENOTSUP);
	UK_EXPECT_EQ(refused(1, BOTH, UK_MAP_PRIVATE, 77, 0), -EBADF);
	UK_EXPECT_EQ(refused(1, BOTH, UK_MAP_PRIVATE, 0, 0), -ENODEV);
	UK_EXPECT_EQ(refused(SIZE_MAX, UK_PROT_READ, ANONYMOUS, -1, 0),
		     -ENOMEM);
	UK_EXPECT_EQ(refused(1UL << 42, BOTH, ANONYMOUS, -1, 0), -ENOMEM);
	UK_EXPECT_EQ(refused(1UL << 42, BOTH, ANONYMOUS | UK_MAP_NORESERVE, -1,
			     0),
		     0);
	UK_EXPECT_EQ(refused(1UL << 42, UK_PROT_NONE, ANONYMOUS, -1, 0), 0);
	UK_EXPECT_EQ((int)uk_mmap(0x400000, PAGE, BOTH,
				  ANONYMOUS | UK_MAP_FIXED, -1, 0),
		     -ENOMEM);
	UK_EXPECT_EQ(uk_munmap(0x400000, PAGE), -EINVAL);
	UK_EXPECT_EQ(uk_munmap(UK_WINDOW_START + 1, PAGE), -EINVAL);
	UK_EXPECT_EQ(uk_mprotect(UK_WINDOW_START + 1, PAGE, BOTH), -EINVAL);
	UK_EXPECT_EQ(uk_mprotect(0x400000, PAGE, BOTH), -ENOMEM);
	UK_EXPECT_EQ(uk_madvise(UK_WINDOW_START, PAGE, 77), -EINVAL);
}

UK_TEST(mmap, parts)
{
	uintptr_t at = uk_mmap(0, 8 * PAGE - 1, BOTH, ANONYMOUS, -1, 0);
	volatile char *memory = (volatile char *)at;
	unsigned char there[8];

	UK_REQUIRE(!uk_mmap_failed(at));
	for (unsigned int i = 0; i < 8; i += 2)
		memory[i * PAGE] = (char)('a' + i);
	UK_EXPECT_EQ(uk_mincore(at, 8 * PAGE, there), 0);
	for (unsigned int i = 0; i < 8; i++)
		UK_EXPECT_EQ(there[i], i % 2 == 0);
	UK_EXPECT_EQ(uk_mprotect(at + 2 * PAGE, 3 * PAGE, UK_PROT_READ), 0);
	UK_EXPECT_EQ(uk_arch_page_rights(at + 4 * PAGE), UK_PAGE_READ);
	UK_EXPECT_EQ(memory[4 * PAGE], 'e');
	UK_EXPECT_EQ(uk_munmap(at + 3 * PAGE, 2 * PAGE), 0);
	UK_EXPECT_EQ(uk_munmap(at + 3 * PAGE, 2 * PAGE), 0); /* a hole */
	UK_EXPECT_EQ(uk_mincore(at, 8 * PAGE, there), -ENOMEM);
	UK_EXPECT_EQ(uk_mprotect(at, 8 * PAGE, BOTH), -ENOMEM);
	UK_EXPECT_EQ(uk_msync(at, 3 * PAGE, UK_MS_SYNC), 0);
	UK_EXPECT_EQ(uk_msync(at, 8 * PAGE, UK_MS_SYNC), -ENOMEM);
	UK_EXPECT_EQ(uk_msync(at, PAGE, UK_MS_SYNC | UK_MS_ASYNC), -EINVAL);
	UK_EXPECT_EQ(memory[6 * PAGE], 'g');
	UK_EXPECT_EQ(uk_madvise(at + 6 * PAGE, PAGE, UK_MADV_DONTNEED), 0);
	UK_EXPECT_EQ(memory[6 * PAGE], 0);
	/* the hole is filled */
	UK_EXPECT_EQ(uk_mmap(at + 3 * PAGE, 2 * PAGE, BOTH,
			     ANONYMOUS | UK_MAP_FIXED_NOREPLACE, -1, 0),
		     at + 3 * PAGE);
	UK_EXPECT_EQ((int)uk_mmap(at, PAGE, BOTH,
				  ANONYMOUS | UK_MAP_FIXED_NOREPLACE, -1, 0),
		     -EEXIST);
	UK_EXPECT_EQ(memory[4 * PAGE], 0);
	UK_EXPECT_EQ(uk_mlock(at + 1, 8 * PAGE - 1), 0);
	UK_EXPECT_EQ(uk_munlock(at + 1, 8 * PAGE - 1), 0);
	UK_EXPECT_EQ(uk_mlock((uintptr_t)there, sizeof(there)), 0);
	UK_EXPECT_EQ(uk_mlock((uintptr_t)there, 1UL << 40), -ENOMEM);
	UK_EXPECT_EQ(uk_mlock(INT64_MAX - PAGE + 1, 1), -ENOMEM);
	UK_EXPECT_EQ(uk_munlock(SIZE_MAX, 2), -ENOMEM);
	UK_EXPECT_EQ(uk_mincore(at, 8 * PAGE, there), 0);
	UK_EXPECT_EQ(there[1] & there[3] & there[5] & there[7], 1);
	UK_EXPECT_EQ(uk_munmap(at, 8 * PAGE), 0);
}

UK_TEST(mmap, remap)
{
	uintptr_t at = uk_mmap(0, PAGE, BOTH, ANONYMOUS, -1, 0);

	UK_REQUIRE(!uk_mmap_failed(at));
	*(char *)at = 'x';
	for (size_t length = PAGE; length < 64 * PAGE; length *= 2) {
		at = uk_mremap(at, length, 2 * length, UK_MREMAP_MAYMOVE);
		UK_REQUIRE(!uk_mmap_failed(at));
		UK_EXPECT_EQ(*(char *)at, 'x');
		((char *)at)[2 * length - 1] = 'y';
	}
	UK_EXPECT_EQ(uk_mremap(at, 64 * PAGE, PAGE, 0), at);
	UK_EXPECT_EQ((int)uk_mremap(at, 2 * PAGE, PAGE, 0), -EFAULT);
	UK_EXPECT_EQ((int)uk_mremap(at, PAGE, 0, 0), -EINVAL);
	UK_EXPECT_EQ((int)uk_mremap(at, PAGE, PAGE, 2), -EINVAL);
	UK_EXPECT_EQ(uk_munmap(at, PAGE), 0);
}
