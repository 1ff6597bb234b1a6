/* SPDX-License-Identifier: BSD-3-Clause */
#include "fake.h"

#include <uk/string.h>

static struct fake *fake_of(struct uk_file *file)
{
	return UK_CONTAINER_OF(file, struct fake, file);
}

static int take_error(struct fake *fake)
{
	int error = fake->error;

	fake->error = 0;
	return error;
}

static uk_ssize_t fake_read(struct uk_file *file, const struct uk_iovec *pieces,
			    unsigned int count, int64_t offset __uk_unused)
{
	struct fake *fake = fake_of(file);
	size_t done = 0;

	fake->tries++;
	if (fake->error)
		return take_error(fake);
	for (; count; pieces++, count--) {
		size_t part = UK_MIN(fake->readable, pieces->length);

		memset(pieces->base, 'r', part);
		fake->readable -= part;
		done += part;
	}
	return done ? (uk_ssize_t)done : -EAGAIN;
}

static uk_ssize_t fake_write(struct uk_file *file,
			     const struct uk_iovec *pieces, unsigned int count,
			     int64_t offset __uk_unused)
{
	struct fake *fake = fake_of(file);
	size_t done = 0;

	fake->tries++;
	if (fake->error)
		return take_error(fake);
	for (; count; pieces++, count--) {
		size_t part = UK_MIN(fake->room, pieces->length);
		size_t kept =
			UK_MIN(part, sizeof(fake->written) - fake->length);

		memcpy(fake->written + fake->length, pieces->base, kept);
		fake->length += kept;
		fake->room -= part;
		done += part;
	}
	return done ? (uk_ssize_t)done : -EAGAIN;
}

static unsigned int fake_ready(struct uk_file *file)
{
	struct fake *fake = fake_of(file);

	fake->looks++;
	return fake->state | (fake->readable ? UK_READY_IN : 0) |
	       (fake->room ? UK_READY_OUT : 0);
}

static int fake_ioctl(struct uk_file *file, unsigned long request,
		      void *argument)
{
	if (request != UK_FIONREAD)
		return -ENOTTY;
	*(int *)argument = (int)fake_of(file)->readable;
	return 0;
}

static void fake_release(struct uk_file *file)
{
	fake_of(file)->released = true;
}

static const struct uk_file_ops fake_ops = {
	.kind = "fake",
	.read = fake_read,
	.write = fake_write,
	.ready = fake_ready,
	.ioctl = fake_ioctl,
	.release = fake_release,
};

void fake_init(struct fake *fake, uint32_t flags)
{
	memset(fake, 0, sizeof(*fake));
	uk_file_init(&fake->file, &fake_ops, flags);
}

void fake_add_readable(struct fake *fake, size_t more)
{
	fake->readable += more;
	uk_file_notify(&fake->file, UK_READY_IN);
}

void fake_add_room(struct fake *fake, size_t more)
{
	fake->room += more;
	uk_file_notify(&fake->file, UK_READY_OUT);
}

void fake_set_state(struct fake *fake, unsigned int state)
{
	fake->state = state;
	uk_file_notify(&fake->file, state);
}
