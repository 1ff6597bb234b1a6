/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <stdio.h>, and what of it newlib has for some of its systems only. */
#include_next <stdio.h>

#ifndef _UK_STDIO_H
#define _UK_STDIO_H

#include <sys/cdefs.h>

#if __GNU_VISIBLE /* linux/fs.h */
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2

__BEGIN_DECLS

int renameat2(int at, const char *path, int to_at, const char *to_path,
	      unsigned int flags);

__END_DECLS
#endif

#endif /* _UK_STDIO_H */
