/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of local sockets: paths and abstract ones; connecting and accepting.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "say.h"

#define PATH "/tmp/channels.socket"
#define OTHER "/tmp/channels.other"

/* The address's length: an abstract name begins with '@' here. */
static socklen_t make(struct sockaddr_un *address, const char *name)
{
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, name, strlen(name));
	if (*name == '@')
		address->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			   strlen(name) + (*name != '@' && *name));
}

static int bind_to(int fd, const char *name)
{
	struct sockaddr_un address;
	socklen_t length = make(&address, name);

	return bind(fd, (struct sockaddr *)&address, length);
}

static int connect_to(int fd, const char *name)
{
	struct sockaddr_un address;
	socklen_t length = make(&address, name);

	return connect(fd, (struct sockaddr *)&address, length);
}

static int send_to(int fd, const char *text, const char *name)
{
	struct sockaddr_un address;
	socklen_t length = make(&address, name);

	return (int)sendto(fd, text, strlen(text), 0,
			   (struct sockaddr *)&address, length);
}

static void tell(const char *what, int result,
		 const struct sockaddr_un *address, socklen_t length)
{
	if (result < 0) {
		say(what, -1);
		return;
	}
	printf("%s: %u", what, length);
	for (socklen_t i = 2; i < length && i < sizeof(*address); i++)
		printf("%s%c", i == 2 ? " " : "",
		       address->sun_path[i - 2] ?: '@');
	printf("\n");
}

static void own_name(const char *what, int fd)
{
	struct sockaddr_un address;
	socklen_t length = sizeof(address);
	int result = getsockname(fd, (struct sockaddr *)&address, &length);

	tell(what, result, &address, length);
}

static void peer_name(const char *what, int fd)
{
	struct sockaddr_un address;
	socklen_t length = sizeof(address);
	int result = getpeername(fd, (struct sockaddr *)&address, &length);

	tell(what, result, &address, length);
}

static void receive_from(const char *what, int fd)
{
	struct sockaddr_un address;
	socklen_t length = sizeof(address);
	char data[40];
	int result = (int)recvfrom(fd, data, sizeof(data), 0,
				   (struct sockaddr *)&address, &length);

	if (result >= 0)
		printf("'%.*s' from ", result, data);
	tell(what, result, &address, length);
}

static int new_socket(int type)
{
	return socket(AF_UNIX, type | SOCK_NONBLOCK, 0);
}

static void listening(const char *name)
{
	int listener = new_socket(SOCK_STREAM), client, server, other;

	part(name);
	STATE(listener);
	SAY(listen(listener, 1));
	own_name("no name", listener);
	SAY(bind_to(listener, name));
	own_name("bound", listener);
	SAY(bind_to(listener, "@again"));
	client = new_socket(SOCK_STREAM);
	SAY(bind_to(client, name));
	SAY(connect_to(client, name));
	SAY(listen(listener, 1));
	STATE(listener);
	SAY(accept(listener, NULL, NULL));
	SAY(connect_to(client, name));
	STATE(listener);
	STATE(client);
	SAY(connect_to(client, name));
	WRITE(client, "early");
	own_name("client", client);
	peer_name("client's peer", client);
	SAY((server = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0);
	own_name("server", server);
	peer_name("server's peer", server);
	READ(server, 20);
	WRITE(server, "answer");
	receive_from("receive", client);
	close(server);
	peer_name("the peer that went", client);
	READ(client, 20);
	close(client);
	client = new_socket(SOCK_STREAM);
	other = new_socket(SOCK_STREAM);
	SAY(connect_to(client, name));
	SAY(connect_to(other, name));
	server = new_socket(SOCK_STREAM);
	SAY(connect_to(server, name));
	close(other);
	SAY((other = accept(listener, NULL, NULL)) >= 0);
	SAY(connect_to(server, name));
	WRITE(client, "unread");
	close(listener);
	STATE(server);
	READ(server, 4);
	READ(server, 4);
	SAY(connect_to(listener = new_socket(SOCK_STREAM), name));
	close(listener);
	close(other);
	close(client);
	close(server);
}

static void wrong(void)
{
	struct sockaddr_un address;
	struct stat stat_of;
	int fd = new_socket(SOCK_STREAM), other = new_socket(SOCK_DGRAM);
	char longest[sizeof(address.sun_path) + 1];

	part("what cannot be");
	SAY(connect_to(fd, "/tmp/channels.nothing"));
	SAY(connect_to(fd, "/tmp/channels.nothing/below"));
	SAY(connect_to(fd, "@channels.nothing"));
	SAY(connect_to(fd, "/tmp"));
	SAY(connect_to(fd, ""));
	SAY(bind_to(fd, "/tmp/channels.nothing/below"));
	SAY(bind_to(fd, "/tmp"));
	SAY(connect(fd, (struct sockaddr *)&address, 1));
	SAY(connect(fd, (struct sockaddr *)&address, sizeof(address) + 1));
	address.sun_family = AF_INET;
	SAY(bind(fd, (struct sockaddr *)&address, sizeof(address)));
	SAY(bind_to(other, PATH));
	SAY(connect_to(fd, PATH));
	SAY(listen(other, 1));
	SAY(accept(other, NULL, NULL));
	SAY(recv(fd, longest, 1, 0));
	SAY(send(fd, longest, 1, 0));
	SAY(send_to(fd, "x", PATH));
	peer_name("no peer", fd);
	SAY(stat(PATH, &stat_of));
	SAY(S_ISSOCK(stat_of.st_mode));
	SAY(stat_of.st_mode & 0777);
	SAY(open(PATH, O_RDWR));
	SAY(unlink(PATH));
	SAY(connect_to(fd, PATH));
	close(other);
	part("the longest path");
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "/tmp/", 5);
	longest[sizeof(address.sun_path)] = '\0';
	address.sun_family = AF_UNIX;
	memcpy(address.sun_path, longest, sizeof(address.sun_path));
	SAY(bind(fd, (struct sockaddr *)&address, sizeof(address)));
	own_name("long", fd);
	SAY(unlink(longest));
	close(fd);
}

static void datagrams(void)
{
	int one = new_socket(SOCK_DGRAM), other = new_socket(SOCK_DGRAM);
	int third = new_socket(SOCK_DGRAM);

	part("datagrams by name");
	STATE(one);
	WRITE(one, "nowhere");
	SAY(send_to(one, "x", PATH));
	SAY(bind_to(one, PATH));
	SAY(bind_to(other, OTHER));
	SAY(send_to(one, "by path", OTHER));
	SAY(send_to(third, "unnamed", OTHER));
	STATE(other);
	receive_from("one", other);
	receive_from("third", other);
	receive_from("none", other);
	SAY(connect_to(other, PATH));
	peer_name("connected", other);
	WRITE(other, "to one");
	receive_from("one", one);
	SAY(send_to(third, "refused", OTHER));
	SAY(connect_to(third, OTHER));
	SAY(send_to(one, "taken", OTHER));
	receive_from("other", other);
	SAY(unlink(OTHER));
	close(one);
	STATE(other);
	WRITE(other, "gone");
	WRITE(other, "gone");
	SAY(unlink(PATH));
	SAY(bind_to(third, "@channels"));
	SAY(connect_to(other, "@channels"));
	WRITE(other, "abstract");
	receive_from("third", third);
	SAY(bind_to(one = new_socket(SOCK_DGRAM), "@channels"));
	close(third);
	SAY(bind_to(one, "@channels"));
	SAY(shutdown(other, SHUT_RDWR));
	STATE(other);
	close(one);
	close(other);
}

static void chosen(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = sizeof(address);
	int fd = new_socket(SOCK_STREAM);

	part("a name that is chosen");
	SAY(bind(fd, (struct sockaddr *)&address, sizeof(sa_family_t)));
	SAY(getsockname(fd, (struct sockaddr *)&address, &length));
	SAY(length);
	SAY(address.sun_path[0]);
	length = 4;
	SAY(getsockname(fd, (struct sockaddr *)&address, &length));
	SAY(length);
	close(fd);
}

void names(void)
{
	unlink(PATH);
	unlink(OTHER);
	listening(PATH);
	SAY(unlink(PATH));
	listening("@channels.abstract");
	wrong();
	datagrams();
	chosen();
}
