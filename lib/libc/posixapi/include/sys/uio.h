/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX's <sys/uio.h>, and preadv and pwritev of Linux and the BSDs. */
#ifndef _SYS_UIO_H
#define _SYS_UIO_H

#include <sys/cdefs.h>
#include <sys/types.h>

#define UIO_MAXIOV 1024
#ifndef IOV_MAX
#define IOV_MAX UIO_MAXIOV
#endif

struct iovec {
	void *iov_base;
	size_t iov_len;
};

__BEGIN_DECLS

ssize_t readv(int fd, const struct iovec *pieces, int count);
ssize_t writev(int fd, const struct iovec *pieces, int count);
ssize_t preadv(int fd, const struct iovec *pieces, int count, off_t offset);
ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset);

__END_DECLS

#endif /* _SYS_UIO_H */
