/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mmap() and its relatives (POSIX.1-2017 <sys/mman.h>; numbers of Linux on x86-64), on
 * <uk/vmem.h>. Results are 0 or a negative errno unless said otherwise. Context: threads;
 * only the mapping of a file may sleep.
 */
#ifndef UK_MMAN_H
#define UK_MMAN_H

#include <uk/essentials.h>

#define UK_PROT_NONE 0u
#define UK_PROT_READ 1u
#define UK_PROT_WRITE 2u
#define UK_PROT_EXEC 4u

#define UK_MAP_SHARED 0x01u
#define UK_MAP_PRIVATE 0x02u
#define UK_MAP_SHARED_VALIDATE 0x03u
#define UK_MAP_FIXED 0x10u
#define UK_MAP_ANONYMOUS 0x20u
#define UK_MAP_GROWSDOWN 0x100u
#define UK_MAP_LOCKED 0x2000u
#define UK_MAP_NORESERVE 0x4000u
#define UK_MAP_POPULATE 0x8000u
#define UK_MAP_HUGETLB 0x40000u
#define UK_MAP_FIXED_NOREPLACE 0x100000u

/*
 * The address, or a negative errno; that is one if it lies above UINTPTR_MAX - 4095.
 *
 * Anonymous memory comes when it is touched. A file's content (a regular one, opened for
 * reading) is read now, all of it, and what the mapping's owner writes stays his; what
 * others write to the file later does not appear. What lies behind the file's end is zero.
 *
 * -EINVAL; -EBADF; -EACCES (not opened for reading; or shared and writable, and not opened for
 * writing); -ENODEV (no regular file; or shared and writable: nothing would write it back);
 * -ENOTSUP (writable and executable; huge pages, growing down); -EEXIST; -ENOMEM, also for more
 * writable memory than the machine has without UK_MAP_NORESERVE; what reading the file says.
 */
uintptr_t uk_mmap(uintptr_t address, size_t length, unsigned int protection,
		  unsigned int flags, int fd, int64_t offset);

static inline bool uk_mmap_failed(uintptr_t address)
{
	return address > UINTPTR_MAX - 4095;
}

int uk_munmap(uintptr_t address, size_t length);
int uk_mprotect(uintptr_t address, size_t length, unsigned int protection);

#define UK_MADV_NORMAL 0
#define UK_MADV_RANDOM 1
#define UK_MADV_SEQUENTIAL 2
#define UK_MADV_WILLNEED 3
#define UK_MADV_DONTNEED 4
#define UK_MADV_FREE 8
#define UK_MADV_DONTFORK 10
#define UK_MADV_DOFORK 11
#define UK_MADV_HUGEPAGE 14
#define UK_MADV_NOHUGEPAGE 15
#define UK_MADV_DONTDUMP 16
#define UK_MADV_DODUMP 17

/* DONTNEED and FREE give anonymous memory back; WILLNEED takes it; -EINVAL: not known. */
int uk_madvise(uintptr_t address, size_t length, int advice);

#define UK_MREMAP_MAYMOVE 1u

/* As uk_mmap() says what it returns. -EINVAL for other flags. */
uintptr_t uk_mremap(uintptr_t address, size_t length, size_t new_length,
		    unsigned int flags);

#define UK_MS_ASYNC 1u
#define UK_MS_INVALIDATE 2u
#define UK_MS_SYNC 4u

/* There is never anything to write. -EINVAL, -ENOMEM (a hole). */
int uk_msync(uintptr_t address, size_t length, unsigned int flags);

/* A byte a page: 1 if it is there. */
int uk_mincore(uintptr_t address, size_t length, unsigned char *there);

/* Takes the pages. Nothing is ever paged out, so to unlock is only to have them all.
 * -ENOMEM: some are not there.
 */
int uk_mlock(uintptr_t address, size_t length);
int uk_munlock(uintptr_t address, size_t length);

#define UK_MCL_CURRENT 1u
#define UK_MCL_FUTURE 2u
#define UK_MCL_ONFAULT 4u

/* All is as locked as it can be. -EINVAL: not these flags. */
int uk_mlockall(unsigned int flags);

#endif /* UK_MMAN_H */
