/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The model: what should be there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fsx.h"

struct node root = { .is_directory = true, .links = 1 };
struct handle handles[HANDLES];
/* One is as long as a name may be, one is UTF-8: see model_start() */
static char longest[256];
const char *const names[NAMES] = {
	"a", "file", ".hidden", "with space", "gr\xc3\xb6\xc3\x9f" "e", longest,
};

static const char *top;
static uint32_t state;

uint32_t any(uint32_t below)
{
	/* xorshift32 (Marsaglia, 2003) */
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

void model_start(const char *directory, uint32_t seed)
{
	top = directory;
	state = seed ? seed : 1;
	memset(longest, 'l', 30);
}

static void choose_in(struct place *place, struct node *dir, int depth,
		      bool existing)
{
	int name = (int)any(NAMES);
	size_t length = strlen(place->path);

	for (int i = 0; existing && i < NAMES && !dir->entries[name]; i++)
		name = (name + 1) % NAMES;
	snprintf(place->path + length, PATH_SIZE - length, "/%s", names[name]);
	place->dir = dir;
	place->name = name;
	place->node = dir->entries[name];
	if (place->node && place->node->is_directory && depth < DEPTH_MOST &&
	    any(3))
		choose_in(place, place->node, depth + 1, existing && any(4));
}

void choose_place(struct place *place, bool existing)
{
	snprintf(place->path, PATH_SIZE, "%s", top);
	choose_in(place, &root, 1, existing);
}

bool choose_file(struct place *place)
{
	for (int i = 0; i < 20; i++) {
		choose_place(place, true);
		if (place->node && !place->node->is_directory)
			return true;
	}
	return false;
}

struct node *node_new(bool is_directory)
{
	struct node *node = calloc(1, sizeof(*node));

	if (node && !is_directory)
		node->content = calloc(1, SIZE_MOST);
	if (!node || (!is_directory && !node->content)) {
		puts("fsx: not enough memory for the model");
		exit(2);
	}
	node->is_directory = is_directory;
	return node;
}

void node_put(struct node *node)
{
	if (node->links || node->opened)
		return;
	free(node->content);
	free(node);
}

void enter(const struct place *place, struct node *node)
{
	place->dir->entries[place->name] = node;
	node->links++;
	node->parent = place->dir;
}

void leave(const struct place *place)
{
	struct node *node = place->dir->entries[place->name];

	place->dir->entries[place->name] = NULL;
	node->links--;
	node_put(node);
}

bool is_empty(const struct node *dir)
{
	for (int i = 0; i < NAMES; i++)
		if (dir->entries[i])
			return false;
	return true;
}

bool is_below(const struct node *dir, const struct node *above)
{
	for (; dir; dir = dir == &root ? NULL : dir->parent)
		if (dir == above)
			return true;
	return false;
}
