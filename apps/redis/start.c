/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the machine's command line to Redis' own: where its files go, and the configuration of
 * who brings none. /redis.conf is that configuration; one that comes with an initrd stays as
 * it is, and another file that is named first on the command line is used instead.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CONFIGURATION "/redis.conf"
#define MIB (1UL << 20)
#define MOST_ARGUMENTS 128
/* What the image, its stacks and the network take. */
#define SYSTEM (6 * MIB)
/* Of a query or an answer, around the one large value in it. */
#define FRAME (MIB / 4)
/* Redis' own, less would be ignored or refused (config.c). */
#define LEAST MIB
/* Redis starts with nearly 1 MiB in use, which counts as data. */
#define LEAST_DATA (3 * MIB / 2)
/* Threads of Redis free objects and flush files. They ask for 4 MiB, which costs nothing where
 * memory is given when it is touched. */
#define THREAD_STACK (64 << 10)

int redis_main(int argc, char **argv);
int redis_thread_stack(pthread_attr_t *attributes, size_t size);

/* Stands in for pthread_attr_setstacksize() where bio.c calls it. */
int redis_thread_stack(pthread_attr_t *attributes, size_t size)
{
	(void)size;
	return pthread_attr_setstacksize(attributes, THREAD_STACK);
}

static unsigned long at_least(unsigned long least, unsigned long size)
{
	return size > least ? size : least;
}

/*
 * Redis ends when malloc() fails, which elsewhere hardly ever happens. Here the memory is what the
 * machine has, and so each thing that grows as clients please has a limit, at which the client
 * gets an error or loses its connection. Two thirds are for data; the third that is left holds
 * the largest query and the largest answer of one client, each an eighth of the data, and as much
 * again for other clients, AOF, replicas, and what falls between blocks.
 */
static int write_limits(FILE *file)
{
	unsigned long all = (unsigned long)sysconf(_SC_PHYS_PAGES) *
			    (unsigned long)sysconf(_SC_PAGESIZE);
	unsigned long data = at_least(LEAST_DATA, all > SYSTEM ? (all - SYSTEM) / 3 * 2 : 0);
	unsigned long value = at_least(LEAST, data / 8);

	return fprintf(file,
		       "maxmemory %lu\nmaxmemory-clients 50%%\nproto-max-bulk-len %lu\n"
		       "client-query-buffer-limit %lu\nclient-output-buffer-limit normal %lu 0 0\n",
		       data, value, value + FRAME, value + FRAME);
}

/* Says what is wrong and returns false, or true. */
static bool write_configuration(bool keeps)
{
	int fd = open(CONFIGURATION, O_WRONLY | O_CREAT | O_EXCL, 0644);
	FILE *file;
	bool written;

	if (fd < 0 && errno == EEXIST)
		return true;
	file = fd < 0 ? NULL : fdopen(fd, "w");
	if (file) {
		/* Who can reach the machine is its network's matter. */
		written = fputs("protected-mode no\nrepl-diskless-sync no\n", file) >= 0 &&
			  (keeps || fputs("save \"\"\n", file) >= 0) &&
			  write_limits(file) > 0;
		if (!fclose(file) && written)
			return true;
	}
	fprintf(stderr, "redis: " CONFIGURATION " cannot be written: %s\n", strerror(errno));
	return false;
}

/* Into the folder where files outlive the machine; whether there is one. */
static bool enter_folder(void)
{
	return !chdir("/disk") || !chdir("/share");
}

int main(int argc, char **argv)
{
	char *arguments[MOST_ARGUMENTS + 3] = { "redis-server", CONFIGURATION };
	bool keeps = enter_folder();
	int count = 1;

	if (argc > MOST_ARGUMENTS) {
		fprintf(stderr,
			"redis: more than %d words on the command line: use a file\n",
			MOST_ARGUMENTS);
		return 1;
	}
	if (!write_configuration(keeps))
		return 1;
	/* "-v" and the like are words of their own; options follow a file. */
	if (argc < 2 || !strncmp(argv[1], "--", 2))
		count = 2;
	if (argc > 1 && (!strcmp(argv[1], "--version") || !strcmp(argv[1], "--help") ||
			 !strcmp(argv[1], "--test-memory")))
		count = 1;
	for (int i = 1; i < argc; i++)
		arguments[count++] = argv[i];
	arguments[count] = NULL;
	return redis_main(count, arguments);
}
