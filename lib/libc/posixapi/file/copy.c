/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copying without a buffer of the program's.
 */
#define _GNU_SOURCE
#include <sys/sendfile.h>
#include <unistd.h>
#include <uk/fscalls.h>
#include <uk/interrupt.h>

#include "../result.h"

ssize_t sendfile(int out, int in, off_t *offset, size_t length)
{
	return result(UK_WRITING(
		UK_RESTARTABLE(uk_sendfile(out, in, offset, length))));
}

ssize_t copy_file_range(int in, off_t *in_offset, int out, off_t *out_offset,
			size_t length, unsigned int flags)
{
	return result(uk_copy_file_range(in, in_offset, out, out_offset, length,
					 flags));
}
