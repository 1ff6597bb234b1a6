/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs a script: a command a line, its words apart by blanks.
 */
#include <uk/alloc.h>
#include <uk/boot.h>
#include <uk/print.h>
#include <uk/string.h>

#include "commands.h"

#define SCRIPT_MOST 65536

uint64_t number(const char *text)
{
	uint64_t value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (uint64_t)(*text - '0');
	return *text ? 0 : value;
}

int open_file(const char *path, uint32_t flags, struct uk_file **file)
{
	return uk_vfs_open(NULL, path, flags, 0644, file);
}

int64_t read_at(struct uk_file *file, void *to, size_t length, int64_t offset)
{
	const struct uk_iovec piece = { to, length };

	return uk_file_read(file, &piece, 1, offset);
}

int64_t write_at(struct uk_file *file, const void *from, size_t length,
		 int64_t offset)
{
	const struct uk_iovec piece = { (void *)from, length };

	return uk_file_write(file, &piece, 1, offset);
}

static const struct command *find(const struct command *table, const char *name)
{
	while (table->name && strcmp(table->name, name))
		table++;
	return table->name ? table : NULL;
}

static int run(char *line)
{
	char *words[WORDS_MOST + 1] = { NULL }, *at = line;
	unsigned int count = 0;
	const struct command *command;

	while (count < WORDS_MOST + 1 && *at) {
		words[count++] = at;
		at = strchr(at, ' ');
		if (!at)
			break;
		*at++ = 0;
	}
	if (!count)
		return 0;
	command = find(name_commands, words[0]);
	if (!command)
		command = find(content_commands, words[0]);
	if (!command)
		command = find(load_commands, words[0]);
	if (!command || command->words != count - 1) {
		uk_printf("share: there is no command '%s' with %u words\n",
			  words[0], count - 1);
		return 1;
	}
	uk_printf("%s: %lld\n", words[0], (long long)command->run(words + 1));
	return 0;
}

int main(int argc, char **argv)
{
	char *script = uk_malloc(uk_alloc_default(), SCRIPT_MOST), *end;
	struct uk_file *file;
	int64_t length;
	int error;

	error = argc == 2 && script ? open_file(argv[1], UK_O_RDONLY, &file) :
				      -EINVAL;
	if (error) {
		uk_printf("share: cannot read the script: error %d\n", -error);
		return 2;
	}
	length = read_at(file, script, SCRIPT_MOST - 1, 0);
	uk_file_put(file);
	if (length < 0)
		return 2;
	script[length] = 0;
	for (char *line = script; line && *line; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = 0;
		if (run(line))
			return 1;
	}
	uk_printf("share: done\n");
	return 0;
}
