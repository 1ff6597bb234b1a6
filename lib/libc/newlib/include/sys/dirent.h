/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What newlib's <dirent.h> leaves to the system: an entry in Linux's layout
 * (linux/dirent.h: struct linux_dirent64), so that readdir() copies none. The
 * functions are in posixapi.
 */
#ifndef _SYS_DIRENT_H
#define _SYS_DIRENT_H

#include <sys/cdefs.h>
#include <sys/types.h>

struct dirent {
	ino_t d_ino;
	off_t d_off;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[256];
};

#define _DIRENT_HAVE_D_OFF
#define _DIRENT_HAVE_D_RECLEN
#define _DIRENT_HAVE_D_TYPE

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12

#define IFTODT(mode) (((mode) & 0170000) >> 12)
#define DTTOIF(type) ((type) << 12)

#if __BSD_VISIBLE
#define MAXNAMLEN 255
#endif

typedef struct __uk_directory DIR;

#endif /* _SYS_DIRENT_H */
