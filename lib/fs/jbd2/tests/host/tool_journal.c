/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The journal of an image file, for tests that compare with e2fsprogs:
 *
 *	tool_journal IMAGE BLOCK_SIZE replay RUN...
 *	tool_journal IMAGE BLOCK_SIZE write EXPECTED FIRST COUNT CHECKSUMS RUN...
 *
 * RUN is FIRST+COUNT, the journal's blocks. `write` commits changes of the blocks from
 * FIRST on and stops before they are in their places; EXPECTED, a copy of the image, gets
 * them there.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <uk/blkram.h>
#include <uk/jbd2.h>

#include "format.h"
#include "power.h"

#define TRANSACTIONS 9
#define CHANGES 60 /* of one; more than a descriptor has tags, at 1 KiB */
#define RUNS_MOST 64
#define CACHE_BLOCKS 64

struct job {
	struct uk_blockcache *cache;
	struct uk_journal *journal;
	uint32_t block_size;
	uint64_t first;
	uint32_t count;
	const char *content; /* of the image */
	char *expected;
	bool *revoked;
};

static void must(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "tool_journal: %s failed\n", what);
	exit(1);
}

static char *map(const char *path, size_t *size)
{
	int file = open(path, O_RDWR);
	struct stat about;
	char *content;

	must(file >= 0 && !fstat(file, &about), path);
	*size = (size_t)about.st_size;
	content = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	must(content != MAP_FAILED, "mmap");
	return content;
}

static void open_image(struct job *job, const char *path)
{
	struct uk_blkram_config config = { 0 };
	struct uk_blkram *disk;
	size_t size;

	config.content = map(path, &size);
	config.sectors = size / UK_BLK_SECTOR;
	job->content = config.content;
	disk = uk_blkram_create(&config);
	must(!uk_blkdev_open(&disk->dev, disk, false), "open");
	must(!uk_blockcache_create(&disk->dev, job->block_size,
				   CACHE_BLOCKS * job->block_size, &job->cache),
	     "uk_blockcache_create");
}

static struct uk_journal *journal_of(struct uk_blockcache *cache, char **runs,
				     int count)
{
	struct uk_journal_run list[RUNS_MOST];
	struct uk_journal *journal = NULL;
	unsigned int replayed;
	int error;

	must(count > 0 && count <= RUNS_MOST, "the list of runs");
	for (int i = 0; i < count; i++)
		must(sscanf(runs[i], "%lu+%lu", &list[i].first,
			    &list[i].count) == 2,
		     "reading a run");
	error = uk_journal_open(cache, list, (unsigned int)count, &journal,
				&replayed);
	printf("open: %d, replayed %u\n", error, error ? 0 : replayed);
	return error ? NULL : journal;
}

/* About every third one begins as the journal's own blocks do. */
static void fill(char *to, uint32_t block_size, uint32_t seed)
{
	jbd2_be32 magic = jbd2_put32(JBD2_MAGIC);

	for (uint32_t i = 0; i < block_size; i += 4) {
		uint32_t word = power_random(&seed);

		memcpy(to + i, &word, 4);
	}
	if (seed % 3 == 0)
		memcpy(to, &magic, sizeof(magic));
}

static void change(const struct job *job, uint32_t at, uint32_t *seed)
{
	char *expected = job->expected + (job->first + at) * job->block_size;
	struct uk_block *block;

	if (power_random(seed) % 8 == 0) {
		must(!uk_journal_revoke(job->journal, job->first + at),
		     "uk_journal_revoke");
		job->revoked[at] = true;
		return;
	}
	job->revoked[at] = false;
	must(!uk_blockcache_get(job->cache, job->first + at, &block),
	     "uk_blockcache_get");
	must(!uk_journal_change(job->journal, block), "uk_journal_change");
	fill(block->data, job->block_size, power_random(seed));
	memcpy(expected, block->data, job->block_size);
	uk_block_put(block);
}

static void write_transactions(const struct job *job)
{
	uint32_t seed = 20;

	for (int t = 0; t < TRANSACTIONS; t++) {
		must(!uk_journal_begin(job->journal, CHANGES),
		     "uk_journal_begin");
		for (int i = 0; i < CHANGES; i++)
			change(job, power_random(&seed) % job->count, &seed);
		uk_journal_end(job->journal);
		must(!uk_journal_commit(job->journal), "uk_journal_commit");
	}
}

/* What was revoked stays as it is, in its place already or not. */
static void expect_revoked(const struct job *job)
{
	for (uint32_t at = 0; at < job->count; at++) {
		size_t place = (job->first + at) * job->block_size;

		if (job->revoked[at])
			memcpy(job->expected + place, job->content + place,
			       job->block_size);
	}
}

static int write_log(struct job *job, char **arguments, int count)
{
	size_t size;

	must(count > 4, "reading the arguments");
	job->expected = map(arguments[0], &size);
	job->first = strtoul(arguments[1], NULL, 0);
	job->count = (uint32_t)strtoul(arguments[2], NULL, 0);
	job->revoked = calloc(job->count, sizeof(*job->revoked));
	job->journal = journal_of(job->cache, arguments + 4, count - 4);
	must(job->journal != NULL, "uk_journal_open");
	if (strtoul(arguments[3], NULL, 0))
		must(!uk_journal_set_checksums(job->journal),
		     "uk_journal_set_checksums");
	write_transactions(job);
	expect_revoked(job);
	return 0;
}

static int replay(const struct job *job, char **runs, int count)
{
	struct uk_journal *journal = journal_of(job->cache, runs, count);

	return journal ? -uk_journal_close(journal) : 2;
}

int main(int argc, char **argv)
{
	static struct job job;

	must(argc > 4, "reading the arguments");
	job.block_size = (uint32_t)strtoul(argv[2], NULL, 0);
	open_image(&job, argv[1]);
	return !strcmp(argv[3], "write") ? write_log(&job, argv + 4, argc - 4) :
					   replay(&job, argv + 4, argc - 4);
}
