/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzzes the table against a model: an array that says which file each descriptor stands
 * for. Each three bytes are a call and its arguments.
 */
#include <uk/assert.h>
#include <uk/fd.h>
#include <uk/string.h>

#include "../../../fs/ukfile/tests/fake.h"

#define MOST ((int)UK_FD_MOST)
#define FILES 4
#define NOBODY (-1)
#define RESERVED (-2)

static struct fake files[FILES];
static int model[UK_FD_MOST]; /* which of `files` */

static int lowest(int least)
{
	while (least < MOST && model[least] != NOBODY)
		least++;
	return least < MOST ? least : -EMFILE;
}

static int owners(int which)
{
	int count = 1; /* the test itself */

	for (int fd = 0; fd < MOST; fd++)
		count += model[fd] == which;
	return count;
}

static bool is_open(int fd)
{
	return fd < MOST && model[fd] >= 0;
}

static void duplicate(int fd, int to)
{
	int expected = to;

	if (fd == to)
		expected = -EINVAL;
	else if (to >= MOST || !is_open(fd))
		expected = -EBADF;
	else if (model[to] == RESERVED)
		expected = -EBUSY;
	UK_ASSERT(uk_fd_dup3(fd, to, 0) == expected);
	if (expected == to)
		model[to] = model[fd];
}

static void reserve(int least)
{
	int expected = least < MOST ? lowest(least) : -EINVAL;

	UK_ASSERT(uk_fd_reserve((unsigned int)least, 0) == expected);
	if (expected >= 0)
		model[expected] = RESERVED;
}

static void settle(int fd, int which)
{
	if (fd >= MOST || model[fd] != RESERVED)
		return;
	if (which == FILES) {
		uk_fd_cancel(fd);
		model[fd] = NOBODY;
	} else {
		uk_file_get(&files[which].file);
		uk_fd_fill(fd, &files[which].file);
		model[fd] = which;
	}
}

static void dup_from(int fd, int least)
{
	int expected = lowest(least);

	if (!is_open(fd))
		expected = -EBADF;
	else if (least >= MOST)
		expected = -EINVAL;
	UK_ASSERT(uk_fd_dup(fd, (unsigned int)least, 0) == expected);
	if (expected >= 0)
		model[expected] = model[fd];
}

static void close(int fd)
{
	UK_ASSERT(uk_fd_close(fd) == (is_open(fd) ? 0 : -EBADF));
	if (is_open(fd))
		model[fd] = NOBODY;
}

static void check(int fd)
{
	struct uk_file *file = uk_fd_get(fd);

	UK_ASSERT(file == (is_open(fd) ? &files[model[fd]].file : NULL));
	if (file)
		uk_file_put(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	for (int fd = 0; fd < MOST; fd++) {
		model[fd] = NOBODY;
		uk_fd_close(fd);
	}
	for (int i = 0; i < FILES; i++)
		fake_init(&files[i], UK_O_RDWR);
	for (; length >= 3; data += 3, length -= 3) {
		/* somewhat beyond the end, too */
		int fd = data[1] * (MOST + 8) / 256;

		switch (data[0] % 6) {
		case 0:
			reserve(fd);
			break;
		case 1:
			settle(fd, data[2] % (FILES + 1));
			break;
		case 2:
			dup_from(fd, data[2] * (MOST + 8) / 256);
			break;
		case 3:
			duplicate(fd, data[2] * (MOST + 8) / 256);
			break;
		case 4:
			close(fd);
			break;
		default:
			fd = lowest(0);
			reserve(0);
			if (fd >= 0)
				settle(fd, data[2] % FILES);
			break;
		}
		if (fd >= 0)
			check(fd);
	}
	for (int i = 0; i < FILES; i++)
		UK_ASSERT((int)files[i].file.owners.count == owners(i));
	for (int fd = 0; fd < MOST; fd++) {
		check(fd);
		if (model[fd] == RESERVED)
			uk_fd_cancel(fd);
	}
	return 0;
}
