/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzzes a directory's names against a list of which of 256 names are there, and a
 * reader who comes back now and then: names that stay are read once.
 */
#include <stdlib.h>
#include <string.h>

#include "../directory.h"

static struct {
	struct ramfs_node *node; /* NULL: not there */
	bool stayed;		 /* since the reader began */
	unsigned int read;
} model[256];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static void check(bool condition)
{
	if (!condition)
		abort();
}

/* Names of many lengths, alike but for a byte */
static struct uk_name name_of(uint8_t number)
{
	static char text[256];

	memset(text, 'x', sizeof(text));
	text[number % 7] = (char)number;
	return (struct uk_name){ text, (size_t)number % 7 + 1 + number / 2 };
}

/* Reads `count` entries from `position` on. */
static uint64_t read_on(struct directory *directory, uint64_t position,
			unsigned int count)
{
	struct entry *entry;

	while (count-- && (entry = directory_next(directory, position))) {
		uint8_t number =
			(uint8_t)((uintptr_t)entry->node & 255);

		check(model[number].node == entry->node);
		model[number].read++;
		position = entry->slot + 1;
	}
	return position;
}

static void begin(void)
{
	for (unsigned int i = 0; i < 256; i++) {
		model[i].stayed = model[i].node != NULL;
		model[i].read = 0;
	}
}

static void end(struct directory *directory, uint64_t position)
{
	read_on(directory, position, ~0u);
	for (unsigned int i = 0; i < 256; i++)
		check(!model[i].stayed || model[i].read == 1);
}

static void step(struct directory *directory, struct ramfs_memory *memory,
		 uint8_t number, unsigned int turn)
{
	struct uk_name name = name_of(number);
	struct entry *entry = directory_find(directory, &name);
	/* never looked into */
	struct ramfs_node *node = (void *)(uintptr_t)(turn * 256 + number);

	check(entry ? entry->node == model[number].node :
		      !model[number].node);
	if (entry) {
		directory_remove(directory, memory, entry);
		model[number].node = NULL;
		model[number].stayed = false;
	} else if (!directory_add(directory, memory, &name, node)) {
		model[number].node = node;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	struct ramfs_memory memory = { .most = 10000 };
	struct directory directory = { 0 };
	uint64_t position = 0;
	unsigned int turn = 1;

	directory_seed();
	memset(model, 0, sizeof(model));
	for (; length >= 2; data += 2, length -= 2, turn++) {
		if (data[0] < 200) {
			step(&directory, &memory, data[1], turn);
		} else if (data[0] < 240) {
			position = read_on(&directory, position, data[1] % 8);
		} else {
			end(&directory, position);
			begin();
			position = 0;
		}
	}
	end(&directory, position);
	while (directory_drain(&directory, &memory))
		;
	check(!memory.used);
	return 0;
}
