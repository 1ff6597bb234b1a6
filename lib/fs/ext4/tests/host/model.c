/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See model.h. Names are "/dD/nN" for few D and N, so that operations meet.
 */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/vfs.h>

#define DIRS 3u
#define NAMES 24u
#define SIZE_MOST (3u << 20)

/* A file's content, shared by its names */
struct content {
	unsigned int links;
	size_t size;
	unsigned char *bytes; /* of SIZE_MOST */
};

bool model_is_quiet;
static struct content *names[DIRS][NAMES];
static uint32_t state;

static uint32_t pick(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

static const char *path_of(char *to, unsigned int dir, unsigned int name)
{
	/* Long names fill directory blocks soon. */
	snprintf(to, 300, "/d%u/%0*u-name", dir,
		 name % 3 == 0 ? 200 : 4, name);
	return to;
}

static bool differ(const char *what, const char *path, long got, long wanted)
{
	if (!model_is_quiet)
		fprintf(stderr, "%s %s: %ld, the model says %ld\n", what, path,
			got, wanted);
	return false;
}

static void drop(struct content **slot)
{
	if (--(*slot)->links == 0) {
		free((*slot)->bytes);
		free(*slot);
	}
	*slot = NULL;
}

static struct uk_file *open_file(const char *path, uint32_t flags)
{
	struct uk_file *file;

	return uk_vfs_open(NULL, path, flags, 0644, &file) ? NULL : file;
}

static bool create(const char *path, struct content **slot)
{
	struct uk_file *file;
	int error = uk_vfs_open(NULL, path, UK_O_CREAT | UK_O_EXCL | UK_O_RDWR,
				0644, &file);

	if (error)
		return error == -ENOSPC || differ("create", path, error, 0);
	uk_file_put(file);
	*slot = calloc(1, sizeof(**slot));
	(*slot)->bytes = calloc(1, SIZE_MOST);
	(*slot)->links = 1;
	return true;
}

/* Mostly small and near the end, sometimes large or far away */
static bool write_at(const char *path, struct content *content)
{
	size_t length = pick(4) ? pick(9000) + 1 : pick(200000) + 1;
	size_t at = pick(3)	? pick((uint32_t)content->size + 1) :
		    pick(2)	? content->size :
				  pick(SIZE_MOST);
	struct uk_file *file = open_file(path, UK_O_RDWR);
	unsigned char fill = (unsigned char)(pick(255) + 1);
	struct uk_iovec piece;
	long done;

	if (!file)
		return differ("open", path, 0, 1);
	if (length > SIZE_MOST - at)
		length = SIZE_MOST - at;
	piece.base = malloc(length + 1);
	piece.length = length;
	memset(piece.base, fill, length);
	done = length ? uk_file_write(file, &piece, 1, (int64_t)at) : 0;
	free(piece.base);
	if (pick(8) == 0)
		uk_vfs_fsync(uk_vfs_file(file), pick(2));
	uk_file_put(file);
	if (done < 0)
		return done == -ENOSPC || differ("write", path, done, 0);
	memset(content->bytes + at, fill, (size_t)done);
	if (done && at + (size_t)done > content->size)
		content->size = at + (size_t)done;
	return true;
}

static bool truncate_to(const char *path, struct content *content)
{
	size_t size = pick(2) ? pick((uint32_t)content->size + 1) :
				pick(SIZE_MOST);
	struct uk_file *file = open_file(path, UK_O_RDWR);
	int error = file ? uk_vfs_truncate(uk_vfs_file(file), (int64_t)size) :
			   -1;

	if (file)
		uk_file_put(file);
	if (error)
		return differ("truncate", path, error, 0);
	if (size < content->size)
		memset(content->bytes + size, 0, content->size - size);
	content->size = size;
	return true;
}

static bool allocate(const char *path, struct content *content)
{
	size_t at = pick(SIZE_MOST / 2), length = pick(SIZE_MOST / 4) + 1;
	bool keep = pick(2);
	struct uk_file *file = open_file(path, UK_O_RDWR);
	int error;

	if (!file)
		return differ("open", path, 0, 1);
	error = uk_vfs_allocate(uk_vfs_file(file), (int64_t)at,
				(int64_t)length, keep);
	uk_file_put(file);
	if (error)
		return error == -ENOSPC || error == -EOPNOTSUPP ||
		       differ("allocate", path, error, 0);
	if (!keep && at + length > content->size)
		content->size = at + length;
	return true;
}

static bool compare(const char *path, const struct content *content)
{
	struct uk_file *file = open_file(path, UK_O_RDONLY);
	unsigned char *bytes = malloc(SIZE_MOST + 1);
	struct uk_iovec pieces[2] = { { bytes, content->size / 3 },
				      { bytes + content->size / 3,
					SIZE_MOST + 1 - content->size / 3 } };
	long got = file ? uk_file_read(file, pieces, 2, 0) : -1;
	bool same = got == (long)content->size &&
		    memcmp(bytes, content->bytes, content->size) == 0;

	for (size_t i = 0; !same && got > 0 && i < content->size; i++)
		if (bytes[i] != content->bytes[i]) {
			fprintf(stderr, "at byte %zu of %zu: %d not %d\n", i,
				content->size, bytes[i], content->bytes[i]);
			break;
		}
	if (file)
		uk_file_put(file);
	free(bytes);
	return same || differ("content", path, got, (long)content->size);
}

static bool move(unsigned int dir, unsigned int name)
{
	unsigned int to_dir = pick(DIRS), to_name = pick(NAMES);
	char from[300], to[300];
	int error = uk_vfs_rename(NULL, path_of(from, dir, name), NULL,
				  path_of(to, to_dir, to_name), 0);
	struct content *moved = names[dir][name];

	if (error)
		return error == -ENOSPC || differ("rename", from, error, 0);
	if (moved == names[to_dir][to_name])
		return true;
	if (names[to_dir][to_name])
		drop(&names[to_dir][to_name]);
	names[dir][name] = NULL;
	names[to_dir][to_name] = moved;
	return true;
}

static bool link_to(unsigned int dir, unsigned int name)
{
	unsigned int to_dir = pick(DIRS), to_name = pick(NAMES);
	char from[300], to[300];
	int error = uk_vfs_link(NULL, path_of(from, dir, name), 0, NULL,
				path_of(to, to_dir, to_name));

	if (names[to_dir][to_name])
		return error == -EEXIST || differ("link", to, error, -EEXIST);
	if (error)
		return error == -ENOSPC || differ("link", to, error, 0);
	names[to_dir][to_name] = names[dir][name];
	names[dir][name]->links++;
	return true;
}

static bool remove_name(const char *path, struct content **slot)
{
	struct uk_file *file = pick(2) ? open_file(path, UK_O_RDWR) : NULL;
	int error = uk_vfs_unlink(NULL, path);
	struct uk_iovec piece = { (void *)"still here", 10 };

	/* It can be used until it is closed. */
	if (file && !error && (*slot)->links == 1 && pick(2))
		uk_file_write(file, &piece, 1, 70000);
	if (file)
		uk_file_put(file);
	if (error)
		return differ("unlink", path, error, 0);
	drop(slot);
	return true;
}

bool model_step(void)
{
	unsigned int dir = pick(DIRS), name = pick(NAMES);
	struct content **slot = &names[dir][name];
	char path[300];

	path_of(path, dir, name);
	if (!*slot)
		return create(path, slot);
	switch (pick(16)) {
	case 0:
	case 1:
		return truncate_to(path, *slot);
	case 2:
		return move(dir, name);
	case 3:
		return link_to(dir, name);
	case 4:
	case 5:
		return remove_name(path, slot);
	case 6:
	case 7:
		return compare(path, *slot);
	case 8:
		return allocate(path, *slot);
	default:
		return write_at(path, *slot);
	}
}

bool model_is_right(void)
{
	char path[300];

	for (unsigned int i = 0; i < DIRS; i++)
		for (unsigned int j = 0; j < NAMES; j++) {
			struct uk_stat stat;
			int error = uk_vfs_stat(NULL, path_of(path, i, j), 0,
						&stat);

			if ((error == 0) != (names[i][j] != NULL))
				return differ("stat", path, error,
					      names[i][j] != NULL);
			if (names[i][j] && stat.links != names[i][j]->links)
				return differ("links", path, (long)stat.links,
					      names[i][j]->links);
			if (names[i][j] && !compare(path, names[i][j]))
				return false;
		}
	return true;
}

void model_start(uint32_t seed)
{
	char path[8];

	state = seed | 1;
	for (unsigned int i = 0; i < DIRS; i++) {
		snprintf(path, sizeof(path), "/d%u", i);
		uk_vfs_mkdir(NULL, path, 0755);
	}
}

void model_end(void)
{
	for (unsigned int i = 0; i < DIRS; i++)
		for (unsigned int j = 0; j < NAMES; j++)
			if (names[i][j])
				drop(&names[i][j]);
}
