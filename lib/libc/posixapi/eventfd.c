/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * eventfd's calls.
 */
#include <sys/eventfd.h>
#include <uk/eventfd.h>
#include <uk/interrupt.h>

#include "result.h"

int eventfd(unsigned int count, int flags)
{
	return (int)result(uk_eventfd_create(count, (uint32_t)flags));
}

int eventfd_read(int fd, eventfd_t *value)
{
	return result(uk_fd_read(fd, value, sizeof(*value))) ==
			       sizeof(*value) ?
		       0 :
		       -1;
}

int eventfd_write(int fd, eventfd_t value)
{
	return result(UK_WRITING(uk_fd_write(fd, &value, sizeof(value)))) ==
			       sizeof(value) ?
		       0 :
		       -1;
}
