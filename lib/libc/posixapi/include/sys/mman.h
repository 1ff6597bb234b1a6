/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapping (POSIX.1-2017 <sys/mman.h>; Linux's numbers). With LIBPOSIXMMAP in the image, what
 * lib/posix/mmap says; without it, mmap() gives plain memory, munmap() takes it back whole, and
 * the other calls are not there.
 */
#ifndef _SYS_MMAN_H
#define _SYS_MMAN_H

#include <sys/types.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_SHARED 0x01
#define MAP_PRIVATE 0x02
#define MAP_SHARED_VALIDATE 0x03
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_ANON MAP_ANONYMOUS
#define MAP_GROWSDOWN 0x100
#define MAP_LOCKED 0x2000
#define MAP_NORESERVE 0x4000
#define MAP_POPULATE 0x8000
#define MAP_STACK 0x20000
#define MAP_HUGETLB 0x40000
#define MAP_FIXED_NOREPLACE 0x100000

#define MAP_FAILED ((void *)-1)

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4
#define MADV_FREE 8
#define MADV_DONTFORK 10
#define MADV_DOFORK 11
#define MADV_HUGEPAGE 14
#define MADV_NOHUGEPAGE 15
#define MADV_DONTDUMP 16
#define MADV_DODUMP 17

#define POSIX_MADV_NORMAL 0
#define POSIX_MADV_RANDOM 1
#define POSIX_MADV_SEQUENTIAL 2
#define POSIX_MADV_WILLNEED 3
#define POSIX_MADV_DONTNEED 4

#define MS_ASYNC 1
#define MS_INVALIDATE 2
#define MS_SYNC 4

#define MREMAP_MAYMOVE 1

#define MCL_CURRENT 1
#define MCL_FUTURE 2
#define MCL_ONFAULT 4

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Without LIBPOSIXMMAP: zeroed pages, all of them there at once, with MAP_ANONYMOUS and
 * MAP_SHARED or MAP_PRIVATE. ENODEV without MAP_ANONYMOUS; ENOTSUP with MAP_FIXED, and unless
 * the protection is PROT_READ | PROT_WRITE; ENOMEM; EINVAL.
 */
void *mmap(void *address, size_t length, int protection, int flags, int fd,
	   off_t offset);
/* Without LIBPOSIXMMAP: the whole of what one mmap() gave, else EINVAL. */
int munmap(void *address, size_t length);

int mprotect(void *address, size_t length, int protection);
int madvise(void *address, size_t length, int advice);
int posix_madvise(void *address, size_t length, int advice);
/* Only MREMAP_MAYMOVE */
void *mremap(void *address, size_t length, size_t new_length, int flags, ...);
int msync(void *address, size_t length, int flags);
int mincore(void *address, size_t length, unsigned char *there);
int mlock(const void *address, size_t length);
int munlock(const void *address, size_t length);
int mlockall(int flags);
int munlockall(void);

#ifdef __cplusplus
}
#endif

#endif /* _SYS_MMAN_H */
