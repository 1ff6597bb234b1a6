/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes archives in memory, right and wrong ones.
 */
#ifndef CPIO_BUILDER_H
#define CPIO_BUILDER_H

#include <uk/string.h>

#include "../archive.h"

struct builder {
	char bytes[8192];
	size_t length;
};

static inline void build_number(struct builder *builder, uint32_t number)
{
	for (int shift = 28; shift >= 0; shift -= 4)
		builder->bytes[builder->length++] =
			"0123456789aBcdEf"[number >> shift & 15];
}

static inline void build_padded(struct builder *builder, const void *from,
				size_t length)
{
	memcpy(builder->bytes + builder->length, from, length);
	builder->length += length;
	while (builder->length & 3)
		builder->bytes[builder->length++] = 0;
}

/* `template`: all but name and data, which are texts. */
static inline void build(struct builder *builder,
			 const struct cpio_entry *template, const char *name,
			 const char *data)
{
	uint32_t sum = 0;

	for (const char *byte = data; *byte; byte++)
		sum += (uint8_t)*byte;
	memcpy(builder->bytes + builder->length, "070702", 6);
	builder->length += 6;
	build_number(builder, template->inode);
	build_number(builder, template->mode);
	build_number(builder, template->uid);
	build_number(builder, template->gid);
	build_number(builder, template->links);
	build_number(builder, template->modified);
	build_number(builder, (uint32_t)strlen(data));
	build_number(builder, template->device[0]);
	build_number(builder, template->device[1]);
	build_number(builder, template->number[0]);
	build_number(builder, template->number[1]);
	build_number(builder, (uint32_t)strlen(name) + 1);
	build_number(builder, (template->mode & 0170000) == 0100000 ? sum : 0);
	build_padded(builder, name, strlen(name) + 1);
	build_padded(builder, data, strlen(data));
}

static inline void build_file(struct builder *builder, uint32_t mode,
			      const char *name, const char *data)
{
	const struct cpio_entry template = { .mode = mode,
					     .links = 1,
					     .modified = 1000000000 };

	build(builder, &template, name, data);
}

static inline void build_end(struct builder *builder)
{
	build_file(builder, 0, "TRAILER!!!", "");
}

#endif /* CPIO_BUILDER_H */
