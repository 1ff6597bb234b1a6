/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * newlib's streams on files.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_stdio, "streams on files");

#define FILE_PATH "/stream"

UK_TEST(posixapi_stdio, write_and_read_back)
{
	FILE *stream = fopen(FILE_PATH, "wx");
	char line[32];

	UK_REQUIRE(stream);
	UK_EXPECT_EQ(fprintf(stream, "line %d\n", 1), 7);
	UK_EXPECT(fputs("line 2\n", stream) >= 0);
	UK_EXPECT_EQ(ftell(stream), 14);
	UK_EXPECT_EQ(fclose(stream), 0);
	UK_EXPECT(!fopen(FILE_PATH, "wx") && errno == EEXIST);
	stream = fopen(FILE_PATH, "r+");
	UK_REQUIRE(stream);
	UK_EXPECT(fgets(line, sizeof(line), stream) == line);
	UK_EXPECT(!strcmp(line, "line 1\n"));
	UK_EXPECT_EQ(ungetc('X', stream), 'X');
	UK_EXPECT_EQ(fgetc(stream), 'X');
	UK_EXPECT_EQ(fseek(stream, -2, SEEK_END), 0);
	UK_EXPECT_EQ(fputc('9', stream), '9');
	rewind(stream);
	UK_EXPECT_EQ(fread(line, 1, sizeof(line), stream), 14);
	UK_EXPECT(!memcmp(line, "line 1\nline 9\n", 14));
	UK_EXPECT(feof(stream) && !ferror(stream));
	UK_EXPECT_EQ(fclose(stream), 0);
	stream = fopen(FILE_PATH, "a+");
	UK_REQUIRE(stream);
	UK_EXPECT_EQ(fwrite("end", 1, 3, stream), 3);
	UK_EXPECT_EQ(fflush(stream), 0);
	UK_EXPECT_EQ(fseek(stream, 12, SEEK_SET), 0);
	UK_EXPECT_EQ(fgetc(stream), '9');
	UK_EXPECT_EQ(fclose(stream), 0);
	UK_EXPECT_EQ(remove(FILE_PATH), 0);
	UK_EXPECT(!fopen(FILE_PATH, "r") && errno == ENOENT);
}

/* More than a buffer, in odd pieces, both ways. */
UK_TEST(posixapi_stdio, large)
{
	enum { COUNT = 1009, TIMES = 23 };
	static char block[COUNT], got[COUNT * TIMES];
	FILE *stream = fopen(FILE_PATH, "w+");

	UK_REQUIRE(stream);
	for (int i = 0; i < TIMES; i++) {
		memset(block, 'a' + i, COUNT);
		UK_EXPECT_EQ(fwrite(block, COUNT, 1, stream), 1);
	}
	UK_EXPECT_EQ(fseeko(stream, 0, SEEK_SET), 0);
	UK_EXPECT_EQ(fgetc(stream), 'a');
	UK_EXPECT_EQ(fread(got + 1, 1, sizeof(got), stream), sizeof(got) - 1);
	got[0] = 'a';
	for (int i = 0; i < COUNT * TIMES; i++)
		UK_REQUIRE(got[i] == 'a' + i / COUNT);
	UK_EXPECT_EQ(ftello(stream), (off_t)sizeof(got));
	/* Written in the middle of what was read. */
	UK_EXPECT_EQ(fseek(stream, 5000, SEEK_SET), 0);
	UK_EXPECT_EQ(fwrite("##", 1, 2, stream), 2);
	UK_EXPECT_EQ(fseek(stream, -4, SEEK_CUR), 0);
	UK_EXPECT_EQ(fread(got, 1, 6, stream), 6);
	UK_EXPECT(!memcmp(got + 2, "##", 2) && got[1] != '#' && got[4] != '#');
	UK_EXPECT_EQ(fclose(stream), 0);
	UK_EXPECT_EQ(unlink(FILE_PATH), 0);
}

UK_TEST(posixapi_stdio, reopen_and_descriptors)
{
	FILE *stream = fopen(FILE_PATH, "w"), *other;
	struct stat found;

	UK_REQUIRE(stream);
	UK_EXPECT(fputs("one", stream) >= 0);
	stream = freopen(FILE_PATH, "a", stream);
	UK_REQUIRE(stream);
	UK_EXPECT(fputs("two", stream) >= 0);
	UK_EXPECT_EQ(fclose(stream), 0);
	UK_EXPECT_EQ(stat(FILE_PATH, &found), 0);
	UK_EXPECT_EQ(found.st_size, 6);
	other = fdopen(open(FILE_PATH, O_RDONLY), "r");
	UK_REQUIRE(other);
	UK_EXPECT(fileno(other) > 2);
	UK_EXPECT_EQ(fgetc(other), 'o');
	UK_EXPECT_EQ(lseek(fileno(other), 0, SEEK_CUR), 6);
	UK_EXPECT_EQ(fclose(other), 0);
	UK_EXPECT(!fdopen(-1, "r") && errno == EBADF);
	UK_EXPECT_EQ(unlink(FILE_PATH), 0);
}

UK_TEST(posixapi_stdio, temporary_files)
{
	FILE *stream = tmpfile();
	char text[4] = "";

	UK_REQUIRE(stream);
	UK_EXPECT_EQ(fputs("abc", stream), 0);
	rewind(stream);
	UK_EXPECT_EQ(fread(text, 1, 3, stream), 3);
	UK_EXPECT(!strcmp(text, "abc"));
	UK_EXPECT_EQ(fclose(stream), 0);
}

/* What cannot be written is said at the latest when the stream is closed. */
UK_TEST(posixapi_stdio, errors_are_told)
{
	FILE *stream = fopen("/", "r");

	if (stream) { /* a directory may be opened, not read */
		UK_EXPECT_EQ(fgetc(stream), EOF);
		UK_EXPECT(ferror(stream));
		UK_EXPECT_EQ(fclose(stream), 0);
	}
	UK_EXPECT(!fopen("/", "w") && errno == EISDIR);
	stream = fopen(FILE_PATH, "w");
	UK_REQUIRE(stream);
	UK_EXPECT(fputs("lost", stream) >= 0);
	UK_EXPECT_EQ(close(fileno(stream)), 0);
	UK_EXPECT_EQ(fclose(stream), EOF);
	UK_EXPECT_EQ(unlink(FILE_PATH), 0);
}
