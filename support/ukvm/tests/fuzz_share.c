/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any messages to the server of folders, with its fids, on a folder of the host: each is answered
 * properly or not at all, and what lies around the folder stays as it was. Bytes of the
 * fuzzer become fields of messages, so that most are nearly right.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "share_client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)          \
	do                       \
		if (!(condition)) \
			abort(); \
	while (0)

/* A message's type, then its fields: f a fid, 2 4 8 integers, s a name, d data. */
static const char *const kinds[] = {
	"\156ff2ss", "\156ff2s", "\156ff2", "\14f4",	 "\16fs444",
	"\20fss4",   "\22fs4444", "\24ffs", "\26f",	 "\30f8",
	"\32f44448888", "\50f84", "\62f4",  "\106ffs",	 "\110fs44",
	"\112fsfs",  "\114fs4",	 "\164f84", "\166f84d", "\170f",
	"\172f",     "\10f",	 "\154" "2", "\150f4ss4", "\144" "4s",
};

static const char *const names[] = { "d", "a", "l", "f", "..", "b", "c", "d/a",
				     ".", "e", "new", "", "/", "\1", "aa", "g" };

#define MESSAGES 60

static struct client c;
static char folder[64];

static struct {
	const uint8_t *at, *end;
	uint32_t random;
} input;

/* Behind the input's end, what follows from it: so a short one is many messages too. */
static uint8_t next(void)
{
	if (input.at < input.end) {
		input.random = input.random * 31 + *input.at;
		return *input.at++;
	}
	input.random = input.random * 1664525 + 1013904223;
	return (uint8_t)(input.random >> 24);
}

static void empty(int dir)
{
	DIR *list = fdopendir(dir);
	struct dirent *entry;

	fchmod(dir, 0700);
	while ((entry = readdir(list))) {
		int below;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		fchmodat(dir, entry->d_name, 0700, AT_SYMLINK_NOFOLLOW);
		below = openat(dir, entry->d_name,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (below >= 0)
			empty(below);
		MUST(!unlinkat(dir, entry->d_name,
			       below >= 0 ? AT_REMOVEDIR : 0));
	}
	closedir(list);
}

static void make_folder(void)
{
	if (!c.share.root) {
		client_make_top();
		snprintf(folder, sizeof(folder), "%s/in", client_top);
		MUST(!mkdir(folder, 0700) && !share_prepare());
		MUST(!share_open_root(&c.share, folder));
	} else {
		int dir;

		MUST(!chmod(folder, 0700));
		dir = open(folder, O_RDONLY | O_DIRECTORY);
		MUST(dir >= 0);
		empty(dir);
	}
	MUST(!chdir(folder));
	MUST(!mkdir("d", 0700) && !symlink("..", "l") && !mkfifo("f", 0600));
	close(open("d/a", O_CREAT | O_WRONLY, 0600));
	MUST(!chdir("/"));
}

static void outside_is_as_it_was(void)
{
	DIR *list = opendir(client_top);
	unsigned int count = 0;

	while (list && readdir(list))
		count++;
	MUST(count == 3); /* ., .., in */
	closedir(list);
}

/* So that the fuzzer need not find out how a session begins */
static void open_session(void)
{
	client_begin(&c, 100);
	client_put(&c, 65536, 4);
	client_text(&c, "9P2000.L");
	MUST(!client_call(&c));
	client_begin(&c, 104);
	client_put(&c, 0, 4);
	client_put(&c, 0xffffffff, 4);
	client_text(&c, "");
	client_text(&c, "");
	client_put(&c, 0, 4);
	MUST(!client_call(&c));
}

/* Small numbers are the interesting ones, but for these. Sizes stay small too. */
static uint64_t number(char kind)
{
	static const uint64_t odd[] = { UINT64_MAX, 1ull << 63, 8192, 8191,
					0xffffffff, 01102, 02, 01001 };
	uint8_t byte = next();

	if (kind == 'f')
		return byte < 250 ? byte % 6 : odd[byte & 7];
	if (kind != '8' && byte >= 240)
		return odd[byte & 7];
	return byte | (uint64_t)(byte & 1 ? next() : 0) << 8;
}

static void put_field(char kind)
{
	const char *name;

	switch (kind) {
	case 's':
		name = names[next() & 15];
		client_text(&c, name);
		break;
	case 'd':
		for (unsigned int left = next(); left; left--)
			client_put(&c, left, 1);
		break;
	default:
		client_put(&c, number(kind),
			   kind == 'f' ? 4 : (unsigned int)(kind - '0'));
	}
}

static void change(uint8_t how)
{
	if (how < 250)
		return;
	if (how < 253 && c.length > 8)
		c.length -= 1 + next() % (c.length - 7);
	else if (how == 253)
		client_put(&c, next(), 1);
	else
		c.request[4 + next() % (c.length - 4)] = next();
	c.request[5] = 77;
	c.request[6] = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	make_folder();
	c.room = 0;
	open_session();
	input.at = data;
	input.end = data + size;
	input.random = 1;
	for (unsigned int i = 0; i < MESSAGES; i++) {
		const char *kind =
			kinds[next() % (sizeof(kinds) / sizeof(kinds[0]))];
		uint8_t how = next();

		c.part = how & 7 ? 0 : 13;
		c.room = how % 50 == 49 ? 11 + next() : 0;
		client_begin(&c, (uint8_t)*kind);
		while (*++kind)
			put_field(*kind);
		change(how);
		client_call(&c);
	}
	outside_is_as_it_was();
	return 0;
}
