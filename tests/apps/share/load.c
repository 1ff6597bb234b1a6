/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Commands that are much work: large files, many of them, several threads at a time.
 */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/format.h>
#include <uk/string.h>
#include <uk/time.h>
#ifdef CONFIG_APP_SHARE_THREADS
#include <uk/thread.h>
#endif

#include "commands.h"

#define THREADS_MOST 32
#define ROUNDS 20

/* Content that says which file and which place it is of */
static void pattern(uint32_t *words, size_t count, uint32_t file, uint64_t at)
{
	for (size_t i = 0; i < count; i++)
		words[i] = (uint32_t)(at / 4 + i) * 2654435761u ^ file;
}

/* Writes or checks `bytes` in pieces of `piece`. 0, the place that is wrong, or an error. */
static int64_t pass(struct uk_file *file, uint32_t id, uint64_t bytes,
		    size_t piece, bool writes)
{
	struct uk_alloc *heap = uk_alloc_default();
	uint32_t *want = uk_malloc(heap, piece), *got = uk_malloc(heap, piece);
	int64_t result = want && got ? 0 : -ENOMEM;

	for (uint64_t at = 0; at < bytes && !result; at += piece) {
		size_t part = UK_MIN(piece, (size_t)(bytes - at));
		int64_t done;

		pattern(want, part / 4, id, at);
		done = writes ? write_at(file, want, part, (int64_t)at) :
				read_at(file, got, part, (int64_t)at);
		if (done != (int64_t)part)
			result = done < 0 ? done : (int64_t)at + 1;
		else if (!writes && memcmp(want, got, part))
			result = (int64_t)at + 2;
	}
	uk_free(heap, want);
	uk_free(heap, got);
	return result;
}

/* PATH BYTES PIECE: writes it all, then reads it */
static int64_t fill(char *words[])
{
	uint64_t bytes = number(words[1]);
	struct uk_file *file;
	int64_t result = open_file(words[0], UK_O_RDWR | UK_O_CREAT, &file);

	if (result)
		return result;
	result = pass(file, 7, bytes, number(words[2]), true);
	if (!result)
		result = pass(file, 7, bytes, number(words[2]), false);
	uk_file_put(file);
	return result;
}

/* PATH COUNT: a line now and then, into a file that is open all the time */
static int64_t keep_log(char *words[])
{
	struct uk_file *file;
	int64_t result = open_file(words[0],
				   UK_O_WRONLY | UK_O_CREAT | UK_O_APPEND,
				   &file);
	char line[32];

	if (result)
		return result;
	for (uint64_t i = 1; i <= number(words[1]) && result >= 0; i++) {
		int length = uk_snprintf(line, sizeof(line), "line %llu\n",
					 (unsigned long long)i);

		result = write_at(file, line, (size_t)length, UK_FILE_POSITION);
		uk_printf("logged %s", line);
		uk_sleep_ns(20 * UK_TIME_MILLISECOND);
	}
	uk_file_put(file);
	return result;
}

/* FOLDER COUNT: files that are empty */
static int64_t make_many(char *words[])
{
	char path[UK_PATH_MOST];
	struct uk_file *file;

	for (unsigned int i = 0; i < number(words[1]); i++) {
		int error;

		uk_snprintf(path, sizeof(path), "%s/%u", words[0], i);
		error = open_file(path, UK_O_WRONLY | UK_O_CREAT, &file);
		if (error)
			return error;
		uk_file_put(file);
	}
	return 0;
}

/* FOLDER COUNT: files that are open at a time; each is then written to. */
static int64_t open_many(char *words[])
{
	struct uk_alloc *heap = uk_alloc_default();
	uint64_t count = number(words[1]), opened = 0;
	struct uk_file **files = uk_malloc(heap, count * sizeof(*files));
	char path[UK_PATH_MOST];
	int64_t result = files ? 0 : -ENOMEM;

	while (!result && opened < count) {
		uk_snprintf(path, sizeof(path), "%s/open%llu", words[0],
			    (unsigned long long)opened);
		result = open_file(path, UK_O_RDWR | UK_O_CREAT,
				   &files[opened]);
		opened += !result;
	}
	for (uint64_t i = 0; i < opened; i++) {
		if (write_at(files[i], &i, sizeof(i), 0) != sizeof(i))
			result = -EIO;
		uk_file_put(files[i]);
	}
	uk_free(heap, files);
	return result ? result : (int64_t)opened;
}

/* ---- several at a time */

struct worker {
	const char *folder;
	uint32_t id;
	int64_t result;
};

static void *work(void *argument)
{
	struct worker *worker = argument;
	char path[64], other[64];
	struct uk_file *file;
	struct uk_stat stat;

	uk_snprintf(path, sizeof(path), "%s/w%u", worker->folder, worker->id);
	uk_snprintf(other, sizeof(other), "%s-b", path);
	for (int round = 0; round < ROUNDS && !worker->result; round++) {
		worker->result = open_file(path, UK_O_RDWR | UK_O_CREAT, &file);
		if (worker->result)
			break;
		worker->result = pass(file, worker->id, 20000, 4096, true);
		if (!worker->result)
			worker->result = uk_vfs_rename(NULL, path, NULL, other,
						       0);
		if (!worker->result)
			worker->result = pass(file, worker->id, 20000, 5000,
					      false);
		if (!worker->result && uk_file_stat(file, &stat))
			worker->result = -EBADF;
		uk_file_put(file);
		if (!worker->result)
			worker->result = uk_vfs_unlink(NULL, other);
	}
	return NULL;
}

#ifdef CONFIG_APP_SHARE_THREADS
static int64_t run_all(struct worker *workers, unsigned int count)
{
	struct uk_thread *threads[THREADS_MOST];
	const struct uk_thread_attributes attributes = { .name = "worker" };

	for (unsigned int i = 0; i < count; i++)
		if (uk_thread_create(&threads[i], &attributes, work,
				     &workers[i]))
			return -ENOMEM;
	for (unsigned int i = 0; i < count; i++)
		uk_thread_join(threads[i], NULL);
	return 0;
}
#else
static int64_t run_all(struct worker *workers, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		work(&workers[i]);
	return 0;
}
#endif

/* FOLDER COUNT: each with files of its own. The first error. */
static int64_t threads(char *words[])
{
	struct worker workers[THREADS_MOST] = { 0 };
	unsigned int count = UK_MIN((unsigned int)number(words[1]),
				    (unsigned int)THREADS_MOST);
	int64_t result;

	for (unsigned int i = 0; i < count; i++) {
		workers[i].folder = words[0];
		workers[i].id = i;
	}
	result = run_all(workers, count);
	for (unsigned int i = 0; i < count && !result; i++)
		result = workers[i].result;
	return result;
}

/* ---- the same again and again, whose instructions are counted */

/* PATH COUNT BYTES: reads the beginning */
static int64_t read_often(char *words[])
{
	size_t bytes = number(words[2]);
	char *memory = uk_malloc(uk_alloc_default(), bytes);
	struct uk_file *file;
	int64_t result = memory ? open_file(words[0], UK_O_RDONLY, &file) :
				  -ENOMEM;

	if (!result) {
		for (uint64_t i = number(words[1]); i && result >= 0; i--)
			result = read_at(file, memory, bytes, 0);
		uk_file_put(file);
	}
	uk_free(uk_alloc_default(), memory);
	return result;
}

/* PATH COUNT */
static int64_t open_often(char *words[])
{
	struct uk_file *file;
	int64_t result = 0;

	for (uint64_t i = number(words[1]); i && !result; i--) {
		result = open_file(words[0], UK_O_RDONLY, &file);
		if (!result)
			uk_file_put(file);
	}
	return result;
}

/* PATH COUNT */
static int64_t stat_often(char *words[])
{
	struct uk_stat stat;
	int64_t result = 0;

	for (uint64_t i = number(words[1]); i && !result; i--)
		result = uk_vfs_stat(NULL, words[0], 0, &stat);
	return result;
}

const struct command load_commands[] = {
	{ "read-often", 3, read_often },
	{ "open-often", 2, open_often },
	{ "stat-often", 2, stat_often },
	{ "fill", 3, fill },
	{ "log", 2, keep_log },
	{ "make-many", 2, make_many },
	{ "open-many", 2, open_many },
	{ "threads", 2, threads },
	{ NULL, 0, NULL },
};
