/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk in memory, made by mkfs and judged by e2fsck, that can lose its power and
 * fail.
 */
#ifndef EXT4_TESTS_HOST_DISK_H
#define EXT4_TESTS_HOST_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* disk0, of so many bytes, all zeroes; what was there before is gone. */
void disk_new(size_t bytes);
/* As a program made it, in a file whose name replaces %s: "mkfs.ext4 -q %s" */
void disk_make(size_t bytes, const char *command);
/* Runs a program on a copy; its exit status. */
int disk_judge(const char *command);
/* The same, and the disk is what the program left. */
int disk_repair(const char *command);

/* Writes are kept apart until a flush. */
void disk_hold_writes(bool hold);
/* The power goes: of what was written since the last flush, each sector is there or not,
 * as `random` has it.
 */
void disk_cut_power(uint32_t random);
/* The disk after so many more requests is as if the power had gone. 0: never */
extern unsigned long disk_cut_after;
/* Requests so far */
extern unsigned long disk_requests, disk_flushes;
/* Sectors that were discarded: they hold 0xdb since. */
extern unsigned long disk_discarded;
/* This sector cannot be read, or written. UINT64_MAX: none */
extern uint64_t disk_bad_read, disk_bad_write;

extern unsigned char *disk_bytes;
extern size_t disk_size;

/* Saves and restores all of it. */
void *disk_snapshot(void);
void disk_restore(const void *snapshot);

#endif /* EXT4_TESTS_HOST_DISK_H */
