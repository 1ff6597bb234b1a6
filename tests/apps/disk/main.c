/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See README.md. The first argument is the disk, then come commands, with their
 * numbers behind colons:
 *
 *	attached			first: waits until there is such a disk
 *	info				what it says of itself
 *	write:SECTOR:COUNT:SEED		a pattern; fua:... the same with UK_BLK_FUA
 *	check:SECTOR:COUNT:SEED		whether it is there; SEED 0: zeroes
 *	flush  discard:SECTOR:COUNT  zeroes:SECTOR:COUNT  unmap:SECTOR:COUNT
 *	many:COUNT:SEGMENTS:QUEUES	at the same time, polled
 *	size				waits until the size changes
 *	reopen[:QUEUES]			closes it and opens it again
 *	gone  back			reads until it is taken away; opens it until that works
 *	counts				what was counted
 *
 * The exit status is the number of commands that failed.
 */
#include <uk/boot.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/time.h>

#include "commands.h"

#define NUMBERS 3
#define PATIENCE (30 * UK_TIME_SECOND)

static volatile bool resized;

static void on_resized(struct uk_blkdev *dev __uk_unused,
		       void *argument __uk_unused)
{
	resized = true;
}

static int wait_for_size(struct uk_blkdev *dev)
{
	uint64_t end = uk_time_deadline(PATIENCE);

	resized = false;
	dev->resized = on_resized;
	uk_printf("waiting\n");
	while (!resized && uk_time_monotonic() < end)
		uk_sleep_ns(10 * UK_TIME_MILLISECOND);
	uk_printf("size: %lu\n", dev->info.sectors);
	return resized ? 0 : -ETIMEDOUT;
}

static int tell(const char *what, int error)
{
	uk_printf("%s: %d\n", what, error);
	return error;
}

static int reopen(struct uk_blkdev *dev, unsigned int queues)
{
	if (dev->queues)
		uk_blkdev_close(dev, dev);
	return tell("open", uk_blkdev_open_queues(dev, dev, queues ?: 1));
}

static int read_until_gone(struct uk_blkdev *dev)
{
	uint64_t end = uk_time_deadline(10 * PATIENCE);
	static char block[4096];
	int error = 0;

	uk_printf("reading\n");
	while (!error && uk_time_monotonic() < end)
		error = uk_blkdev_read(dev, 0, block, sizeof(block));
	uk_printf("gone: %d\n", error);
	return error ? 0 : -ETIMEDOUT;
}

static int open_until_back(struct uk_blkdev *dev)
{
	uint64_t end = uk_time_deadline(10 * PATIENCE);
	int error;

	uk_blkdev_close(dev, dev);
	do {
		uk_sleep_ns(100 * UK_TIME_MILLISECOND);
		error = uk_blkdev_open(dev, dev, false);
	} while (error && uk_time_monotonic() < end);
	return tell("back", error);
}

static int counts(const struct uk_blkdev *dev)
{
	const struct uk_blkdev_stats *s = &dev->stats;

	uk_printf("counts: reads=%lu writes=%lu flushes=%lu discards=%lu "
		  "errors=%lu in_flight=%u\n",
		  s->reads, s->writes, s->flushes, s->discards, s->errors,
		  dev->in_flight);
	return 0;
}

/* Whether `text` begins with the word; *numbers are those behind it. */
static bool is(const char *text, const char *word, uint64_t *numbers)
{
	size_t length = strlen(word);

	if (strncmp(text, word, length) ||
	    (text[length] && text[length] != ':'))
		return false;
	text += length;
	for (unsigned int i = 0; i < NUMBERS; i++) {
		numbers[i] = 0;
		if (*text == ':')
			text++;
		while (*text >= '0' && *text <= '9')
			numbers[i] = numbers[i] * 10 +
				     (uint64_t)(*text++ - '0');
	}
	return true;
}

static int command(struct uk_blkdev *dev, const char *text)
{
	uint64_t n[NUMBERS];

	if (is(text, "info", n))
		return disk_info(dev);
	if (is(text, "write", n))
		return disk_write(dev, n[0], n[1], (unsigned int)n[2], 0);
	if (is(text, "fua", n))
		return disk_write(dev, n[0], n[1], (unsigned int)n[2],
				  UK_BLK_FUA);
	if (is(text, "check", n))
		return disk_check(dev, n[0], n[1], (unsigned int)n[2]);
	if (is(text, "flush", n))
		return tell("flush", uk_blkdev_flush(dev));
	if (is(text, "discard", n))
		return tell("discard", uk_blkdev_discard(dev, n[0], n[1]));
	if (is(text, "zeroes", n))
		return tell("zeroes",
			    uk_blkdev_write_zeroes(dev, n[0], n[1], 0));
	if (is(text, "unmap", n))
		return tell("unmap", uk_blkdev_write_zeroes(dev, n[0], n[1],
							    UK_BLK_UNMAP));
	if (is(text, "many", n))
		return disk_many(dev, (unsigned int)n[0], (unsigned int)n[1],
				 (unsigned int)n[2] ?: 1);
	if (is(text, "size", n))
		return wait_for_size(dev);
	if (is(text, "reopen", n))
		return reopen(dev, (unsigned int)n[0]);
	if (is(text, "gone", n))
		return read_until_gone(dev);
	if (is(text, "back", n))
		return open_until_back(dev);
	if (is(text, "counts", n))
		return counts(dev);
	return tell(text, -ENOSYS);
}

static struct uk_blkdev *wait_for_disk(const char *name)
{
	uint64_t end = uk_time_deadline(10 * PATIENCE);
	struct uk_blkdev *dev;

	uk_printf("waiting for %s\n", name);
	while (!(dev = uk_blkdev_find(name)) && uk_time_monotonic() < end)
		uk_sleep_ns(100 * UK_TIME_MILLISECOND);
	return dev;
}

int main(int argc, char **argv)
{
	struct uk_blkdev *dev = argc > 1 ? uk_blkdev_find(argv[1]) : NULL;
	int first = 2, failed = 0;

	if (argc > 2 && !strcmp(argv[2], "attached")) {
		first = 3;
		dev = dev ?: wait_for_disk(argv[1]);
	}

	if (!dev) {
		uk_printf("there is no %s\n", argc > 1 ? argv[1] : "disk");
		return 100;
	}
	if (reopen(dev, 1))
		return 101;
	for (int i = first; i < argc; i++)
		if (command(dev, argv[i]))
			failed++;
	if (dev->queues)
		uk_blkdev_close(dev, dev);
	uk_printf("end: %d failed\n", failed);
	return failed;
}
