/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See README.md. Commands, with their parts behind colons:
 *
 *	write:PATH:BYTES:SEED	a pattern, synced; check:... whether it is there
 *	at:PATH:OFFSET:BYTES	the pattern in the middle
 *	append:PATH:COUNT	records, each synced and printed; COUNT 0: for ever
 *	records:PATH		counts them
 *	fill:PATH		until the disk is full
 *	make:DIR:COUNT  unmake:DIR:COUNT  list:DIR
 *	stat:PATH  space  remove:PATH  truncate:PATH:BYTES  move:PATH:PATH
 *	symlink:TARGET:PATH  link:PATH:PATH  mkdir:PATH  sync
 *	hold:PATH		keeps the file open
 *	leave:PATH:BYTES	written, not synced
 *	pause:SECONDS		nothing is done
 *	await			until nobody has written to the disk for a second
 *	trim			tells the disk what is free
 *	together:DIR:COUNT	threads that write and sync, so often in all
 *
 * The exit status is the number of commands that failed.
 */
#include <uk/boot.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/time.h>

#include "commands.h"

#define PARTS 4

static uint64_t number_of(const char *text)
{
	uint64_t value = 0;

	while (*text >= '0' && *text <= '9')
		value = value * 10 + (uint64_t)(*text++ - '0');
	return value;
}

static int truncate(const char *path, uint64_t size)
{
	struct uk_attributes attributes = { .which = UK_ATTRIBUTE_SIZE,
					    .size = (int64_t)size };

	return uk_vfs_set(NULL, path, 0, &attributes);
}

static int pause(uint64_t seconds)
{
	uk_sleep_ns(seconds * UK_TIME_SECOND);
	return 0;
}

static int hold(const char *path)
{
	static struct uk_file *file;

	return uk_vfs_open(NULL, path, UK_O_RDWR, 0, &file);
}

/* Those that print nothing themselves */
static int quiet(char **part)
{
	if (!strcmp(part[0], "remove"))
		return uk_vfs_unlink(NULL, part[1]);
	if (!strcmp(part[0], "truncate"))
		return truncate(part[1], number_of(part[2]));
	if (!strcmp(part[0], "move"))
		return uk_vfs_rename(NULL, part[1], NULL, part[2], 0);
	if (!strcmp(part[0], "symlink"))
		return uk_vfs_symlink(part[1], NULL, part[2]);
	if (!strcmp(part[0], "link"))
		return uk_vfs_link(NULL, part[1], 0, NULL, part[2]);
	if (!strcmp(part[0], "mkdir"))
		return uk_vfs_mkdir(NULL, part[1], 0755);
	if (!strcmp(part[0], "hold"))
		return hold(part[1]);
	if (!strcmp(part[0], "pause"))
		return pause(number_of(part[1]));
	if (!strcmp(part[0], "sync"))
		return uk_vfs_sync();
	return -ENOSYS;
}

static int command(char **part)
{
	uint64_t second = number_of(part[2]), third = number_of(part[3]);
	int error;

	if (!strcmp(part[0], "write"))
		return test_write(part[1], second, third);
	if (!strcmp(part[0], "check"))
		return test_check(part[1], second, third);
	if (!strcmp(part[0], "at"))
		return test_write_at(part[1], second, third);
	if (!strcmp(part[0], "append"))
		return test_append(part[1], second);
	if (!strcmp(part[0], "records"))
		return test_records(part[1]);
	if (!strcmp(part[0], "fill"))
		return test_fill(part[1]);
	if (!strcmp(part[0], "make"))
		return test_make(part[1], second);
	if (!strcmp(part[0], "unmake"))
		return test_unmake(part[1], second);
	if (!strcmp(part[0], "list"))
		return test_list(part[1]);
	if (!strcmp(part[0], "stat"))
		return test_stat(part[1]);
	if (!strcmp(part[0], "space"))
		return test_space();
	if (!strcmp(part[0], "leave"))
		return test_leave(part[1], second);
	if (!strcmp(part[0], "await"))
		return test_await();
	if (!strcmp(part[0], "trim"))
		return test_trim();
	if (!strcmp(part[0], "together"))
		return test_together(part[1], second);
	error = quiet(part);
	uk_printf("%s: %d\n", part[0], error);
	return error;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		char *part[PARTS] = { argv[i], "", "", "" };

		for (int j = 1; j < PARTS; j++) {
			part[j] = strchr(part[j - 1], ':');
			if (!part[j]) {
				for (; j < PARTS; j++)
					part[j] = "";
				break;
			}
			*part[j]++ = 0;
		}
		if (command(part))
			failed++;
	}
	uk_printf("end: %d failed\n", failed);
	return failed;
}
