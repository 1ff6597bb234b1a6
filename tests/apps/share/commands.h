/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The commands, each in a table: a name, how many words it takes, and what it does.
 */
#ifndef SHARE_COMMANDS_H
#define SHARE_COMMANDS_H

#include <uk/vfs.h>

#define WORDS_MOST 4

struct command {
	const char *name;
	unsigned int words;
	/* What to print: not negative, or an error. */
	int64_t (*run)(char *words[WORDS_MOST]);
};

extern const struct command name_commands[], content_commands[],
	load_commands[]; /* each ends with an empty one */

/* 0 for what is no number */
uint64_t number(const char *text);
int open_file(const char *path, uint32_t flags, struct uk_file **file);
int64_t read_at(struct uk_file *file, void *to, size_t length, int64_t offset);
int64_t write_at(struct uk_file *file, const void *from, size_t length,
		 int64_t offset);

#endif /* SHARE_COMMANDS_H */
