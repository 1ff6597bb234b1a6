/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that race on a file system whose every operation sleeps.
 */
#include <uk/thread.h>

#include "fixture.h"

UK_TESTSUITE(vfs_threads, "threads that meet in the same names and files");

#define THREADS 6
#define ROUNDS 300

static void run_threads(void *(*entry)(void *argument), unsigned int count)
{
	struct uk_thread *threads[THREADS];

	model.pause = uk_thread_yield;
	for (uintptr_t i = 0; i < count; i++)
		UK_EXPECT_EQ(uk_thread_create(&threads[i], NULL, entry,
					      (void *)i),
			     0);
	for (unsigned int i = 0; i < count; i++)
		uk_thread_join(threads[i], NULL);
	model.pause = NULL;
}

static uint32_t random_next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

static const char *random_path(uint32_t *state)
{
	static const char *const paths[] = {
		"a",   "b",   "c",     "d",   "a/a", "a/b",   "b/a",
		"b/b", "c/a", "a/b/c", "../t/b", "b/../c", "c/c/..", "d/a",
	};

	return paths[random_next(state) % UK_ARRAY_SIZE(paths)];
}

static void act(uint32_t *state)
{
	const char *path = random_path(state), *to = random_path(state);
	static const uint32_t flags[] = { 0, UK_RENAME_NOREPLACE,
					  UK_RENAME_EXCHANGE };

	switch (random_next(state) % 9) {
	case 0:
	case 1:
		mkdir(path);
		break;
	case 2:
		try_open(path, UK_O_CREAT);
		break;
	case 3:
		unlink(path);
		break;
	case 4:
		rmdir(path);
		break;
	case 5:
		symlink(to, path);
		break;
	case 6:
		link(path, to);
		break;
	case 7:
		uk_vfs_rename(here, path, here, to,
			      flags[random_next(state) % 3]);
		break;
	default:
		is_there(path);
		break;
	}
}

static void *race(void *argument)
{
	uint32_t state = (uint32_t)(uintptr_t)argument * 7919 + 1;

	for (int i = 0; i < ROUNDS; i++)
		act(&state);
	return NULL;
}

/* What the vfs says of all names below a directory is what the file system has. */
static void check(struct uk_dentry *at, struct model_node *dir, int deep)
{
	UK_REQUIRE(deep < 100);
	for (char letter = 'a'; letter <= 'd'; letter++) {
		char name[] = { letter, 0 };
		struct model_node *node = model_find(dir, name);
		struct uk_dentry *found;
		int error = uk_vfs_walk(at, name, UK_VFS_NO_FOLLOW, &found);

		UK_EXPECT_EQ(error, node ? 0 : -ENOENT);
		if (error)
			continue;
		UK_EXPECT(node && uk_dentry_vnode(found) == &node->vnode);
		if (node && uk_vnode_is_directory(&node->vnode))
			check(found, node, deep + 1);
		uk_dentry_put(found);
	}
}

static void race_on_names(bool asks_again)
{
	model.asks_again = asks_again;
	begin();
	model.asks_again = false;
	run_threads(race, THREADS);
	check(here, model.root, 0);
	end();
}

UK_TEST(vfs_threads, names)
{
	race_on_names(false);
}

UK_TEST(vfs_threads, names_that_are_asked_for_again)
{
	race_on_names(true);
}

static struct uk_file *shared;

static void *write_some(void *argument)
{
	char letter[] = { (char)('a' + (uintptr_t)argument), 0 };

	for (int i = 0; i < 10; i++)
		UK_EXPECT_EQ(write_text(shared, letter, UK_FILE_POSITION), 1);
	return NULL;
}

/* Nothing is written over. */
static void write_together(uint32_t flags)
{
	char text[MODEL_CONTENT + 1];
	unsigned int count[THREADS] = { 0 };

	begin();
	UK_REQUIRE(!open_flags("f", UK_O_CREAT | UK_O_RDWR | flags, &shared));
	run_threads(write_some, THREADS);
	UK_EXPECT_EQ(read_text(shared, text, sizeof(text), 0), 10 * THREADS);
	for (const char *at = text; *at; at++)
		count[*at - 'a']++;
	for (int i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(count[i], 10);
	uk_file_put(shared);
	end();
}

UK_TEST(vfs_threads, one_position)
{
	write_together(0);
}

UK_TEST(vfs_threads, one_end)
{
	write_together(UK_O_APPEND);
}

static unsigned int inside, most_inside;

static void *lock_and_unlock(void *argument)
{
	struct uk_file *file;
	bool shares = (uintptr_t)argument % 2;

	if (open_flags("f", 0, &file))
		return NULL;
	for (int i = 0; i < 20; i++) {
		UK_EXPECT_EQ(uk_vfs_flock(uk_vfs_file(file),
					  shares ? UK_FLOCK_SHARED :
						   UK_FLOCK_EXCLUSIVE),
			     0);
		UK_EXPECT(shares || !inside);
		inside++;
		most_inside = UK_MAX(most_inside, inside);
		uk_thread_yield();
		inside--;
		UK_EXPECT_EQ(uk_vfs_flock(uk_vfs_file(file), UK_FLOCK_UNLOCK),
			     0);
		uk_thread_yield();
	}
	uk_file_put(file);
	return NULL;
}

UK_TEST(vfs_threads, locks)
{
	begin();
	UK_EXPECT_EQ(make_file("f"), 0);
	inside = most_inside = 0;
	run_threads(lock_and_unlock, THREADS);
	UK_EXPECT(most_inside > 1); /* some shared it */
	end();
}
