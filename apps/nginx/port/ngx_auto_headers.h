/* SPDX-License-Identifier: BSD-3-Clause */
/* Which headers there are: what nginx's configure script writes to a file of this name. */
#define NGX_HAVE_UNISTD_H 1
#define NGX_HAVE_INTTYPES_H 1
#define NGX_HAVE_LIMITS_H 1
#define NGX_HAVE_SYS_PARAM_H 1
#define NGX_HAVE_SYS_STATVFS_H 1
#define NGX_HAVE_CRYPT_H 1
#define NGX_HAVE_SYS_VFS_H 1
/* Which of its systems this one is most like: sendfile, epoll, accept4 */
#define NGX_LINUX 1
