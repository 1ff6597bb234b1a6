/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories as streams, whole trees, patterns, and many names.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_directories, "the C calls on directories");

static void make(const char *path)
{
	UK_EXPECT_EQ(close(creat(path, 0644)), 0);
}

static int number(const struct dirent *entry)
{
	return entry->d_name[0] == 'n' ? atoi(entry->d_name + 1) : -1;
}

enum { MANY = 300 };

static void fill(void)
{
	char path[32];

	UK_EXPECT_EQ(mkdir("/many", 0700), 0);
	for (int i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "/many/n%d", i);
		make(path);
	}
}

static void empty(void)
{
	char path[32];

	for (int i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "/many/n%d", i);
		unlink(path);
	}
	UK_EXPECT_EQ(rmdir("/many"), 0);
}

UK_TEST(posixapi_directories, each_entry_once)
{
	static unsigned char seen[MANY];
	struct dirent *entry;
	int count = 0;
	DIR *stream;

	fill();
	memset(seen, 0, sizeof(seen));
	stream = opendir("/many");
	UK_REQUIRE(stream);
	while ((entry = readdir(stream))) {
		int i = number(entry);

		count++;
		UK_EXPECT_EQ(entry->d_type, i < 0 ? DT_DIR : DT_REG);
		if (i >= 0)
			UK_EXPECT(!seen[i]++);
	}
	UK_EXPECT_EQ(count, MANY + 2);
	rewinddir(stream);
	UK_EXPECT(readdir(stream));
	UK_EXPECT_EQ(closedir(stream), 0);
	empty();
}

UK_TEST(posixapi_directories, places)
{
	struct dirent entry, *found;
	char name[NAME_MAX + 1];
	DIR *stream;
	long place;

	fill();
	stream = fdopendir(open("/many", O_RDONLY));
	UK_REQUIRE(stream);
	UK_EXPECT(dirfd(stream) > 2);
	for (int i = 0; i < 150; i++)
		UK_EXPECT(readdir(stream));
	place = telldir(stream);
	strcpy(name, readdir(stream)->d_name);
	for (int i = 0; i < 100; i++)
		UK_EXPECT(readdir(stream));
	seekdir(stream, place);
	UK_EXPECT_EQ(telldir(stream), place);
	UK_EXPECT_EQ(readdir_r(stream, &entry, &found), 0);
	UK_EXPECT(found == &entry && !strcmp(entry.d_name, name));
	UK_EXPECT_EQ(closedir(stream), 0);
	empty();
}

/* A program that removes what it reads sees all of it. */
UK_TEST(posixapi_directories, removing_while_reading)
{
	struct dirent *entry;
	int count = 0;
	DIR *stream;

	fill();
	stream = opendir("/many");
	UK_REQUIRE(stream);
	while ((entry = readdir(stream)))
		if (number(entry) >= 0)
			count += !unlinkat(dirfd(stream), entry->d_name, 0);
	UK_EXPECT_EQ(count, MANY);
	UK_EXPECT_EQ(rmdir("/many"), 0);
	/* What is gone has no entries; that is no error. */
	rewinddir(stream);
	errno = 0;
	UK_EXPECT(!readdir(stream) && !errno);
	UK_EXPECT_EQ(closedir(stream), 0);
}

static int is_low(const struct dirent *entry)
{
	return number(entry) >= 0 && number(entry) < 5;
}

UK_TEST(posixapi_directories, scandir)
{
	struct dirent **found;
	int count;

	fill();
	count = scandir("/many", &found, is_low, alphasort);
	UK_EXPECT_EQ(count, 5);
	for (int i = 0; i < count; i++) {
		UK_EXPECT_EQ(number(found[i]), i);
		free(found[i]);
	}
	free(found);
	UK_EXPECT_EQ(scandir("/many/n1", &found, NULL, NULL), -1);
	UK_EXPECT_EQ(errno, ENOTDIR);
	empty();
}

UK_TEST(posixapi_directories, errors)
{
	int fd;

	UK_EXPECT(!opendir("/none") && errno == ENOENT);
	UK_EXPECT(!fdopendir(-1) && errno == EBADF);
	make("/file");
	UK_EXPECT(!opendir("/file") && errno == ENOTDIR);
	fd = open("/file", O_RDONLY);
	UK_EXPECT(!fdopendir(fd) && errno == ENOTDIR);
	UK_EXPECT_EQ(close(fd), 0);
	UK_EXPECT_EQ(unlink("/file"), 0);
}

static char visited[128];

static int visit(const char *path, const struct stat *found __uk_unused,
		 int type, struct FTW *where)
{
	snprintf(visited + strlen(visited), sizeof(visited) - strlen(visited),
		 "%s:%d:%d ", path + where->base, type, where->level);
	return type == FTW_DP ? rmdir(path) : unlink(path);
}

UK_TEST(posixapi_directories, trees)
{
	UK_EXPECT_EQ(mkdir("/tree", 0700), 0);
	UK_EXPECT_EQ(mkdir("/tree/b", 0700), 0);
	make("/tree/b/c");
	UK_EXPECT_EQ(symlink("none", "/tree/b/d"), 0);
	visited[0] = 0;
	UK_EXPECT_EQ(nftw("/tree", visit, 8, FTW_DEPTH | FTW_PHYS), 0);
	UK_EXPECT(strstr(visited, "c:0:2 "));
	UK_EXPECT(strstr(visited, "d:5:2 "));
	UK_EXPECT(strstr(visited, "b:3:1 tree:3:0 "));
	UK_EXPECT(access("/tree", F_OK) && errno == ENOENT);
}

UK_TEST(posixapi_directories, patterns)
{
	glob_t found;

	fill();
	UK_EXPECT_EQ(glob("/ma*/n[12]9?", 0, NULL, &found), 0);
	UK_EXPECT_EQ(found.gl_pathc, 20);
	UK_EXPECT(!strcmp(found.gl_pathv[0], "/many/n190"));
	UK_EXPECT(!strcmp(found.gl_pathv[19], "/many/n299"));
	UK_EXPECT(!found.gl_pathv[20]);
	UK_EXPECT_EQ(glob("//man?", GLOB_APPEND | GLOB_MARK, NULL, &found), 0);
	UK_EXPECT(!strcmp(found.gl_pathv[20], "//many/"));
	globfree(&found);
	UK_EXPECT_EQ(glob("/many/x*", 0, NULL, &found), GLOB_NOMATCH);
	globfree(&found);
	UK_EXPECT_EQ(glob("/many/x*", GLOB_NOCHECK, NULL, &found), 0);
	UK_EXPECT(!strcmp(found.gl_pathv[0], "/many/x*"));
	globfree(&found);
	found.gl_offs = 2;
	UK_EXPECT_EQ(glob("/many/\\n1*0/..", GLOB_DOOFFS, NULL, &found),
		     GLOB_NOMATCH);
	globfree(&found);
	UK_EXPECT_EQ(glob("/many/\\n1", GLOB_DOOFFS, NULL, &found), 0);
	UK_EXPECT(!found.gl_pathv[0] && !found.gl_pathv[1]);
	UK_EXPECT(!strcmp(found.gl_pathv[2], "/many/n1"));
	globfree(&found);
	empty();
}
