/* SPDX-License-Identifier: BSD-3-Clause */
#include "help.h"

#include <uk/string.h>

static uint16_t swap(uint16_t port)
{
	return __builtin_bswap16(port);
}

struct address loopback4(uint16_t port)
{
	return (struct address){
		.v4 = { .family = UK_AF_INET,
			.port = swap(port),
			.address = __builtin_bswap32(0x7f000001) },
		.length = sizeof(struct uk_sockaddr_in),
	};
}

struct address any6(uint16_t port)
{
	return (struct address){
		.v6 = { .family = UK_AF_INET6, .port = swap(port) },
		.length = sizeof(struct uk_sockaddr_in6),
	};
}

struct address loopback6(uint16_t port)
{
	struct address address = any6(port);

	address.v6.address[15] = 1;
	return address;
}

struct address mapped(uint16_t port)
{
	static const uint8_t bytes[16] = { [10] = 0xff, [11] = 0xff,
					   [12] = 127,	[15] = 1 };
	struct address address = any6(port);

	memcpy(address.v6.address, bytes, sizeof(bytes));
	return address;
}

uint16_t port_of(const struct address *address)
{
	return swap(address->v4.port); /* at the same place in both */
}

struct uk_file *open_socket(int domain, int type)
{
	struct uk_file *file = NULL;

	UK_EXPECT_EQ(uk_socket_create(domain, type, 0, &file), 0);
	return file;
}

int bind_to(struct uk_file *file, struct address address)
{
	return uk_socket_bind(file, &address.any, address.length);
}

int connect_to(struct uk_file *file, struct address address)
{
	return uk_socket_connect(file, &address.any, address.length);
}

struct address local_of(struct uk_file *file)
{
	struct address address = { .length = sizeof(struct uk_sockaddr_in6) };

	UK_EXPECT_EQ(uk_socket_local(file, &address.any, &address.length), 0);
	return address;
}

struct address peer_of(struct uk_file *file)
{
	struct address address = { .length = sizeof(struct uk_sockaddr_in6) };

	UK_EXPECT_EQ(uk_socket_peer(file, &address.any, &address.length), 0);
	return address;
}

struct uk_file *listen_on(int domain, int backlog, struct address *address)
{
	struct uk_file *file = open_socket(domain, UK_SOCK_STREAM);

	if (!file)
		return NULL;
	UK_EXPECT_EQ(bind_to(file, domain == UK_AF_INET ? loopback4(0) :
							  loopback6(0)),
		     0);
	UK_EXPECT_EQ(uk_socket_listen(file, backlog), 0);
	*address = local_of(file);
	return file;
}

struct uk_file *accept_from(struct uk_file *listener)
{
	struct uk_file *file = NULL;

	UK_EXPECT_EQ(uk_socket_accept(listener, &file, NULL, NULL, 0), 0);
	return file;
}

bool make_pair(struct pair *pair)
{
	struct address address;
	struct uk_file *listener = listen_on(UK_AF_INET, 1, &address);

	*pair = (struct pair){ .client = open_socket(UK_AF_INET,
						     UK_SOCK_STREAM) };
	if (listener && pair->client) {
		UK_EXPECT_EQ(connect_to(pair->client, address), 0);
		pair->server = accept_from(listener);
	}
	if (listener)
		uk_file_put(listener);
	return pair->server;
}

void end_pair(struct pair *pair)
{
	end_socket(pair->client);
	end_socket(pair->server);
}

uk_ssize_t send_to(struct uk_file *file, const void *data, size_t length,
		   int flags, const struct address *to)
{
	struct uk_iovec piece = { (void *)data, length };
	struct uk_msghdr message = { .name = to ? (void *)&to->any : NULL,
				     .name_length = to ? to->length : 0,
				     .pieces = &piece,
				     .piece_count = 1 };

	return uk_socket_send(file, &message, flags);
}

uk_ssize_t send_data(struct uk_file *file, const void *data, size_t length,
		     int flags)
{
	return send_to(file, data, length, flags, NULL);
}

uk_ssize_t receive_from(struct uk_file *file, void *data, size_t length,
			int flags, struct address *from)
{
	struct uk_iovec piece = { data, length };
	struct uk_msghdr message = { .name = from ? &from->any : NULL,
				     .name_length = sizeof(from->v6),
				     .pieces = &piece,
				     .piece_count = 1 };
	uk_ssize_t result = uk_socket_receive(file, &message, flags);

	if (from)
		from->length = message.name_length;
	return result;
}

uk_ssize_t receive(struct uk_file *file, void *data, size_t length, int flags)
{
	return receive_from(file, data, length, flags, NULL);
}

int set_int(struct uk_file *file, int level, int option, int value)
{
	return uk_socket_set_option(file, level, option, &value,
				    sizeof(value));
}

int get_int(struct uk_file *file, int level, int option)
{
	int value = -1;
	uint32_t length = sizeof(value);
	int error = uk_socket_get_option(file, level, option, &value, &length);

	return error ? error : value;
}

void settle(void)
{
	while (uk_ready_poll())
		;
}

void end_socket(struct uk_file *file)
{
	if (file)
		uk_file_put(file);
	settle();
}
