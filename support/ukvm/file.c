/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's file: read once, straight to where the guest has it.
 */
#include "monitor.h"

static uint8_t head[IMAGE_HEAD];
static int file;

#define SEEK_END 2

SETUP static uint64_t file_size(void)
{
	long size = SYSTEM_3(__NR_lseek, file, 0, SEEK_END);

	return size < 0 ? 0 : (uint64_t)size;
}

SETUP static void read_at(uint64_t offset, void *to, size_t length)
{
	for (uint8_t *at = to; length;) {
		long count = sys_pread(file, at, length, offset);

		if (count <= 0)
			fail("%s cannot be read (error %u)", options.image,
			     (unsigned int)-count);
		at += count;
		offset += (uint64_t)count;
		length -= (size_t)count;
	}
}

/* Each name of the note must be a module of this monitor. */
SETUP static void check_devices(const char *names)
{
	char name[UKVM_DEVICE_NAME];
	unsigned int length = 0;

	do {
		bool is_known = !length;

		if (*names && *names != ' ') {
			if (length < sizeof(name) - 1)
				name[length++] = *names;
			continue;
		}
		name[length] = '\0';
		length = 0;
		FOR_EACH (modules, module)
			is_known |= same(module->name, name);
		if (!is_known)
			fail("%s wants the device '%s', which this monitor "
			     "lacks: use the one that was built with it",
			     options.image, name);
	} while (*names++);
}

/* Where a standard file is closed, something takes its place that can be neither read nor written:
 * else that would be a disk, and get what the guest prints.
 */
SETUP static void open_file(void)
{
	for (;;) {
		file = (int)sys_open(options.image,
				     O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (file < 0)
			fail("%s cannot be opened (error %u)", options.image,
			     (unsigned int)-file);
		if (file > STDERR)
			return;
		sys_close(file);
		sys_open("/", O_PATH);
	}
}

SETUP void image_open(struct image *image)
{
	const char *problem;
	long length;

	open_file();
	length = sys_pread(file, head, sizeof(head), 0);
	if (length < 0)
		fail("%s cannot be read (error %u)", options.image,
		     (unsigned int)-length);
	problem = image_parse(head, (size_t)length, file_size(), image);
	if (problem)
		fail("%s %s", options.image, problem);
	check_devices(image->note.devices);
}

SETUP void image_load(const struct image *image)
{
	struct relocation relocation = {
		.memory = guest.memory,
		.base = image->base,
		.span = image->span,
		.slide = guest.slide,
	};
	uint64_t at = image->relocations;
	uint64_t left = image->relocations_size;

	for (unsigned int i = 0; i <= UKVM_REGION_DATA; i++)
		read_at(image->segments[i].offset,
			guest.memory +
				(image->segments[i].address - image->base),
			image->segments[i].file_size);
	while (left) {
		size_t part = left < sizeof(head) ? left : sizeof(head);
		const char *problem;

		read_at(at, head, part);
		problem = relocation_apply(&relocation, head, part);
		if (problem)
			fail("%s %s", options.image, problem);
		at += part;
		left -= part;
	}
	sys_close(file);
}
