/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls on memory, which take and return addresses as numbers; and random numbers.
 */
#include <uk/mman.h>

#include "calls.h"

UK_TESTSUITE(syscall_memory, "system calls on memory");

#define PAGE 4096l
#define RW (UK_PROT_READ | UK_PROT_WRITE)
#define PLAIN (UK_MAP_PRIVATE | UK_MAP_ANONYMOUS)

UK_TEST(syscall_memory, mappings)
{
	unsigned char there[4] = { 9, 9, 9, 9 };
	long at = uk_sys_mmap(0, 4 * PAGE, UK_PROT_NONE, PLAIN, -1, 0);
	volatile char *byte = (char *)at;

	UK_REQUIRE(at > 0 && at % PAGE == 0);
	UK_EXPECT_EQ(uk_sys_mprotect(at, 2 * PAGE, RW), 0);
	*byte = 1;
	UK_EXPECT_EQ(uk_sys_mincore(at, 4 * PAGE, AT(there)), 0);
	UK_EXPECT(there[0] == 1 && !there[1] && !there[3]);
	UK_EXPECT_EQ(uk_sys_madvise(at, PAGE, UK_MADV_DONTNEED), 0);
	UK_EXPECT_EQ(*byte, 0);
	UK_EXPECT_EQ(uk_sys_madvise(at, PAGE, 99), -EINVAL);
	UK_EXPECT_EQ(uk_sys_munmap(at + 2 * PAGE, 2 * PAGE), 0);
	UK_EXPECT_EQ(uk_sys_mprotect(at, 4 * PAGE, RW), -ENOMEM);
	at = uk_sys_mremap(at, 2 * PAGE, 8 * PAGE, UK_MREMAP_MAYMOVE, 0);
	UK_EXPECT(at > 0);
	UK_EXPECT_EQ(uk_sys_mremap(at, 8 * PAGE, PAGE, 8, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_mlock(at, 8 * PAGE), 0);
	UK_EXPECT_EQ(uk_sys_mlock2(at, 8 * PAGE, 1), 0);
	UK_EXPECT_EQ(uk_sys_mlock2(at, 8 * PAGE, 2), -EINVAL);
	UK_EXPECT_EQ(uk_sys_munlock(at, 8 * PAGE), 0);
	UK_EXPECT_EQ(uk_sys_msync(at, PAGE, UK_MS_SYNC), 0);
	UK_EXPECT_EQ(uk_sys_msync(at, PAGE, 8), -EINVAL);
	UK_EXPECT_EQ(uk_sys_munmap(at, 8 * PAGE), 0);
	UK_EXPECT_EQ(uk_sys_msync(at, PAGE, UK_MS_SYNC), -ENOMEM);
	UK_EXPECT_EQ(uk_sys_munmap(at + 1, PAGE), -EINVAL);
	UK_EXPECT_EQ(uk_sys_mincore(at, PAGE, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_mlockall(1), 0);
	UK_EXPECT_EQ(uk_sys_mlockall(0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_munlockall(), 0);
}

UK_TEST(syscall_memory, what_mmap_refuses)
{
	UK_EXPECT_EQ(uk_sys_mmap(0, 0, RW, PLAIN, -1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_mmap(0, PAGE, RW, UK_MAP_ANONYMOUS, -1, 0),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_mmap(0, PAGE, RW, UK_MAP_PRIVATE, -1, 0), -EBADF);
	UK_EXPECT_EQ(uk_sys_mmap(0, PAGE, RW, UK_MAP_PRIVATE, 0, 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_mmap(0, -PAGE, RW, PLAIN, -1, 0), -ENOMEM);
}

/* A file's content, by a descriptor with something above its 32 bits */
UK_TEST(syscall_memory, of_a_file)
{
	long fd = uk_sys_open(AT("/mapped"), UK_O_CREAT | UK_O_RDWR, 0600);
	long at;

	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(uk_sys_write(fd, AT("mapped"), 7), 7);
	at = uk_sys_mmap(0, 7, UK_PROT_READ, UK_MAP_PRIVATE, (1l << 40) + fd,
			 0);
	UK_REQUIRE(at > 0);
	UK_EXPECT(same((const char *)at, "mapped"));
	UK_EXPECT_EQ(uk_sys_munmap(at, 7), 0);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(uk_sys_unlink(AT("/mapped")), 0);
}

/* Allocators find out that there is no data segment by asking where it ends. */
UK_TEST(syscall_memory, no_data_segment)
{
	long end = uk_sys_brk(0);

	UK_EXPECT_EQ(uk_sys_brk(end + PAGE), end);
}

UK_TEST(syscall_memory, random)
{
	uint64_t one[2] = { 0, 0 };

	UK_EXPECT_EQ(uk_sys_getrandom(AT(one), 16, 0), 16);
	UK_EXPECT(one[0] != one[1]);
	UK_EXPECT_EQ(uk_sys_getrandom(0, 0, 1), 0);
	UK_EXPECT_EQ(uk_sys_getrandom(0, 1, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_getrandom(AT(one), 1, 8), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getrandom(AT(one), 1, 6), -EINVAL);
}
