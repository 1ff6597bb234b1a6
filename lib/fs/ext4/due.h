/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who writes changes back when they are due: see due.c.
 */
#ifndef EXT4_DUE_H
#define EXT4_DUE_H

#include <uk/essentials.h>

#define EXT4_INTERVAL 5u /* seconds, as in Linux */

#ifdef CONFIG_LIBEXT4_THREADS
#include <uk/wait.h>

struct ext4_committer {
	struct uk_thread *thread;
	struct uk_wait_queue wake;
	uint64_t sleeps_until;
	bool stops;
};
#else
struct ext4_committer {
	unsigned int polls;
};
#endif

#endif /* EXT4_DUE_H */
