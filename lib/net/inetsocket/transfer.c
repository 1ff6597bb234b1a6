/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending and receiving messages, with the waiting.
 */
#include "internal.h"

#include <uk/string.h>

#define SEND_FLAGS                                                     \
	(UK_MSG_DONTROUTE | UK_MSG_DONTWAIT | UK_MSG_EOR | UK_MSG_CONFIRM | \
	 UK_MSG_NOSIGNAL | UK_MSG_MORE)
#define RECEIVE_FLAGS                                                      \
	(UK_MSG_PEEK | UK_MSG_TRUNC | UK_MSG_DONTWAIT | UK_MSG_WAITALL |   \
	 UK_MSG_NOSIGNAL | UK_MSG_CMSG_CLOEXEC)

#if LWIP_IPV4
static int read_info4(const char *data, size_t size,
		      struct socket_envelope *envelope)
{
	struct uk_in_pktinfo info;

	if (size < sizeof(info))
		return -EINVAL;
	memcpy(&info, data, sizeof(info));
	ip_addr_set_ip4_u32(&envelope->source, info.local);
	return info.interface;
}
#endif

#if LWIP_IPV6
static int read_info6(const char *data, size_t size,
		      struct socket_envelope *envelope)
{
	struct uk_in6_pktinfo info;
	ip_addr_t *source = &envelope->source;

	if (size < sizeof(info))
		return -EINVAL;
	memcpy(&info, data, sizeof(info));
	IP_SET_TYPE(source, IPADDR_TYPE_V6);
	memcpy(ip_2_ip6(source)->addr, info.address, sizeof(info.address));
#if LWIP_IPV4
	if (ip6_addr_isipv4mappedipv6(ip_2_ip6(source)))
		ip_addr_set_ip4_u32(source, ip_2_ip6(source)->addr[3]);
#endif
	return info.interface > INT32_MAX ? -ENODEV : (int)info.interface;
}
#endif

/* IP_PKTINFO, IPV6_PKTINFO: the sender chooses its source and interface. */
static int read_packet_info(const struct uk_cmsghdr *header, const char *data,
			    struct socket_envelope *envelope)
{
	size_t size = header->length - sizeof(*header);
	int interface = -EINVAL;

#if LWIP_IPV4
	if (header->level == UK_IPPROTO_IP && header->type == UK_IP_PKTINFO)
		interface = read_info4(data, size, envelope);
#endif
#if LWIP_IPV6
	if (header->level == UK_IPPROTO_IPV6 && header->type == UK_IPV6_PKTINFO)
		interface = read_info6(data, size, envelope);
#endif
	if (interface < 0)
		return interface;
	if (interface > INTERFACE_MAX)
		return -ENODEV;
	envelope->interface = (uint8_t)interface;
	return 0;
}

static int read_control(const struct uk_msghdr *message,
			struct socket_envelope *envelope)
{
	const char *at = message->control;
	size_t left = message->control_length;

	while (left >= sizeof(struct uk_cmsghdr)) {
		struct uk_cmsghdr header;
		size_t step;
		int error;

		memcpy(&header, at, sizeof(header));
		if (header.length < sizeof(header) || header.length > left)
			return -EINVAL;
		error = read_packet_info(&header, at + sizeof(header),
					 envelope);
		if (error)
			return error;
		step = UK_MIN(UK_CMSG_ALIGN(header.length), left);
		at += step;
		left -= step;
	}
	return 0;
}

/* TCP ignores destinations, as Linux does. */
static int read_envelope(const struct socket *socket,
			 const struct uk_msghdr *message,
			 struct socket_envelope *envelope)
{
	int error;

	memset(envelope, 0, sizeof(*envelope));
	if (message->name && !socket_is_stream(socket)) {
		error = socket_address_read(socket, message->name,
					    message->name_length,
					    &envelope->destination,
					    &envelope->port);
		if (error)
			return error;
		envelope->has_destination = true;
		socket_address_reach(&envelope->destination);
	}
	return message->control ? read_control(message, envelope) : 0;
}

static uk_ssize_t send_once(struct socket *socket,
			    struct socket_transfer *transfer, uk_ssize_t total)
{
	uk_ssize_t result;

	uk_netstack_lock();
	/* An error after a part is left for the next call. */
	result = total && socket->error ? -EIO :
					  socket->kind->send(socket, transfer);
	uk_netstack_unlock();
	return result;
}

/* What the first try left, with the waiting; `result` is what came of it. */
static uk_ssize_t send_rest(struct socket *socket,
			    struct socket_transfer *transfer, uk_ssize_t result)
{
	struct uk_file *file = &socket->file;
	struct uk_file_patience patience = uk_file_patience(
		file->write_timeout, file->flags & UK_O_NONBLOCK ||
					     transfer->flags & UK_MSG_DONTWAIT);
	bool configured = false;
	uk_ssize_t total = 0;

	for (;; result = send_once(socket, transfer, total)) {
		if (result >= 0) {
			total += result;
			if (!transfer->cursor.left || patience.dont_wait)
				return total;
		} else if (result == -ENETUNREACH && transfer->envelope &&
			   !configured) {
			configured = true;
			if (socket_wait_configured(
				    &transfer->envelope->destination))
				continue;
			return result;
		} else if (result != -EAGAIN) {
			break;
		}
		if (!uk_file_try_again(file, UK_READY_OUT, &patience)) {
			result = uk_file_outcome(&patience, -EAGAIN);
			break;
		}
	}
	return total ? total : result;
}

uk_ssize_t inetsocket_send(struct uk_file *file,
			   const struct uk_msghdr *message, int flags)
{
	struct socket *socket = socket_of(file);
	struct socket_envelope envelope;
	struct socket_transfer transfer;
	uk_ssize_t result;

	if (!socket)
		return -ENOTSOCK;
	if (flags & ~SEND_FLAGS)
		return -EOPNOTSUPP;
	transfer.flags = flags;
	transfer.message = NULL;
	transfer.envelope = NULL;
	if (message->name || message->control) {
		result = read_envelope(socket, message, &envelope);
		if (result)
			return result;
		transfer.envelope = &envelope;
	}
	result = uk_cursor_init(&transfer.cursor, message->pieces,
				    message->piece_count);
	if (result)
		return result;
	result = send_once(socket, &transfer, 0);
	if (UK_LIKELY(result >= 0 && !transfer.cursor.left))
		return result;
	return send_rest(socket, &transfer, result);
}

static uk_ssize_t receive_once(struct socket *socket,
			       struct socket_transfer *transfer,
			       uk_ssize_t total)
{
	uk_ssize_t result;

	uk_netstack_lock();
	result = total && socket->error ?
			 -EIO :
			 socket->kind->receive(socket, transfer);
	uk_netstack_unlock();
	return result;
}

static uk_ssize_t receive_rest(struct socket *socket,
			       struct socket_transfer *transfer,
			       uk_ssize_t result, bool all)
{
	struct uk_file *file = &socket->file;
	struct uk_file_patience patience = uk_file_patience(
		file->read_timeout, file->flags & UK_O_NONBLOCK ||
					    transfer->flags & UK_MSG_DONTWAIT);
	uk_ssize_t total = 0;

	for (;; result = receive_once(socket, transfer, total)) {
		if (result > 0) {
			total += result;
			if (!all || !transfer->cursor.left ||
			    patience.dont_wait)
				return total;
		} else if (result != -EAGAIN) {
			break;
		}
		if (!uk_file_try_again(file, UK_READY_IN, &patience)) {
			result = uk_file_outcome(&patience, -EAGAIN);
			break;
		}
	}
	return total ? total : result;
}

uk_ssize_t inetsocket_receive(struct uk_file *file, struct uk_msghdr *message,
			      int flags)
{
	struct socket *socket = socket_of(file);
	struct socket_transfer transfer;
	uk_ssize_t result;
	bool all = false;

	if (!socket)
		return -ENOTSOCK;
	if (flags & UK_MSG_OOB)
		return -EINVAL;
	if (flags & UK_MSG_ERRQUEUE)
		return -EAGAIN; /* nothing is ever queued there */
	if (flags & ~RECEIVE_FLAGS)
		return -EOPNOTSUPP;
	result = uk_cursor_init(&transfer.cursor, message->pieces,
				    message->piece_count);
	if (result)
		return result;
	transfer.flags = flags;
	transfer.message = message;
	transfer.envelope = NULL;
	if (socket_is_stream(socket)) {
		message->name_length = 0;
		message->control_length = 0;
		message->flags = 0;
		all = flags & UK_MSG_WAITALL && !(flags & UK_MSG_PEEK);
	}
	result = receive_once(socket, &transfer, 0);
	if (UK_LIKELY(result >= 0 && !all))
		return result;
	return receive_rest(socket, &transfer, result, all);
}
