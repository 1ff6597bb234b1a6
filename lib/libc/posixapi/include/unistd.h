/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <unistd.h>, and Linux's calls that it does not have. */
#include_next <unistd.h>

#ifndef _UK_UNISTD_H
#define _UK_UNISTD_H

#include <sys/cdefs.h>
#include <sys/types.h>

__BEGIN_DECLS

int getlogin_r(char *to, size_t size);

#if __GNU_VISIBLE
pid_t gettid(void);
int syncfs(int fd);
ssize_t copy_file_range(int in, off_t *in_offset, int out, off_t *out_offset,
			size_t length, unsigned int flags);
#endif

__END_DECLS

#endif /* _UK_UNISTD_H */
