/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The options of a mount, as in vfs.fstab=disk0:/data:ext4:commit=30,discard. Where
 * Linux' ext4 has the same, they have its names.
 */
#include "mount.h"

/* Digits; false: none, or too many. *end: what follows */
static bool parse_number(const char *text, size_t *value, const char **end)
{
	*value = 0;
	for (*end = text; **end >= '0' && **end <= '9'; ++*end)
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, **end - '0', value))
			return false;
	return *end != text;
}

/* "4M", "512K", bytes */
static bool parse_size(const char *text, size_t *size)
{
	const char *end;
	size_t unit = 1;

	if (!parse_number(text, size, &end))
		return false;
	if (*end == 'K' || *end == 'M')
		unit = *end++ == 'K' ? 1024 : 1048576;
	return !*end && *size && !__builtin_mul_overflow(*size, unit, size);
}

/* Seconds; 0 means the default, as in Linux. */
static bool parse_commit(const char *text, unsigned int *seconds)
{
	const char *end;
	size_t value;

	if (strcmp(text, "none") == 0) {
		*seconds = 0;
		return true;
	}
	if (!parse_number(text, &value, &end) || *end || value > INT32_MAX)
		return false;
	*seconds = value ? (unsigned int)value : EXT4_INTERVAL;
	return true;
}

static bool parse_errors(const char *text, uint16_t *on_error)
{
	static const char *const names[] = {
		[EXT2_ERRORS_CONTINUE] = "continue",
		[EXT2_ERRORS_RO] = "remount-ro",
		[EXT2_ERRORS_PANIC] = "panic",
	};

	for (uint16_t i = EXT2_ERRORS_CONTINUE; i < UK_ARRAY_SIZE(names); i++)
		if (strcmp(text, names[i]) == 0) {
			*on_error = i;
			return true;
		}
	return false;
}

static bool parse_one(const char *name, const char *value,
		      struct ext4_options *options)
{
	if (value) {
		if (strcmp(name, "cache") == 0)
			return parse_size(value, &options->cache);
		if (strcmp(name, "commit") == 0)
			return parse_commit(value, &options->commit);
		if (strcmp(name, "errors") == 0)
			return parse_errors(value, &options->on_error);
		return false;
	}
	if (strcmp(name, "nojournal") == 0)
		options->no_journal = true;
	else if (strcmp(name, "noload") == 0)
		options->no_load = true;
	else if (strcmp(name, "discard") == 0)
		options->discard = true;
	else
		return false;
	return true;
}

int ext4_options_parse(struct uk_mount *mount, char *text,
		       struct ext4_options *options)
{
	char *name, *value;

	*options = (struct ext4_options){
		.cache = CONFIG_LIBEXT4_CACHE_KIB * (size_t)1024,
		.commit = EXT4_INTERVAL,
	};
	while ((name = uk_mount_option(&text, &value)))
		if (!parse_one(name, value, options)) {
			uk_pr_err("%s: no option %s%s%s; there are ro, noatime, "
				  "nojournal, noload, discard, cache=SIZE "
				  "(cache=4M), commit=SECONDS (or none), "
				  "errors=continue, remount-ro or panic\n",
				  mount->source, name, value ? "=" : "",
				  value ? value : "");
			return -EINVAL;
		}
	if (options->no_load && !(mount->flags & UK_MOUNT_READ_ONLY)) {
		uk_pr_err("%s: the option noload needs ro: a journal that is not "
			  "replayed forbids to write\n",
			  mount->source);
		return -EINVAL;
	}
	return 0;
}
