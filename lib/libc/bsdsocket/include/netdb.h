/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX's <netdb.h> with Linux's numbers (getaddrinfo(3), RFC 3493). */
#ifndef _NETDB_H
#define _NETDB_H

#include <netinet/in.h>
#include <sys/socket.h>

struct addrinfo {
	int ai_flags;
	int ai_family;
	int ai_socktype;
	int ai_protocol;
	socklen_t ai_addrlen;
	struct sockaddr *ai_addr;
	char *ai_canonname;
	struct addrinfo *ai_next;
};

#define AI_PASSIVE 0x0001
#define AI_CANONNAME 0x0002
#define AI_NUMERICHOST 0x0004
#define AI_V4MAPPED 0x0008
#define AI_ALL 0x0010
#define AI_ADDRCONFIG 0x0020
#define AI_NUMERICSERV 0x0400

#define NI_NUMERICHOST 1
#define NI_NUMERICSERV 2
#define NI_NOFQDN 4
#define NI_NAMEREQD 8
#define NI_DGRAM 16
#define NI_MAXHOST 1025
#define NI_MAXSERV 32

#define EAI_BADFLAGS (-1)
#define EAI_NONAME (-2)
#define EAI_AGAIN (-3)
#define EAI_FAIL (-4)
#define EAI_NODATA (-5)
#define EAI_FAMILY (-6)
#define EAI_SOCKTYPE (-7)
#define EAI_SERVICE (-8)
#define EAI_MEMORY (-10)
#define EAI_SYSTEM (-11)
#define EAI_OVERFLOW (-12)

struct hostent {
	char *h_name;
	char **h_aliases;
	int h_addrtype;
	int h_length;
	char **h_addr_list;
};
#define h_addr h_addr_list[0]

struct servent {
	char *s_name;
	char **s_aliases;
	int s_port; /* network order */
	char *s_proto;
};

struct protoent {
	char *p_name;
	char **p_aliases;
	int p_proto;
};

#define HOST_NOT_FOUND 1
#define TRY_AGAIN 2
#define NO_RECOVERY 3
#define NO_DATA 4
#define NO_ADDRESS NO_DATA

__BEGIN_DECLS

int getaddrinfo(const char *__restrict name, const char *__restrict service,
		const struct addrinfo *__restrict hints,
		struct addrinfo **__restrict result);
void freeaddrinfo(struct addrinfo *list);
const char *gai_strerror(int error);
int getnameinfo(const struct sockaddr *__restrict address, socklen_t length,
		char *__restrict name, socklen_t name_size,
		char *__restrict service, socklen_t service_size, int flags);

struct hostent *gethostbyname(const char *name);
struct hostent *gethostbyname2(const char *name, int family);
struct hostent *gethostbyaddr(const void *address, socklen_t length, int family);
int gethostbyname_r(const char *name, struct hostent *host, char *buffer,
		    size_t size, struct hostent **result, int *h_error);
int gethostbyname2_r(const char *name, int family, struct hostent *host,
		     char *buffer, size_t size, struct hostent **result,
		     int *h_error);
int gethostbyaddr_r(const void *address, socklen_t length, int family,
		    struct hostent *host, char *buffer, size_t size,
		    struct hostent **result, int *h_error);
struct servent *getservbyname(const char *name, const char *protocol);
struct servent *getservbyport(int port, const char *protocol);
int getservbyname_r(const char *name, const char *protocol,
		    struct servent *entry, char *buffer, size_t size,
		    struct servent **result);
int getservbyport_r(int port, const char *protocol, struct servent *entry,
		    char *buffer, size_t size, struct servent **result);
struct protoent *getprotobyname(const char *name);
const char *hstrerror(int error);

int *__h_errno_location(void);
#define h_errno (*__h_errno_location())

__END_DECLS

#endif /* _NETDB_H */
