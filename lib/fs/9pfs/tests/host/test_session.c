/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sessions: their start, their limits, hosts that are late, silent, broken, or that answer
 * nonsense.
 */
#include <string.h>
#include <uk/test.h>

#include "kernel.h"
#include "../../../../mem/ukalloc/tests/host_heap.h"
#include "server.h"

UK_TESTSUITE(p9_session, "sessions, also with hosts that break the rules");

static struct uk_mount mount;

static int begin(const char *source, const char *options)
{
	kernel_messages = 0;
	return kernel_mount(&mount, source, options);
}

static void end(void)
{
	UK_EXPECT_EQ(kernel_vnodes, 1);
	UK_EXPECT_EQ(kernel_unmount(&mount), 0);
	UK_EXPECT_EQ(kernel_vnodes, 0);
	UK_EXPECT_EQ(server.starts, server.stops);
	UK_EXPECT(!server_channel.used);
	if (server.fault)
		uk_test_failed(server.fault, __FILE__, __LINE__);
}

UK_TEST(p9_session, options)
{
	static const char *const wrong[] = {
		"cache=yes", "msize", "msize=", "msize=x", "msize=8191",
		"msize=99999999999999999999", "msize=1073741825", "aname",
	};

	server_reset();
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++)
		UK_EXPECT_EQ(begin(SERVER_TAG, wrong[i]), -EINVAL);
	UK_EXPECT_EQ(server.starts, server.stops);
	UK_EXPECT_EQ(begin(SERVER_TAG, "msize=8192,aname=/x"), 0);
	end();
	UK_EXPECT_EQ(begin("nobody", NULL), -ENODEV);
	UK_EXPECT_EQ(kernel_messages, 1);
}

UK_TEST(p9_session, one_mount_each)
{
	struct uk_mount other;

	server_reset();
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	UK_EXPECT_EQ(kernel_mount(&other, SERVER_TAG, NULL), -EBUSY);
	end();
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	end();
}

UK_TEST(p9_session, hosts_limits)
{
	server_reset();
	server.message_most = 4096;
	UK_EXPECT_EQ(begin(SERVER_TAG, NULL), -EPROTONOSUPPORT);
	UK_EXPECT_EQ(kernel_messages, 1);
	server.message_most = 8192;
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	end();
	/* a machine that can hold little */
	server.depth = 2;
	server.segments_most = 6;
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	for (int i = 0; i < 20; i++) {
		struct uk_vnode *made;

		server.late = true;
		UK_REQUIRE(kernel_create(mount.root, "a", UK_S_IFREG,
					 &made) == 0);
		uk_vnode_put(made);
		UK_EXPECT_EQ(kernel_unlink(mount.root, "a"), 0);
	}
	end();
}

UK_TEST(p9_session, no_memory)
{
	server_reset();
	for (host_heap_allocations = 0; begin(SERVER_TAG, NULL);) {
		UK_EXPECT_EQ(server.starts, server.stops);
		UK_EXPECT(!server_channel.used);
		host_heap_allocations = server.starts + 1;
	}
	for (unsigned int left = 0; left < 2; left++) {
		struct uk_vnode *made;

		host_heap_allocations = left;
		if (!kernel_create(mount.root, "a", UK_S_IFREG, &made))
			uk_vnode_put(made);
		if (!kernel_lookup(mount.root, "a", &made))
			uk_vnode_put(made);
	}
	host_heap_allocations = ~0u;
	end();
}

UK_TEST(p9_session, fids_run_out)
{
	static struct uk_vfs_file files[8192];
	struct uk_vnode *made, *other;
	unsigned int count = 0;
	int error;

	server_reset();
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	UK_REQUIRE(kernel_create(mount.root, "a", UK_S_IFREG, &made) == 0);
	while (!(error = kernel_open(made, UK_O_RDONLY, &files[count])))
		count++;
	UK_EXPECT_EQ(error, -ENFILE);
	UK_EXPECT(count > 8000);
	UK_EXPECT_EQ(kernel_lookup(mount.root, "a", &other), -ENFILE);
	UK_EXPECT_EQ(kernel_messages, 0);
	while (count)
		kernel_close(&files[--count]);
	UK_REQUIRE(kernel_open(made, UK_O_RDONLY, &files[0]) == 0);
	kernel_close(&files[0]);
	uk_vnode_put(made);
	end();
}

/* ---- hosts that are late, silent, or gone */

UK_TEST(p9_session, late_host)
{
	struct uk_vnode *made;

	server_reset();
	server.late = true;
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	for (int i = 0; i < 100; i++) {
		UK_REQUIRE(kernel_create(mount.root, "a", UK_S_IFREG,
					 &made) == 0);
		uk_vnode_put(made);
		UK_EXPECT_EQ(kernel_unlink(mount.root, "a"), 0);
	}
	UK_EXPECT(server.in_flight_most > 2);
	UK_EXPECT(server.in_flight_most <= server.depth);
	UK_EXPECT_EQ(kernel_messages, 0);
	end();
}

static unsigned int sleeps;

static void wake_host(void)
{
	if (++sleeps == 30)
		server.mute = false;
}

static void break_host(void)
{
	if (++sleeps == 30)
		server_fail();
}

/* It is told once, the device is looked after, and the answer comes all the same. */
UK_TEST(p9_session, silent_host)
{
	struct uk_vnode *found;

	server_reset();
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	server.mute = server.late = true;
	server.checks = 0;
	sleeps = 0;
	kernel_meanwhile = wake_host;
	UK_EXPECT_EQ(kernel_lookup(mount.root, "a", &found), -ENOENT);
	kernel_meanwhile = NULL;
	UK_EXPECT_EQ(kernel_messages, 1);
	UK_EXPECT(server.checks >= 28 && server.checks <= 30);
	end();
}

UK_TEST(p9_session, broken_host)
{
	struct uk_vfs_file file;
	struct uk_vnode *made, *found;
	char byte;

	server_reset();
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	UK_REQUIRE(kernel_create(mount.root, "a", UK_S_IFREG, &made) == 0);
	UK_REQUIRE(kernel_open(made, UK_O_RDWR, &file) == 0);
	server.mute = true;
	sleeps = 0;
	kernel_meanwhile = break_host;
	UK_EXPECT_EQ(kernel_read(&file, &byte, 1, 0), -EIO);
	kernel_meanwhile = NULL;
	UK_EXPECT_EQ(kernel_read(&file, &byte, 1, 0), -EIO);
	UK_EXPECT_EQ(kernel_lookup(mount.root, "a", &found), -EIO);
	kernel_close(&file);
	uk_vnode_put(made);
	end();
	/* mounted again, it works */
	server.mute = false;
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	UK_EXPECT_EQ(kernel_lookup(mount.root, "b", &found), -ENOENT);
	end();
}

/* ---- nonsense */

static unsigned int lie;

static void store32(uint8_t *to, uint32_t value)
{
	memcpy(to, &value, 4);
}

static size_t mangle(uint8_t *answer, size_t length)
{
	uint32_t size = (uint32_t)length;

	switch (lie) {
	case 0: /* another tag */
		answer[5] ^= 1;
		break;
	case 1: /* another type */
		answer[4] += 2;
		break;
	case 2: /* an error of 9P2000, which has text */
		answer[4] = 107;
		break;
	case 3: /* nothing at all */
		return 0;
	case 4: /* less than a header */
		return 6;
	case 5: /* a header that promises more than there is */
		store32(answer, size + 1);
		break;
	case 6: /* less than its type has */
		store32(answer, size - 1);
		return length - 1;
	case 7: /* more than its type has */
		answer[size] = 0;
		store32(answer, size + 1);
		return length + 1;
	case 8: /* no error */
		store32(answer, 11);
		answer[4] = 7;
		store32(answer + 7, 0);
		return 11;
	case 9: /* errors that are none */
		store32(answer, 11);
		answer[4] = 7;
		store32(answer + 7, 4096);
		return 11;
	case 10: /* an error that is too short */
		store32(answer, 9);
		answer[4] = 7;
		return 9;
	default:
		return length;
	}
	return length;
}

#define LIES 11

/* Calls that take every kind of request; each must fail, or not be asked of the host. */
static void try_all(struct uk_vnode *file, struct uk_vnode *link,
		    struct uk_vfs_file *open, struct uk_vfs_file *dir)
{
	struct uk_vnode *root = mount.root, *made;
	struct uk_name name = kernel_name("new"), text = kernel_name("to");
	struct uk_attributes change = { .which = UK_ATTRIBUTE_MODE };
	struct uk_statfs statfs;
	struct uk_vfs_file again;
	struct uk_stat stat;
	char bytes[64];

	UK_EXPECT_EQ(kernel_lookup(root, "a", &made), -EIO);
	UK_EXPECT_EQ(kernel_create(root, "n", UK_S_IFREG, &made), -EIO);
	UK_EXPECT_EQ(kernel_create(root, "n", UK_S_IFIFO, &made), -EIO);
	UK_EXPECT_EQ(root->ops->mkdir(root, &name, 0700, &made), -EIO);
	UK_EXPECT_EQ(root->ops->symlink(root, &name, &text, &made), -EIO);
	UK_EXPECT_EQ(root->ops->link(root, &name, file), -EIO);
	UK_EXPECT_EQ(root->ops->unlink(root, &name, link), -EIO);
	UK_EXPECT_EQ(root->ops->rmdir(root, &name, file), -EIO);
	UK_EXPECT_EQ(root->ops->rename(root, &name, file, root, &text, NULL, 0),
		     -EIO);
	UK_EXPECT_EQ(root->ops->set(file, &change), -EIO);
	UK_EXPECT_EQ(root->ops->readlink(link, bytes, sizeof(bytes)), -EIO);
	UK_EXPECT_EQ(root->ops->sync(file, true), -EIO);
	UK_EXPECT_EQ(kernel_open(file, UK_O_RDONLY, &again), -EIO);
	UK_EXPECT_EQ(kernel_stat(file, &stat), -EIO);
	UK_EXPECT_EQ(kernel_read(open, bytes, sizeof(bytes), 0), -EIO);
	UK_EXPECT_EQ(kernel_write(open, bytes, sizeof(bytes), 0), -EIO);
	UK_EXPECT_EQ(root->ops->readdir(dir, 0, NULL, NULL), -EIO);
	UK_EXPECT_EQ(mount.ops->statfs(&mount, &statfs), -EIO);
}

UK_TEST(p9_session, nonsense)
{
	struct uk_name name = kernel_name("l"), text = kernel_name("target");

	for (lie = 0; lie < LIES; lie++) {
		struct uk_vnode *file, *link;
		struct uk_vfs_file open, dir;

		server_reset();
		server.mangle = mangle;
		UK_EXPECT_EQ(begin(SERVER_TAG, NULL), -EIO);
		UK_EXPECT_EQ(server.starts, server.stops);
		server.mangle = NULL;
		UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
		UK_REQUIRE(kernel_create(mount.root, "a", UK_S_IFREG,
					 &file) == 0);
		UK_REQUIRE(mount.root->ops->symlink(mount.root, &name, &text,
						    &link) == 0);
		UK_REQUIRE(kernel_open(file, UK_O_RDWR, &open) == 0);
		UK_REQUIRE(kernel_open(mount.root, UK_O_RDONLY, &dir) == 0);
		server.mangle = mangle;
		try_all(file, link, &open, &dir);
		UK_EXPECT_EQ(kernel_messages, 1);
		kernel_close(&open);
		kernel_close(&dir);
		uk_vnode_put(file);
		uk_vnode_put(link);
		server.fault = NULL;
		end();
	}
}

/* ---- answers that are well-formed, and cannot be */

static size_t huge_count(uint8_t *answer, size_t length)
{
	if (answer[4] == 117 || answer[4] == 119 || answer[4] == 41)
		store32(answer + 7, 0x7fffffff);
	return length;
}

static size_t zero_count(uint8_t *answer, size_t length)
{
	if (answer[4] == 119)
		store32(answer + 7, 0);
	return length;
}

static size_t bad_entry(uint8_t *answer, size_t length)
{
	/* count[4], then qid[13] offset[8] type[1] name[s] */
	if (answer[4] == 41)
		answer[11 + 13 + 8 + 1 + 2] = '/';
	return length;
}

static size_t same_place(uint8_t *answer, size_t length)
{
	if (answer[4] == 41)
		memset(answer + 11 + 13, 0, 8);
	return length;
}

static size_t no_kind(uint8_t *answer, size_t length)
{
	if (answer[4] == 25)
		answer[7 + 8 + 13 + 1] = 0;
	return length;
}

static size_t negative_size(uint8_t *answer, size_t length)
{
	if (answer[4] == 25)
		answer[7 + 8 + 13 + 12 + 16 + 7] = 0x80;
	return length;
}

static bool refuse(void *context __uk_unused,
		   const struct uk_name *name __uk_unused,
		   uint64_t inode __uk_unused, uint32_t mode __uk_unused,
		   int64_t next __uk_unused)
{
	return true;
}

static void expect(size_t (*how)(uint8_t *, size_t), int read, int write,
		   int readdir, int stat_result)
{
	struct uk_vfs_file open, dir;
	struct uk_vnode *file;
	struct uk_stat stat;
	char bytes[8] = "";

	server_reset();
	UK_REQUIRE(begin(SERVER_TAG, NULL) == 0);
	UK_REQUIRE(kernel_create(mount.root, "a", UK_S_IFREG, &file) == 0);
	UK_REQUIRE(kernel_open(file, UK_O_RDWR, &open) == 0);
	UK_REQUIRE(kernel_open(mount.root, UK_O_RDONLY, &dir) == 0);
	UK_EXPECT_EQ(kernel_write(&open, bytes, 8, 0), 8);
	server.mangle = how;
	UK_EXPECT_EQ(kernel_read(&open, bytes, 8, 0), read);
	UK_EXPECT_EQ(kernel_write(&open, bytes, 8, 0), write);
	UK_EXPECT_EQ(mount.root->ops->readdir(&dir, 0, refuse, NULL), readdir);
	UK_EXPECT_EQ(kernel_stat(file, &stat), stat_result);
	server.mangle = NULL;
	kernel_close(&open);
	kernel_close(&dir);
	uk_vnode_put(file);
	end();
}

UK_TEST(p9_session, answers_that_cannot_be)
{
	expect(huge_count, -EIO, -EIO, -EIO, 0);
	expect(zero_count, 8, -EIO, 0, 0);
	expect(bad_entry, 8, 8, -EIO, 0);
	expect(same_place, 8, 8, -EIO, 0);
	expect(no_kind, 8, 8, 0, -EIO);
	expect(negative_size, 8, 8, 0, -EIO);
}
