/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Streams, folders and attributes of files, through Linux's structures and numbers.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(musl_files, "musl: files");

UK_TEST(musl_files, streams)
{
	FILE *file = fopen("/musl.txt", "w+e");
	char line[20];

	UK_REQUIRE(file != NULL);
	for (int i = 0; i < 2000; i++)
		fprintf(file, "line %d\n", i);
	UK_EXPECT_EQ(fseeko(file, -5, SEEK_END), 0);
	UK_EXPECT(fgets(line, sizeof(line), file) && !strcmp(line, "1999\n"));
	rewind(file);
	UK_EXPECT(fgets(line, sizeof(line), file) && !strcmp(line, "line 0\n"));
	UK_EXPECT_EQ(fclose(file), 0);
	UK_EXPECT(!fopen("/missing/file", "r"));
	UK_EXPECT_EQ(errno, ENOENT);
	UK_EXPECT_EQ(remove("/musl.txt"), 0);
}

UK_TEST(musl_files, folders)
{
	struct dirent *entry;
	struct stat status;
	bool found = false;
	DIR *folder;
	int fd;

	UK_REQUIRE(!mkdir("/musl.d", 0750));
	fd = open("/musl.d/one", O_CREAT | O_EXCL | O_RDWR, 0640);
	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(pwrite(fd, "x", 1, 9999), 1);
	UK_EXPECT_EQ(fstat(fd, &status), 0);
	UK_EXPECT_EQ(status.st_size, 10000);
	UK_EXPECT_EQ(status.st_mode, S_IFREG | 0640);
	UK_EXPECT_EQ(close(fd), 0);
	folder = opendir("/musl.d");
	UK_REQUIRE(folder != NULL);
	while ((entry = readdir(folder)))
		found |= !strcmp(entry->d_name, "one") && entry->d_type == DT_REG;
	UK_EXPECT(found);
	closedir(folder);
	UK_EXPECT_EQ(rmdir("/musl.d"), -1);
	UK_EXPECT_EQ(errno, ENOTEMPTY);
	UK_EXPECT_EQ(rename("/musl.d/one", "/musl.two"), 0);
	UK_EXPECT_EQ(rmdir("/musl.d"), 0);
	UK_EXPECT_EQ(unlink("/musl.two"), 0);
}

UK_TEST(musl_files, pipes)
{
	struct pollfd wait = { .events = POLLIN };
	char byte = 0;
	int ends[2];

	UK_REQUIRE(!pipe2(ends, O_CLOEXEC));
	wait.fd = ends[0];
	UK_EXPECT_EQ(poll(&wait, 1, 0), 0);
	UK_EXPECT_EQ(write(ends[1], "p", 1), 1);
	UK_EXPECT_EQ(poll(&wait, 1, -1), 1);
	UK_EXPECT_EQ(read(ends[0], &byte, 1), 1);
	UK_EXPECT_EQ(byte, 'p');
	close(ends[0]);
	close(ends[1]);
}
