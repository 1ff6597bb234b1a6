/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pipes and FIFOs.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "say.h"

#define CAPACITY 65536

static char block[2 * CAPACITY];

static void basics(void)
{
	struct iovec pieces[3] = { { "one", 3 }, { NULL, 0 }, { "two", 3 } };
	struct stat stat;
	int fds[2];

	part("pipe");
	SAY(pipe2(fds, O_NONBLOCK));
	STATE(fds[0]);
	STATE(fds[1]);
	READ(fds[0], 10);
	WRITE(fds[1], "hello");
	STATE(fds[0]);
	WAITING(fds[0]);
	WAITING(fds[1]);
	READ(fds[0], 3);
	READ(fds[0], 10);
	SAY(writev(fds[1], pieces, 3));
	READ(fds[0], 10);
	SAY(read(fds[1], block, 1));
	SAY(write(fds[0], block, 1));
	SAY(lseek(fds[0], 0, SEEK_SET));
	SAY(pread(fds[0], block, 1, 0));
	SAY(ftruncate(fds[1], 0));
	SAY(fstat(fds[0], &stat));
	SAY(S_ISFIFO(stat.st_mode));
	SAY(stat.st_mode & 0777);
	SAY(fcntl(fds[0], F_GETFL));
	SAY(fcntl(fds[1], F_GETFL));
	SAY(fcntl(fds[1], F_GETFD));
	SAY(write(fds[1], "", 0));
	READ(fds[0], 0);
	SAY(fsync(fds[1]));
	SAY(fallocate(fds[1], 0, 0, 10));
	SAY(fchdir(fds[0]));
	SAY(isatty(fds[0]));
	SAY(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fds[0], 0) == MAP_FAILED);
	close_both(fds);
	SAY(pipe2(fds, O_CLOEXEC));
	SAY(fcntl(fds[1], F_GETFD));
	SAY(fcntl(fds[1], F_GETFL));
	close_both(fds);
	SAY(pipe2(fds, O_WRONLY));
}

/* From and to files, inside the kernel */
static void copying(void)
{
	off_t offset = 1;
	int fds[2], file;

	part("copying");
	SAY(pipe2(fds, O_NONBLOCK));
	SAY((file = open("/tmp/channels.file", O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0);
	WRITE(file, "content");
	SAY(sendfile(fds[1], file, &offset, 100));
	SAY(offset);
	READ(fds[0], 20);
	WRITE(fds[1], "back");
	SAY(sendfile(file, fds[0], &offset, 100));
	SAY(copy_file_range(fds[0], NULL, file, NULL, 100, 0));
	close(file);
	unlink("/tmp/channels.file");
	close_both(fds);
}

static void filling(void)
{
	int fds[2];

	part("filling a pipe");
	SAY(pipe2(fds, O_NONBLOCK));
	SAY(fcntl(fds[1], F_GETPIPE_SZ));
	SAY(fcntl(fds[1], F_SETPIPE_SZ, CAPACITY));
	memset(block, 'x', sizeof(block));
	SAY(write(fds[1], block, sizeof(block)));
	STATE(fds[1]);
	SAY(write(fds[1], block, 1));
	SAY(write(fds[1], block, sizeof(block)));
	READ(fds[0], PIPE_BUF);
	STATE(fds[1]);
	SAY(write(fds[1], block, PIPE_BUF));
	WAITING(fds[0]);
	SAY(fcntl(fds[1], F_SETPIPE_SZ, 4096));
	READ(fds[0], CAPACITY);
	SAY(fcntl(fds[1], F_SETPIPE_SZ, 1));
	SAY(write(fds[1], block, PIPE_BUF));
	SAY(write(fds[1], block, 1));
	SAY(fcntl(fds[1], F_SETPIPE_SZ, 10000));
	STATE(fds[1]);
	SAY(fcntl(0, F_GETPIPE_SZ + 5000));
	close_both(fds);
}

static void ending(void)
{
	int fds[2], copy;

	part("the writer ends first");
	SAY(pipe2(fds, O_NONBLOCK));
	WRITE(fds[1], "left");
	copy = dup(fds[1]);
	close(fds[1]);
	STATE(fds[0]);
	close(copy);
	STATE(fds[0]);
	READ(fds[0], 10);
	STATE(fds[0]);
	READ(fds[0], 10);
	close(fds[0]);
	part("the reader ends first");
	SAY(pipe2(fds, O_NONBLOCK));
	WRITE(fds[1], "left");
	close(fds[0]);
	STATE(fds[1]);
	WRITE(fds[1], "more");
	SAY(write(fds[1], "", 0));
	close(fds[1]);
}

static void news(const char *what, int set)
{
	struct epoll_event events[4];
	int found = epoll_wait(set, events, 4, 0);

	printf("%s: %d", what, found);
	for (int i = 0; i < found; i++)
		printf(" (%d: %x)", events[i].data.fd, events[i].events);
	printf("\n");
}

static void watch(int set, int number, int fd)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET,
				     .data.fd = number };

	SAY(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
}

static void edges(void)
{
	int set = epoll_create1(0), fds[2];

	part("edges of a pipe");
	SAY(pipe2(fds, O_NONBLOCK));
	watch(set, 0, fds[0]);
	news("new reader", set);
	watch(set, 1, fds[1]);
	news("new writer", set);
	WRITE(fds[1], "a");
	news("written", set);
	WRITE(fds[1], "b");
	news("written again", set);
	READ(fds[0], 1);
	news("read one", set);
	READ(fds[0], 1);
	news("read all", set);
	SAY(write(fds[1], block, sizeof(block)) > 0);
	news("filled", set);
	READ(fds[0], 2 * PIPE_BUF);
	news("room again", set);
	close(fds[1]);
	news("writer gone", set);
	close(fds[0]);
	close(set);
}

void pipes(void)
{
	basics();
	copying();
	filling();
	ending();
	edges();
}

#define PATH "/tmp/channels.fifo"

static void open_fifos(void)
{
	int reader, writer, both;

	part("opening a FIFO");
	unlink(PATH);
	SAY(mkfifo(PATH, 0666));
	SAY(mkfifo(PATH, 0666));
	SAY(open(PATH, O_WRONLY | O_NONBLOCK));
	SAY((reader = open(PATH, O_RDONLY | O_NONBLOCK)) >= 0);
	STATE(reader);
	READ(reader, 4);
	SAY((writer = open(PATH, O_WRONLY)) >= 0);
	STATE(reader);
	READ(reader, 4);
	WRITE(writer, "through");
	READ(reader, 10);
	close(writer);
	STATE(reader);
	READ(reader, 4);
	SAY((writer = open(PATH, O_WRONLY | O_NONBLOCK)) >= 0);
	STATE(reader);
	close(reader);
	STATE(writer);
	WRITE(writer, "x");
	close(writer);
	part("both ways");
	SAY((both = open(PATH, O_RDWR)) >= 0);
	STATE(both);
	WRITE(both, "to myself");
	STATE(both);
	READ(both, 20);
	SAY((reader = open(PATH, O_RDONLY)) >= 0);
	WRITE(both, "to another");
	close(both);
	STATE(reader);
	READ(reader, 20);
	STATE(reader);
	close(reader);
}

static void files_of_fifos(void)
{
	struct stat stat;
	int both, path;

	part("a FIFO as a file");
	SAY((both = open(PATH, O_RDWR | O_NONBLOCK | O_TRUNC | O_CREAT, 0)) >= 0);
	SAY(fstat(both, &stat));
	SAY(S_ISFIFO(stat.st_mode));
	SAY(stat.st_mode & 0777);
	SAY(fchmod(both, 0600));
	SAY(fstat(both, &stat));
	SAY(stat.st_mode & 0777);
	SAY(ftruncate(both, 0));
	SAY(lseek(both, 0, SEEK_CUR));
	SAY(open(PATH, O_RDWR | O_CREAT | O_EXCL, 0));
	SAY((path = open(PATH, O_PATH)) >= 0);
	SAY(read(path, block, 1));
	close(path);
	SAY(fcntl(both, F_GETPIPE_SZ) >= 4096);
	SAY(fsync(both));
	SAY(fallocate(both, 0, 0, 10));
	SAY(flock(both, LOCK_EX));
	SAY(flock(both, LOCK_UN));
	SAY(futimens(both, NULL));
	SAY(fchdir(both));
	SAY(isatty(both));
	WRITE(both, "kept");
	SAY(unlink(PATH));
	READ(both, 10);
	SAY(open(PATH, O_RDONLY | O_NONBLOCK));
	SAY(mkfifo(PATH, 0600));
	SAY((path = open(PATH, O_RDWR | O_NONBLOCK)) >= 0);
	WRITE(both, "another");
	READ(path, 10);
	close(path);
	close(both);
	SAY((both = open(PATH, O_RDWR | O_NONBLOCK)) >= 0);
	READ(both, 10);
	close(both);
	SAY(unlink(PATH));
}

void fifos(void)
{
	open_fifos();
	files_of_fifos();
}
