/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

/* The descriptors come first, so that nothing is to be undone but them. */
int socketpair(int domain, int type, int protocol, int fds[2])
{
	uint32_t flags = type & SOCK_CLOEXEC ? UK_O_CLOEXEC : 0;
	struct uk_file *files[2];
	int one, other, error;

	if (!fds)
		return (int)outcome(-EFAULT);
	one = uk_fd_reserve(0, flags);
	if (one < 0)
		return (int)outcome(one);
	other = uk_fd_reserve(0, flags);
	error = other < 0 ? other :
			    uk_socket_pair(domain, type, protocol, files);
	if (error) {
		if (other >= 0)
			uk_fd_cancel(other);
		uk_fd_cancel(one);
		return (int)outcome(error);
	}
	uk_fd_fill(one, files[0]);
	uk_fd_fill(other, files[1]);
	fds[0] = one;
	fds[1] = other;
	return 0;
}
