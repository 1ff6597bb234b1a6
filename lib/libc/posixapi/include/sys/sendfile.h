/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's <sys/sendfile.h>. */
#ifndef _SYS_SENDFILE_H
#define _SYS_SENDFILE_H

#include <sys/cdefs.h>
#include <sys/types.h>

__BEGIN_DECLS

ssize_t sendfile(int out, int in, off_t *offset, size_t length);

__END_DECLS

#endif /* _SYS_SENDFILE_H */
