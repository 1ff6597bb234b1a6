/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The server of folders with a folder of the host: what it does, what it refuses, and that
 * nothing leads out.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <uk/test.h>
#include <unistd.h>

#include "share_client.h"

UK_TESTSUITE(ukvm_share, "ukvm: folders of the host");

enum {
	TSTATFS = 8, TLOPEN = 12, TLCREATE = 14, TSYMLINK = 16, TMKNOD = 18,
	TRENAME = 20, TREADLINK = 22, TGETATTR = 24, TSETATTR = 26,
	TREADDIR = 40, TXATTRWALK = 30, TFSYNC = 50, TLINK = 70, TMKDIR = 72,
	TRENAMEAT = 74, TUNLINKAT = 76, TVERSION = 100, TATTACH = 104,
	TFLUSH = 108, TWALK = 110, TREAD = 116, TWRITE = 118, TCLUNK = 120,
	TREMOVE = 122,
};

static struct client c;
static char folder[64];

static char *path(const char *name)
{
	static char text[512];

	snprintf(text, sizeof(text), "%s/%s", folder, name);
	return text;
}

static int version(uint32_t most, const char *text)
{
	client_begin(&c, TVERSION);
	client_put(&c, most, 4);
	client_text(&c, text);
	return client_call(&c);
}

static int attach(uint32_t fid)
{
	client_begin(&c, TATTACH);
	client_put(&c, fid, 4);
	client_put(&c, 0xffffffff, 4);
	client_text(&c, "root");
	client_text(&c, "");
	client_put(&c, 0, 4);
	return client_call(&c);
}

static int walk(uint32_t fid, uint32_t new, const char *name)
{
	client_begin(&c, TWALK);
	client_put(&c, fid, 4);
	client_put(&c, new, 4);
	client_put(&c, name != NULL, 2);
	if (name)
		client_text(&c, name);
	return client_call(&c);
}

/* A message that is two numbers of four bytes */
static int two(unsigned int type, uint32_t first, uint32_t second)
{
	client_begin(&c, type);
	client_put(&c, first, 4);
	client_put(&c, second, 4);
	return client_call(&c);
}

static int clunk(uint32_t fid)
{
	client_begin(&c, TCLUNK);
	client_put(&c, fid, 4);
	return client_call(&c);
}

static int create_as(uint32_t fid, const char *name, uint32_t flags,
		     uint32_t mode)
{
	client_begin(&c, TLCREATE);
	client_put(&c, fid, 4);
	client_text(&c, name);
	client_put(&c, flags, 4);
	client_put(&c, mode, 4);
	client_put(&c, 0, 4);
	return client_call(&c);
}

static int create(uint32_t fid, const char *name, uint32_t flags)
{
	return create_as(fid, name, flags, 0644);
}

static int set_mode(uint32_t fid, uint32_t mode)
{
	client_begin(&c, TSETATTR);
	client_put(&c, fid, 4);
	client_put(&c, 1, 4);
	client_put(&c, mode, 4);
	for (unsigned int i = 0; i < 6; i++)
		client_put(&c, 0, 8);
	return client_call(&c);
}

static int write_at(uint32_t fid, uint64_t offset, const char *text)
{
	client_begin(&c, TWRITE);
	client_put(&c, fid, 4);
	client_put(&c, offset, 8);
	client_put(&c, strlen(text), 4);
	memcpy(c.request + c.length, text, strlen(text));
	c.length += strlen(text);
	return client_call(&c) ?: (int)client_get(&c, 4);
}

static int read_at(unsigned int type, uint32_t fid, uint64_t offset,
		   uint32_t count)
{
	client_begin(&c, type);
	client_put(&c, fid, 4);
	client_put(&c, offset, 8);
	client_put(&c, count, 4);
	return client_call(&c) ?: (int)client_get(&c, 4);
}

static int named(unsigned int type, uint32_t fid, const char *name,
		 const char *text, unsigned int numbers)
{
	client_begin(&c, type);
	client_put(&c, fid, 4);
	client_text(&c, name);
	if (text)
		client_text(&c, text);
	for (; numbers; numbers--)
		client_put(&c, 0, 4);
	return client_call(&c);
}

/* A folder for each test */
static void start(void)
{
	static unsigned int number;

	if (number)
		version(65536, "9P2000.L");
	else
		client_make_top();
	snprintf(folder, sizeof(folder), "%s/%u", client_top, number++);
	c.room = c.part = 0;
	memset(&c.share, 0, sizeof(c.share));
	UK_EXPECT(mkdir(folder, 0755) == 0);
	UK_EXPECT_EQ(share_prepare(), 0);
	UK_EXPECT_EQ(share_open_root(&c.share, folder), 0);
	UK_EXPECT_EQ(version(65536, "9P2000.L"), 0);
	UK_EXPECT_EQ(client_get(&c, 4), 65536);
	UK_EXPECT_EQ(attach(0), 0);
	UK_EXPECT_EQ(client_get(&c, 1), 0x80);
}

UK_TEST(ukvm_share, files)
{
	for (unsigned int part = 0; part < 40; part += 13) {
		start();
		c.part = part;
		UK_EXPECT_EQ(walk(0, 1, NULL), 0);
		UK_EXPECT_EQ(create(1, "a", O_RDWR), 0);
		UK_EXPECT_EQ(write_at(1, 3, "hello"), 5);
		UK_EXPECT_EQ(read_at(TREAD, 1, 2, 100), 6);
		UK_EXPECT(!memcmp(c.at, "\0hello", 6));
		UK_EXPECT_EQ(read_at(TREAD, 1, 3, 2), 2);
		UK_EXPECT(!memcmp(c.at, "he", 2));
		UK_EXPECT_EQ(read_at(TREAD, 1, 100, 2), 0);
		UK_EXPECT_EQ(read_at(TREAD, 1, 1ull << 63, 2), -EINVAL);
		UK_EXPECT_EQ(two(TFSYNC, 1, 0), 0);
		UK_EXPECT_EQ(two(TFSYNC, 1, 1), 0);
		UK_EXPECT_EQ(clunk(1), 0);
		UK_EXPECT_EQ(walk(0, 1, "a"), 0);
		UK_EXPECT_EQ(two(TLOPEN, 1, O_WRONLY | O_TRUNC), 0);
		UK_EXPECT_EQ(write_at(1, 0, "x"), 1);
		UK_EXPECT_EQ(read_at(TREAD, 1, 0, 2), -EBADF);
		client_begin(&c, TGETATTR);
		client_put(&c, 1, 4);
		client_put(&c, 0x7ff, 8);
		UK_EXPECT_EQ(client_call(&c), 0);
		UK_EXPECT_EQ(client_get(&c, 8), 0x7ff);
		c.at += 13;
		UK_EXPECT_EQ(client_get(&c, 4), S_IFREG | 0644);
		c.at += 24;
		UK_EXPECT_EQ(client_get(&c, 8), 1);
		UK_EXPECT_EQ(clunk(1), 0);
		UK_EXPECT_EQ(clunk(1), -EBADF);
	}
}

UK_TEST(ukvm_share, names)
{
	start();
	UK_EXPECT_EQ(named(TMKDIR, 0, "d", NULL, 2), 0);
	UK_EXPECT_EQ(named(TMKDIR, 0, "d", NULL, 2), -EEXIST);
	chmod(path("d"), 0755);
	UK_EXPECT_EQ(walk(0, 1, "d"), 0);
	UK_EXPECT_EQ(walk(1, 2, NULL), 0);
	UK_EXPECT_EQ(create(2, "f", O_RDWR), 0);
	UK_EXPECT_EQ(named(TSYMLINK, 0, "l", "d/f", 1), 0);
	UK_EXPECT_EQ(walk(0, 3, "l"), 0);
	client_begin(&c, TREADLINK);
	client_put(&c, 3, 4);
	UK_EXPECT_EQ(client_call(&c), 0);
	UK_EXPECT_EQ(client_get(&c, 2), 3);
	UK_EXPECT(!memcmp(c.at, "d/f", 3));
	client_begin(&c, TLINK);
	client_put(&c, 0, 4);
	client_put(&c, 2, 4);
	client_text(&c, "h");
	UK_EXPECT_EQ(client_call(&c), 0);
	client_begin(&c, TRENAMEAT);
	client_put(&c, 1, 4);
	client_text(&c, "f");
	client_put(&c, 0, 4);
	client_text(&c, "g");
	UK_EXPECT_EQ(client_call(&c), 0);
	/* by the fid: wherever it is now */
	client_begin(&c, TRENAME);
	client_put(&c, 2, 4);
	client_put(&c, 1, 4);
	client_text(&c, "k");
	UK_EXPECT_EQ(client_call(&c), 0);
	UK_EXPECT_EQ(access(path("d/k"), F_OK), 0);
	UK_EXPECT_EQ(named(TUNLINKAT, 0, "d", NULL, 1), -EISDIR);
	client_begin(&c, TREMOVE);
	client_put(&c, 2, 4);
	UK_EXPECT_EQ(client_call(&c), 0);
	UK_EXPECT(access(path("d/k"), F_OK));
	UK_EXPECT_EQ(access(path("h"), F_OK), 0);
	/* its other name has nothing to do with it */
	UK_EXPECT_EQ(clunk(2), -EBADF);
	client_begin(&c, TUNLINKAT);
	client_put(&c, 0, 4);
	client_text(&c, "d");
	client_put(&c, 0x200, 4);
	UK_EXPECT_EQ(client_call(&c), 0);
	UK_EXPECT_EQ(walk(0, 9, "d"), -ENOENT);
	client_begin(&c, TMKNOD);
	client_put(&c, 0, 4);
	client_text(&c, "node");
	for (unsigned int i = 0; i < 4; i++)
		client_put(&c, 0, 4);
	UK_EXPECT_EQ(client_call(&c), -EPERM);
	UK_EXPECT_EQ(named(TXATTRWALK, 0, "user.x", NULL, 0), -EOPNOTSUPP);
}

UK_TEST(ukvm_share, entries)
{
	unsigned int count = 0;
	uint64_t next = 0;
	int length;

	start();
	for (unsigned int i = 0; i < 500; i++) {
		char name[40];

		snprintf(name, sizeof(name), "%0*u", 1 + i % 30, i);
		close(open(path(name), O_CREAT | O_WRONLY, 0600));
	}
	UK_EXPECT_EQ(walk(0, 1, NULL), 0);
	UK_EXPECT_EQ(two(TLOPEN, 1, O_RDONLY | O_DIRECTORY), 0);
	while ((length = read_at(TREADDIR, 1, next, 700)) > 0) {
		const uint8_t *end = c.at + length;

		UK_EXPECT(length <= 700);
		while (c.at < end) {
			c.at += 13;
			next = client_get(&c, 8);
			c.at += 1;
			c.at += client_get(&c, 2);
			count++;
		}
		UK_EXPECT(c.at == end);
	}
	UK_EXPECT_EQ(length, 0);
	UK_EXPECT_EQ(count, 502);
	UK_EXPECT_EQ(read_at(TREADDIR, 1, 0, 10), -EINVAL);
	UK_EXPECT(read_at(TREADDIR, 1, 0, 0xffffffff) > 1000);
}

/* Names, links and paths that would leave the folder */
UK_TEST(ukvm_share, nothing_leads_out)
{
	static const char *const bad[] = { "..", ".", "a/b", "/", "../x" };
	char moved[64];

	start();
	mkdir(path("d"), 0755);
	UK_EXPECT_EQ(symlink("/etc", path("out")), 0);
	UK_EXPECT_EQ(symlink("..", path("up")), 0);
	UK_EXPECT_EQ(mkfifo(path("fifo"), 0600), 0);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		UK_EXPECT_EQ(walk(0, 1, bad[i]), -EINVAL);
		UK_EXPECT_EQ(named(TMKDIR, 0, bad[i], NULL, 2), -EINVAL);
		UK_EXPECT_EQ(named(TUNLINKAT, 0, bad[i], NULL, 1), -EINVAL);
		UK_EXPECT_EQ(named(TSYMLINK, 0, bad[i], "x", 1), -EINVAL);
		UK_EXPECT_EQ(create(0, bad[i], O_RDWR), -EINVAL);
	}
	client_begin(&c, TMKDIR);
	client_put(&c, 0, 4);
	client_put(&c, 3, 2);
	client_put(&c, 0x610061, 3); /* a, NUL, a */
	client_put(&c, 0, 8);
	UK_EXPECT_EQ(client_call(&c), -EINVAL);
	UK_EXPECT_EQ(walk(0, 1, "out"), 0);
	UK_EXPECT_EQ(walk(1, 2, "passwd"), -ENOTDIR);
	UK_EXPECT_EQ(two(TLOPEN, 1, O_RDONLY), -ELOOP);
	UK_EXPECT_EQ(create(1, "new", O_RDWR), -ENOTDIR);
	UK_EXPECT_EQ(walk(0, 2, "up"), 0);
	UK_EXPECT_EQ(named(TMKDIR, 2, "new", NULL, 2), -ENOTDIR);
	UK_EXPECT_EQ(create(0, "up", O_RDWR), -ELOOP);
	UK_EXPECT_EQ(walk(0, 3, "fifo"), 0);
	UK_EXPECT_EQ(two(TLOPEN, 3, O_RDONLY), -ENXIO);
	UK_EXPECT_EQ(walk(0, 4, NULL), 0);
	UK_EXPECT_EQ(create(4, "fifo", O_RDWR), -ENXIO);
	/* a folder that the host moves out of it is no way to what lies around it */
	UK_EXPECT_EQ(walk(0, 5, "d"), 0);
	snprintf(moved, sizeof(moved), "%s/moved", client_top);
	UK_EXPECT_EQ(rename(path("d"), moved), 0);
	UK_EXPECT_EQ(walk(5, 6, ".."), -EINVAL);
	client_begin(&c, TREMOVE);
	client_put(&c, 5, 4);
	UK_EXPECT_EQ(client_call(&c), -ENOENT);
}

/* What is done to a link is done to the link. */
UK_TEST(ukvm_share, links_are_not_followed)
{
	char outside[64];
	struct stat stat;

	start();
	snprintf(outside, sizeof(outside), "%s/outside", client_top);
	close(open(outside, O_CREAT | O_WRONLY, 0640));
	UK_EXPECT_EQ(symlink(outside, path("out")), 0);
	UK_EXPECT_EQ(walk(0, 1, "out"), 0);
	client_begin(&c, TLINK);
	client_put(&c, 0, 4);
	client_put(&c, 1, 4);
	client_text(&c, "again");
	client_call(&c);
	UK_EXPECT(lstat(path("again"), &stat) || S_ISLNK(stat.st_mode));
	set_mode(1, 0666);
	UK_EXPECT(!lstat(outside, &stat) && stat.st_nlink == 1 &&
		  (stat.st_mode & 0777) == 0640);
}

/* Nobody who runs a guest's files on the host has its owner's rights. */
UK_TEST(ukvm_share, no_rights_are_lent)
{
	struct stat stat;

	start();
	UK_EXPECT_EQ(walk(0, 1, NULL), 0);
	UK_EXPECT_EQ(create_as(1, "a", O_RDWR, 04755), -EPERM);
	UK_EXPECT_EQ(create_as(1, "a", O_RDWR, 02755), -EPERM);
	UK_EXPECT(access(path("a"), F_OK));
	UK_EXPECT_EQ(create_as(1, "a", O_RDWR, 0700), 0);
	UK_EXPECT_EQ(set_mode(1, 04755), -EPERM);
	UK_EXPECT_EQ(set_mode(1, 02755), -EPERM);
	UK_EXPECT_EQ(set_mode(1, 01755), 0);
	UK_EXPECT(!lstat(path("a"), &stat) && (stat.st_mode & 07777) == 01755);
	UK_EXPECT_EQ(set_mode(0, 02755), 0);
}

UK_TEST(ukvm_share, fids_and_messages)
{
	start();
	UK_EXPECT_EQ(walk(0, FIDS_MOST, NULL), -EMFILE);
	UK_EXPECT_EQ(walk(FIDS_MOST, 1, NULL), -EBADF);
	UK_EXPECT_EQ(walk(0, FIDS_MOST - 1, NULL), 0);
	UK_EXPECT_EQ(walk(0, FIDS_MOST - 1, NULL), -EBADF);
	UK_EXPECT_EQ(walk(1, 2, NULL), -EBADF);
	UK_EXPECT_EQ(attach(0), -EBADF);
	UK_EXPECT_EQ(two(TLOPEN, FIDS_MOST - 1, O_RDONLY), 0);
	UK_EXPECT_EQ(walk(FIDS_MOST - 1, 3, NULL), -EBADF);
	UK_EXPECT_EQ(walk(0, 0, NULL), 0); /* onto itself */
	UK_EXPECT_EQ(walk(0, 0, "none"), -ENOENT);
	UK_EXPECT_EQ(walk(0, 1, NULL), 0);
	UK_EXPECT_EQ(two(TLOPEN, 1, 3), -EINVAL);
	/* fields that are missing, or are too many */
	UK_EXPECT_EQ(two(TCLUNK, 1, 0), -EINVAL);
	client_begin(&c, TGETATTR);
	client_put(&c, 1, 4);
	UK_EXPECT_EQ(client_call(&c), -EINVAL);
	client_begin(&c, 99);
	UK_EXPECT_EQ(client_call(&c), -EOPNOTSUPP);
	/* a length that is not the message's, and memory that holds no answer */
	client_begin(&c, TCLUNK);
	client_put(&c, 1, 4);
	c.request[0] = 12;
	UK_EXPECT_EQ(client_send(&c), -EINVAL);
	c.room = 10;
	c.request[0] = 11;
	UK_EXPECT_EQ(client_send(&c), -EINVAL);
	c.room = 11;
	client_begin(&c, TGETATTR);
	client_put(&c, 1, 4);
	client_put(&c, 0, 8);
	UK_EXPECT_EQ(client_call(&c), -EMSGSIZE);
	c.room = 0;
	/* who writes says how much, once */
	client_begin(&c, TWRITE);
	client_put(&c, 1, 4);
	client_put(&c, 0, 8);
	client_put(&c, 100, 4);
	UK_EXPECT_EQ(client_call(&c), -EINVAL);
	UK_EXPECT_EQ(version(100, "9P2000.L"), -EMSGSIZE);
	UK_EXPECT_EQ(version(1u << 31, "9P2000"), 0);
	UK_EXPECT_EQ(client_get(&c, 4), 1u << 20);
	UK_EXPECT_EQ(client_get(&c, 2), 7);
	/* that was the end of all fids */
	UK_EXPECT_EQ(clunk(0), -EBADF);
}

UK_TEST(ukvm_share, read_only)
{
	start();
	close(open(path("a"), O_CREAT | O_WRONLY, 0600));
	c.share.is_read_only = true;
	UK_EXPECT_EQ(walk(0, 1, "a"), 0);
	UK_EXPECT_EQ(two(TLOPEN, 1, O_RDWR), -EROFS);
	UK_EXPECT_EQ(two(TLOPEN, 1, O_RDONLY | O_TRUNC), -EROFS);
	UK_EXPECT_EQ(two(TLOPEN, 1, O_RDONLY), 0);
	UK_EXPECT_EQ(write_at(1, 0, "x"), -EROFS);
	UK_EXPECT_EQ(create(0, "b", O_RDONLY), -EROFS);
	UK_EXPECT_EQ(named(TMKDIR, 0, "b", NULL, 2), -EROFS);
	UK_EXPECT_EQ(named(TUNLINKAT, 0, "a", NULL, 1), -EROFS);
	client_begin(&c, TREMOVE);
	client_put(&c, 1, 4);
	UK_EXPECT_EQ(client_call(&c), -EROFS);
	UK_EXPECT_EQ(access(path("a"), F_OK), 0);
}
