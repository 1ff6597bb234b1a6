/* SPDX-License-Identifier: BSD-3-Clause */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include "call.h"

#define SAME_SIZE(a, b) \
	_Static_assert(sizeof(a) == sizeof(b), "the kernel's layout")

SAME_SIZE(struct sockaddr, struct uk_sockaddr);
SAME_SIZE(struct sockaddr_in, struct uk_sockaddr_in);
SAME_SIZE(struct sockaddr_in6, struct uk_sockaddr_in6);
SAME_SIZE(struct sockaddr_un, struct uk_sockaddr_un);
SAME_SIZE(struct ucred, struct uk_ucred);
SAME_SIZE(struct sockaddr_storage, struct uk_sockaddr_storage);
SAME_SIZE(struct msghdr, struct uk_msghdr);
SAME_SIZE(struct cmsghdr, struct uk_cmsghdr);
SAME_SIZE(struct ifreq, struct uk_ifreq);
SAME_SIZE(struct ifconf, struct uk_ifconf);
SAME_SIZE(struct tcp_info, struct uk_tcp_info);
SAME_SIZE(struct ip_mreqn, struct uk_ip_mreqn);
SAME_SIZE(struct ipv6_mreq, struct uk_ipv6_mreq);
_Static_assert(offsetof(struct msghdr, msg_control) ==
		       offsetof(struct uk_msghdr, control),
	       "the kernel's layout");

int socket(int domain, int type, int protocol)
{
	struct uk_file *file;
	int error = uk_socket_create(domain, type, protocol, &file);
	int fd;

	if (error)
		return (int)outcome(error);
	fd = uk_fd_install(file, type & SOCK_CLOEXEC ? UK_O_CLOEXEC : 0);
	if (fd < 0)
		uk_file_put(file);
	return (int)outcome(fd);
}
