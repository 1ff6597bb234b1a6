/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ancillary data (unix(7), cmsg(3)): descriptors, and who says that he sent them.
 */
#include <uk/fd.h>

#include "local.h"

#define RIGHTS_MOST 253u /* Linux's SCM_MAX_FD */
#define SELF 1 /* the one process, and its user */

/* Adds the descriptors in `data` to those of the message. */
static int read_rights(const char *data, size_t size,
		       struct local_control *control)
{
	size_t before = control->rights ? control->rights->count : 0;
	size_t count = size / sizeof(int);
	struct local_rights *rights;

	if (size % sizeof(int) || before + count > RIGHTS_MOST)
		return -EINVAL;
	if (!count)
		return 0;
	rights = local_rights_new(control->rights, (unsigned int)count);
	if (!rights)
		return -ENOMEM;
	control->rights = rights;
	for (size_t i = 0; i < count; i++) {
		struct uk_file *file;
		int fd;

		memcpy(&fd, data + i * sizeof(fd), sizeof(fd));
		file = uk_fd_get(fd);
		if (!file)
			return -EBADF;
		if (!local_rights_count()) {
			uk_file_put(file);
			return -ETOOMANYREFS;
		}
		rights->files[rights->count++] = file;
	}
	return 0;
}

/* As root may: any user, but a process that exists (scm_check_creds() of Linux). */
static int read_credentials(const char *data, size_t size,
			    struct local_control *control)
{
	struct uk_ucred *credentials = &control->credentials;

	if (size != sizeof(*credentials))
		return -EINVAL;
	memcpy(credentials, data, size);
	if (credentials->pid != SELF)
		return -ESRCH;
	if (credentials->uid == UINT32_MAX || credentials->gid == UINT32_MAX)
		return -EINVAL;
	control->has_credentials = true;
	return 0;
}

static int read_one(const struct uk_cmsghdr *header, const char *data,
		    struct local_control *control)
{
	size_t size = header->length - sizeof(*header);

	if (header->level != UK_SOL_SOCKET)
		return 0;
	switch (header->type) {
	case UK_SCM_RIGHTS:
		return read_rights(data, size, control);
	case UK_SCM_CREDENTIALS:
		return read_credentials(data, size, control);
	default:
		return -EINVAL;
	}
}

int local_control_read(const struct uk_msghdr *message,
		       struct local_control *control)
{
	const char *at = message->control;
	size_t left = at ? message->control_length : 0;
	int error = 0;

	*control = (struct local_control){ .rights = NULL };
	while (!error && left >= sizeof(struct uk_cmsghdr)) {
		struct uk_cmsghdr header;
		size_t step;

		memcpy(&header, at, sizeof(header));
		if (header.length < sizeof(header) || header.length > left) {
			error = -EINVAL;
			break;
		}
		error = read_one(&header, at + sizeof(header), control);
		step = UK_MIN(UK_CMSG_ALIGN(header.length), left);
		at += step;
		left -= step;
	}
	if (error)
		local_control_drop(control);
	return error;
}

void local_control_drop(struct local_control *control)
{
	if (control->rights)
		local_rights_drop(control->rights);
	control->rights = NULL;
}

static void put(struct local_transfer *transfer, int type, const void *data,
		size_t size)
{
	struct uk_cmsghdr header = { .length = sizeof(header) + size,
				     .level = UK_SOL_SOCKET,
				     .type = type };
	size_t step = UK_MIN(UK_CMSG_ALIGN(header.length),
			     transfer->control_room);

	memcpy(transfer->control_at, &header, sizeof(header));
	memcpy(transfer->control_at + sizeof(header), data, size);
	transfer->control_at += step;
	transfer->control_room -= step;
}

/* These two: false, there is no room for it, or for all of it. */
static bool put_credentials(struct local_transfer *transfer,
			    const struct local_control *control)
{
	struct uk_ucred credentials = { .pid = SELF };

	if (control->has_credentials)
		credentials = control->credentials;
	if (transfer->control_room <
	    sizeof(struct uk_cmsghdr) + sizeof(credentials))
		return false;
	put(transfer, UK_SCM_CREDENTIALS, &credentials, sizeof(credentials));
	return true;
}

static bool put_rights(struct local_transfer *transfer,
		       const struct local_rights *rights)
{
	uint32_t flags = transfer->flags & UK_MSG_CMSG_CLOEXEC ? UK_O_CLOEXEC :
								 0;
	size_t header = sizeof(struct uk_cmsghdr);
	size_t most = transfer->control_room > header ?
			      (transfer->control_room - header) / sizeof(int) :
			      0;
	int fds[RIGHTS_MOST];
	unsigned int count = 0;

	while (count < rights->count && count < most) {
		int fd = uk_fd_reserve(0, flags);

		if (fd < 0)
			break;
		uk_file_get(rights->files[count]);
		uk_fd_fill(fd, rights->files[count]);
		fds[count++] = fd;
	}
	if (count)
		put(transfer, UK_SCM_RIGHTS, fds, count * sizeof(int));
	return count == rights->count;
}

void local_control_write(const struct local *self,
			 struct local_control *control,
			 struct local_transfer *transfer)
{
	if (transfer->message) {
		bool is_whole = true;

		if (self->flags & PASS_CREDENTIALS && !transfer->has_told)
			is_whole = put_credentials(transfer, control);
		if (control->rights && !put_rights(transfer, control->rights))
			is_whole = false;
		if (!is_whole)
			transfer->message->flags |= UK_MSG_CTRUNC;
		transfer->has_told = true;
	}
	if (!(transfer->flags & UK_MSG_PEEK))
		local_control_drop(control);
}
