/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The reader of archives: what is right, and each way to be wrong.
 */
#include <uk/errno.h>
#include <uk/test.h>

#include "builder.h"

UK_TESTSUITE(cpio_archive, "archives of the format newc");

static struct builder builder;
static struct cpio_archive archive;
static struct cpio_entry entry;

static void begin(void)
{
	memset(&builder, 0, sizeof(builder));
}

static int next(void)
{
	return cpio_next(&archive, &entry);
}

static void read_it(size_t length)
{
	archive = (struct cpio_archive){ .base = builder.bytes,
					 .length = length };
}

/* Reads all; the error, or 0. */
static int read_all(size_t length)
{
	int result;

	read_it(length);
	while ((result = next()) > 0)
		;
	return result;
}

UK_TEST(cpio_archive, entries)
{
	const struct cpio_entry template = {
		.inode = 7,
		.mode = 0100640,
		.uid = 3,
		.gid = 4,
		.links = 2,
		.modified = 0xfedcba98,
		.device = { 5, 6 },
		.number = { 8, 9 },
	};

	begin();
	build(&builder, &template, "a/b", "12345");
	build_file(&builder, 0120777, "link", "target");
	build_end(&builder);
	read_it(builder.length);
	UK_EXPECT_EQ(next(), 1);
	UK_EXPECT(!strcmp(entry.name, "a/b") && entry.name_length == 3);
	UK_EXPECT(entry.size == 5 && !memcmp(entry.data, "12345", 5));
	UK_EXPECT(entry.inode == 7 && entry.mode == 0100640);
	UK_EXPECT(entry.uid == 3 && entry.gid == 4 && entry.links == 2);
	UK_EXPECT_EQ(entry.modified, 0xfedcba98);
	UK_EXPECT(entry.device[0] == 5 && entry.device[1] == 6);
	UK_EXPECT(entry.number[0] == 8 && entry.number[1] == 9);
	UK_EXPECT_EQ(next(), 1);
	UK_EXPECT(entry.size == 6 && !memcmp(entry.data, "target", 6));
	UK_EXPECT_EQ(next(), 0);
	UK_EXPECT_EQ(next(), 0);
}

UK_TEST(cpio_archive, several_with_zeroes_between)
{
	begin();
	build_file(&builder, 0100644, "one", "1");
	build_end(&builder);
	builder.length += 37; /* not where the first counts fours from */
	{
		static struct builder second;

		memset(&second, 0, sizeof(second));
		build_file(&second, 0100644, "two", "22");
		build_end(&second);
		memcpy(builder.bytes + builder.length, second.bytes,
		       second.length);
		builder.length += second.length;
	}
	builder.length += 5;
	read_it(builder.length);
	UK_EXPECT_EQ(next(), 1);
	UK_EXPECT_EQ(archive.ended, 0);
	UK_EXPECT_EQ(next(), 1);
	UK_EXPECT_EQ(archive.ended, 1);
	UK_EXPECT(!strcmp(entry.name, "two") && !memcmp(entry.data, "22", 2));
	UK_EXPECT_EQ(next(), 0);
}

/* Cut off anywhere, it is an error, never a shorter archive. */
UK_TEST(cpio_archive, cut_off)
{
	begin();
	build_file(&builder, 0100644, "one", "12345");
	build_file(&builder, 0100644, "two", "123");
	build_end(&builder);
	UK_EXPECT_EQ(read_all(builder.length), 0);
	/* all but what pads the trailer */
	for (size_t length = 0; length < builder.length - 3; length++)
		if (read_all(length) != -EINVAL || !archive.complaint)
			UK_EXPECT_EQ(length, -1);
}

static int change(size_t at, char byte)
{
	int error;
	char old = builder.bytes[at];

	builder.bytes[at] = byte;
	error = read_all(builder.length);
	builder.bytes[at] = old;
	return error;
}

UK_TEST(cpio_archive, damaged)
{
	begin();
	build_file(&builder, 0100644, "name", "content");
	build_end(&builder);
	UK_EXPECT_EQ(change(0, '1'), -EINVAL);	     /* magic */
	UK_EXPECT_EQ(change(5, '3'), -EINVAL);	     /* format */
	UK_EXPECT_EQ(change(6 + 8, 'g'), -EINVAL);   /* a digit */
	UK_EXPECT_EQ(change(6 + 8, ' '), -EINVAL);
	UK_EXPECT_EQ(change(6 + 8 * 6, 'f'), -EINVAL);	/* size: 4 GiB */
	UK_EXPECT_EQ(change(6 + 8 * 11, '1'), -EINVAL); /* the name's */
	UK_EXPECT_EQ(change(6 + 8 * 12 - 1, '0'), -EINVAL);
	UK_EXPECT_EQ(change(6 + 8 * 12 - 1, '4'), -EINVAL); /* no final 0 */
	UK_EXPECT_EQ(change(110 + 2, 0), -EINVAL); /* a 0 within */
	UK_EXPECT_EQ(change(110 + 6 + 2, 'X'), -EINVAL); /* the checksum */
	UK_EXPECT_EQ(read_all(builder.length), 0);
	builder.bytes[builder.length++] = 'x'; /* behind the end */
	UK_EXPECT_EQ(read_all(builder.length), -EINVAL);
}

static bool says(const char *bytes, size_t length, const char *word)
{
	size_t size = strlen(word);

	memcpy(builder.bytes, bytes, length);
	if (read_all(length) != -EINVAL)
		return false;
	for (const char *at = archive.complaint; *at; at++)
		if (!strncmp(at, word, size))
			return true;
	return false;
}

UK_TEST(cpio_archive, other_formats_are_named)
{
	begin();
	UK_EXPECT(says("\x1f\x8b\x08\0\0\0\0\0", 8, "gzip -d"));
	UK_EXPECT(says("\xfd" "7zXZ\0\0\0", 8, "xz -d"));
	UK_EXPECT(says("\x28\xb5\x2f\xfd\0\0", 6, "zstd -d"));
	UK_EXPECT(says("BZh91AY", 7, "bzip2 -d"));
	UK_EXPECT(says("\x02\x21\x4c\x18", 4, "lz4 -d"));
	UK_EXPECT(says("070707000000", 12, "-H newc"));
	UK_EXPECT(says("\xc7\x71\0\0", 4, "-H newc"));
	UK_EXPECT(says("\x7f" "ELF", 4, "no cpio archive"));
	UK_EXPECT(says("", 0, "no cpio archive"));
	UK_EXPECT(says("\0\0\0\0", 4, "no cpio archive"));
}
