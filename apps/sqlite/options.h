/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How SQLite is made, the same wherever it runs (its documentation, "Compile-time Options"): for
 * one thread of one process.
 */
#ifndef SQLITE_OPTIONS_H
#define SQLITE_OPTIONS_H

/* There is nothing to load at run time, and no mapping of files into memory. */
#define SQLITE_OMIT_LOAD_EXTENSION 1
#define SQLITE_MAX_MMAP_SIZE 0
#define HAVE_MREMAP 0

/* What its configure script would find. */
#define HAVE_FDATASYNC 1
#define HAVE_GMTIME_R 1
#define HAVE_LOCALTIME_R 1
#define HAVE_USLEEP 1
#define USE_PREAD 1

#define SQLITE_THREADSAFE 0
#define SQLITE_DEFAULT_MEMSTATUS 0
#define SQLITE_LIKE_DOESNT_MATCH_BLOBS 1
#define SQLITE_OMIT_DEPRECATED 1
#define SQLITE_OMIT_SHARED_CACHE 1

#define NDEBUG 1

#endif /* SQLITE_OPTIONS_H */
