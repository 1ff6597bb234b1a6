/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options, and requests of ioctl(). What Linux takes for every socket and a local one has
 * no use for is remembered, and told again.
 */
#include <uk/socket_option.h>

#include "local.h"

#define SEND_MIN 4608 /* as Linux's SOCK_MIN_SNDBUF */
#define RECEIVE_MIN 2304
#define LIMIT_MOST (64 * 1024 * 1024)

#define BIT(option) (1u << (option))
#define HINTS                                                                 \
	(BIT(UK_SO_REUSEADDR) | BIT(UK_SO_DONTROUTE) | BIT(UK_SO_BROADCAST) | \
	 BIT(UK_SO_KEEPALIVE) | BIT(UK_SO_OOBINLINE) | BIT(UK_SO_REUSEPORT) | \
	 BIT(UK_SO_PRIORITY))

/* As Linux: what was asked for is doubled. */
static uint32_t doubled(int number, uint32_t least)
{
	uint64_t twice = (uint64_t)UK_MAX(number, 0) * 2;

	return (uint32_t)UK_MIN(UK_MAX(twice, (uint64_t)least),
				(uint64_t)LIMIT_MOST);
}

static int set_number(struct local *self, int option, int number)
{
	switch (option) {
	case UK_SO_SNDBUF:
		self->send_limit = doubled(number, SEND_MIN);
		uk_file_notify(&self->file, UK_READY_OUT);
		return 0;
	case UK_SO_RCVBUF:
		self->receive_limit = doubled(number, RECEIVE_MIN);
		local_tell_senders(self);
		return 0;
	case UK_SO_PASSCRED:
		if (number)
			self->flags |= PASS_CREDENTIALS;
		else
			self->flags &= (uint8_t)~PASS_CREDENTIALS;
		return 0;
	case UK_SO_RCVLOWAT:
		return number <= 1 ? 0 : -ENOPROTOOPT;
	}
	if (option < 0 || option >= 32 || !(HINTS & BIT(option)))
		return -ENOPROTOOPT;
	if (number)
		self->hints |= BIT(option);
	else
		self->hints &= ~BIT(option);
	return 0;
}

int unixsocket_set_option(struct uk_file *file, int level, int option,
			  const void *value, uint32_t length)
{
	struct local *self = local_of(file);
	int number;

	if (!self)
		return -ENOTSOCK;
	if (!value && length)
		return -EFAULT;
	if (level != UK_SOL_SOCKET)
		return level == UK_IPPROTO_TCP || level == UK_IPPROTO_IP ||
				       level == UK_IPPROTO_IPV6 ?
			       -EOPNOTSUPP :
			       -ENOPROTOOPT;
	switch (option) {
	case UK_SO_RCVTIMEO:
		return uk_socket_timeout_set(&file->read_timeout, value,
					     length);
	case UK_SO_SNDTIMEO:
		return uk_socket_timeout_set(&file->write_timeout, value,
					     length);
	case UK_SO_LINGER: /* What was sent has arrived. */
		return length < sizeof(struct uk_linger) ? -EINVAL : 0;
	}
	if (length < sizeof(number))
		return -EINVAL;
	memcpy(&number, value, sizeof(number));
	return set_number(self, option, number);
}

static int get_number(struct local *self, int option)
{
	switch (option) {
	case UK_SO_TYPE:
		return self->type;
	case UK_SO_DOMAIN:
		return UK_AF_UNIX;
	case UK_SO_PROTOCOL:
		return 0;
	case UK_SO_ERROR:
		return -local_take_error(self);
	case UK_SO_ACCEPTCONN:
		return self->state == LOCAL_LISTENING;
	case UK_SO_SNDBUF:
		return (int)self->send_limit;
	case UK_SO_RCVBUF:
		return (int)self->receive_limit;
	case UK_SO_PASSCRED:
		return !!(self->flags & PASS_CREDENTIALS);
	case UK_SO_RCVLOWAT:
	case UK_SO_SNDLOWAT:
		return 1;
	}
	if (option < 0 || option >= 32 || !(HINTS & BIT(option)))
		return -ENOPROTOOPT;
	return !!(self->hints & BIT(option));
}

int unixsocket_get_option(struct uk_file *file, int level, int option,
			  void *value, uint32_t *length)
{
	const struct uk_linger linger = { .on = 0 };
	struct uk_ucred credentials = { .pid = 1 };
	struct local *self = local_of(file);
	int number;

	if (!self)
		return -ENOTSOCK;
	if (!length || (!value && *length))
		return -EFAULT;
	if (level != UK_SOL_SOCKET)
		return -EOPNOTSUPP;
	switch (option) {
	case UK_SO_RCVTIMEO:
		return uk_socket_timeout_tell(file->read_timeout, value,
					      length);
	case UK_SO_SNDTIMEO:
		return uk_socket_timeout_tell(file->write_timeout, value,
					      length);
	case UK_SO_LINGER:
		return uk_socket_option_tell(value, length, &linger,
					     sizeof(linger));
	case UK_SO_PEERCRED:
		/* As Linux: nobody's, where there is no peer */
		if (self->state == LOCAL_OPEN && !self->peer)
			credentials =
				(struct uk_ucred){ 0, UINT32_MAX, UINT32_MAX };
		return uk_socket_option_tell(value, length, &credentials,
					     sizeof(credentials));
	}
	number = get_number(self, option);
	return number < 0 ? number :
			    uk_socket_option_tell(value, length, &number,
						  sizeof(number));
}

/* A connection's bytes that wait: at this end, or those that it sent */
static size_t bytes_at(const struct local *self)
{
	if (!self)
		return 0;
	return local_is_stream(self) ? self->bytes.length :
				       local_messages_length(self);
}

int local_ioctl(struct uk_file *file, unsigned long request, void *argument)
{
	struct local *self = local_of(file);

	if (!argument)
		return -EFAULT;
	switch (request) {
	case UK_FIONREAD:
		if (self->state == LOCAL_LISTENING)
			return -EINVAL;
		*(int *)argument = (int)bytes_at(self);
		return 0;
	case UK_SIOCOUTQ:
		*(int *)argument =
			local_is_stream(self) ? (int)bytes_at(self->peer) : 0;
		return 0;
	default:
		return -ENOTTY;
	}
}
