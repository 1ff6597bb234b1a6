/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Making sockets and connecting them: socket(2), accept(2) and their kin.
 */
#include "on_file.h"

static uint32_t fd_flags(long type)
{
	return type & UK_SOCK_CLOEXEC ? UK_O_CLOEXEC : 0;
}

long uk_sys_socket(long domain, long type, long protocol)
{
	struct uk_file *file;
	int error =
		uk_socket_create((int)domain, (int)type, (int)protocol, &file);
	int fd;

	if (error)
		return error;
	fd = uk_fd_install(file, fd_flags(type));
	if (fd < 0)
		uk_file_put(file);
	return fd;
}

/* The descriptors come first, so that nothing is to be undone but them. */
long uk_sys_socketpair(long domain, long type, long protocol, long fds)
{
	struct uk_file *files[2];
	int one, other, error;

	if (!fds)
		return -EFAULT;
	one = uk_fd_reserve(0, fd_flags(type));
	if (one < 0)
		return one;
	other = uk_fd_reserve(0, fd_flags(type));
	error = other < 0 ? other :
			    uk_socket_pair((int)domain, (int)type,
					   (int)protocol, files);
	if (error) {
		if (other >= 0)
			uk_fd_cancel(other);
		uk_fd_cancel(one);
		return error;
	}
	uk_fd_fill(one, files[0]);
	uk_fd_fill(other, files[1]);
	TO(int, fds)[0] = one;
	TO(int, fds)[1] = other;
	return 0;
}

long uk_sys_bind(long fd, long address, long length)
{
	return ON_FILE(fd, uk_socket_bind(file, ADDRESS(address),
					  (uint32_t)length));
}

long uk_sys_listen(long fd, long backlog)
{
	return ON_FILE(fd, uk_socket_listen(file, (int)backlog));
}

long uk_sys_connect(long fd, long address, long length)
{
	return ON_FILE(fd, uk_socket_connect(file, ADDRESS(address),
					     (uint32_t)length));
}

/* The descriptor comes first: what was accepted cannot be put back. */
static int take(struct uk_file *listener, long address, long length, int flags)
{
	int fd = uk_fd_reserve(0, fd_flags(flags));
	struct uk_file *connection;
	int error;

	if (fd < 0)
		return fd;
	error = uk_socket_accept(listener, &connection, ADDRESS(address),
				 TO(uint32_t, length), flags);
	if (error) {
		uk_fd_cancel(fd);
		return error;
	}
	uk_fd_fill(fd, connection);
	return fd;
}

long uk_sys_accept4(long fd, long address, long length, long flags)
{
	return ON_FILE(fd, take(file, address, length, (int)flags));
}

long uk_sys_accept(long fd, long address, long length)
{
	return uk_sys_accept4(fd, address, length, 0);
}

long uk_sys_shutdown(long fd, long how)
{
	return ON_FILE(fd, uk_socket_shutdown(file, (int)how));
}

long uk_sys_getsockname(long fd, long address, long length)
{
	return ON_FILE(fd, uk_socket_local(file, ADDRESS(address),
					   TO(uint32_t, length)));
}

long uk_sys_getpeername(long fd, long address, long length)
{
	return ON_FILE(fd, uk_socket_peer(file, ADDRESS(address),
					  TO(uint32_t, length)));
}

/* Lengths of options are ints in Linux. */
long uk_sys_setsockopt(long fd, long level, long option, long value,
		       long length)
{
	if ((int)length < 0)
		return -EINVAL;
	return ON_FILE(fd,
		       uk_socket_set_option(file, (int)level, (int)option,
					    TO(void, value), (uint32_t)length));
}

long uk_sys_getsockopt(long fd, long level, long option, long value,
		       long length)
{
	if (length && *TO(int, length) < 0)
		return -EINVAL;
	return ON_FILE(fd, uk_socket_get_option(file, (int)level, (int)option,
						TO(void, value),
						TO(uint32_t, length)));
}
