/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4TEST_COMMANDS_H
#define EXT4TEST_COMMANDS_H

#include <uk/vfs.h>

/* Each prints one line or more; 0, or the error that it prints. */

/* A file of `bytes` bytes of a pattern that depends on `seed` */
int test_write(const char *path, uint64_t bytes, uint64_t seed);
int test_check(const char *path, uint64_t bytes, uint64_t seed);
/* The pattern at an offset: sparse files */
int test_write_at(const char *path, uint64_t offset, uint64_t bytes);
/* Appends records, each with fsync, and prints each one's number when it is on the disk;
 * 0 for `count`: for ever.
 */
int test_append(const char *path, uint64_t count);
/* How many records there are, all whole and in order */
int test_records(const char *path);
/* Writes until there is no room. */
int test_fill(const char *path);
/* Makes, and removes, files f0 to fN. */
int test_make(const char *dir, uint64_t count);
int test_unmake(const char *dir, uint64_t count);
int test_list(const char *dir);
int test_stat(const char *path);
int test_space(void);
/* Writes without syncing. */
int test_leave(const char *path, uint64_t bytes);
/* Until the disk was flushed, and no more is written */
int test_await(void);
int test_trim(void);
/* -ENOSYS without threads */
int test_together(const char *dir, uint64_t count);

#endif /* EXT4TEST_COMMANDS_H */
