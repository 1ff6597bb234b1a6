/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mount of a suite's tests: each begins with a new host, and at its end all was given back.
 */
#ifndef P9_MOUNTED_H
#define P9_MOUNTED_H

#include <uk/test.h>

#include "kernel.h"
#include "server.h"

static struct uk_mount mount;
static struct uk_vnode *root;

static inline void begin(void)
{
	server_reset();
	kernel_messages = 0;
	UK_EXPECT_EQ(kernel_mount(&mount, SERVER_TAG, NULL), 0);
	root = mount.root;
}

/* So many messages were printed. The root's fid is the session's. */
static inline void end_with(unsigned int messages)
{
	UK_EXPECT_EQ(kernel_vnodes, 1);
	UK_EXPECT_EQ(server_fids(), 1);
	UK_EXPECT_EQ(kernel_unmount(&mount), 0);
	UK_EXPECT_EQ(kernel_vnodes, 0);
	UK_EXPECT_EQ(kernel_messages, messages);
	if (server.fault)
		uk_test_failed(server.fault, __FILE__, __LINE__);
}

static inline void end(void)
{
	end_with(0);
}

#endif /* P9_MOUNTED_H */
