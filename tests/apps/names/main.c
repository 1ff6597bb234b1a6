/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Resolves its arguments, and prints what each of the C library's calls says: the same with
 * either library.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

static void print(int family, const void *address)
{
	char text[INET6_ADDRSTRLEN];

	printf(" %s", inet_ntop(family, address, text, sizeof(text)));
}

static void by_getaddrinfo(const char *name)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *at;
	int error = getaddrinfo(name, "http", &hints, &list);

	printf("getaddrinfo %s:", name);
	if (error) {
		printf(" %s\n", gai_strerror(error));
		return;
	}
	for (at = list; at; at = at->ai_next)
		print(at->ai_family,
		      at->ai_family == AF_INET ?
			      (void *)&((struct sockaddr_in *)at->ai_addr)->sin_addr :
			      &((struct sockaddr_in6 *)at->ai_addr)->sin6_addr);
	printf("\n");
	freeaddrinfo(list);
}

static void by_gethostbyname(const char *name)
{
	struct hostent *host = gethostbyname(name);

	printf("gethostbyname %s:", name);
	if (!host)
		printf(" %s", hstrerror(h_errno));
	for (char **at = host ? host->h_addr_list : NULL; at && *at; at++)
		print(host->h_addrtype, *at);
	printf("\n");
}

static void by_getnameinfo(const char *name)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(80) };
	char host[NI_MAXHOST], service[NI_MAXSERV];

	if (inet_pton(AF_INET, name, &address.sin_addr) == 1 &&
	    !getnameinfo((struct sockaddr *)&address, sizeof(address), host,
			 sizeof(host), service, sizeof(service), 0))
		printf("getnameinfo %s: %s %s\n", name, host, service);
}

static void interfaces(void)
{
	struct ifaddrs *list;

	if (getifaddrs(&list))
		return;
	for (struct ifaddrs *at = list; at; at = at->ifa_next) {
		if (at->ifa_addr->sa_family != AF_INET)
			continue;
		printf("%s:", at->ifa_name);
		print(AF_INET, &((struct sockaddr_in *)at->ifa_addr)->sin_addr);
		printf("\n");
	}
	freeifaddrs(list);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		by_getaddrinfo(argv[i]);
		by_gethostbyname(argv[i]);
		by_getnameinfo(argv[i]);
	}
	interfaces();
	return 0;
}
