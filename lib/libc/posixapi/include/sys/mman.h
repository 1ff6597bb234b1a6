/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapping files into memory (POSIX.1-2017 <sys/mman.h>; Linux's numbers), which no file system
 * here can: mmap() fails with ENODEV, as it does for such files elsewhere, and programs that can
 * do without it read and write.
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
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_ANON MAP_ANONYMOUS

#define MAP_FAILED ((void *)-1)

#ifdef __cplusplus
extern "C" {
#endif

/* ENODEV; without a file (MAP_ANONYMOUS) ENOMEM: malloc() has memory. */
void *mmap(void *address, size_t length, int protection, int flags, int fd,
	   off_t offset);
/* EINVAL: nothing is mapped. */
int munmap(void *address, size_t length);

#ifdef __cplusplus
}
#endif

#endif /* _SYS_MMAN_H */
