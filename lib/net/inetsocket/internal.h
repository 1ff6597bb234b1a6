/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of this library share: a socket, and what its kind (TCP, UDP,
 * raw IP) does for the calls. All fields and all functions here are used with
 * the stack's lock held, unless said.
 */
#ifndef UKSOCKET_INTERNAL_H
#define UKSOCKET_INTERNAL_H

#include <uk/cursor.h>
#include <uk/inetsocket.h>
#include <uk/netstack.h>
#include <uk/socket_family.h>
#include <uk/socket_option.h>

#include <lwip/opt.h>
#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h> /* intervals, segments, lists of pcbs */
#include <lwip/raw.h>
#include <lwip/tcp.h>
#include <lwip/udp.h>

/* TCP's; datagram sockets are SOCKET_OPEN or SOCKET_CONNECTED. */
enum socket_state {
	SOCKET_OPEN, /* neither connected nor listening */
	SOCKET_CONNECTING,
	SOCKET_CONNECTED,
	SOCKET_LISTENING,
	SOCKET_ENDED, /* was connected */
};

/* In `flags` */
enum {
	READ_SHUT = 1 << 0,
	WRITE_SHUT = 1 << 1,
	PEER_ENDED = 1 << 2, /* TCP: the peer's FIN came after what is queued */
	WRITABLE = 1 << 3,   /* TCP: there is room worth a wake-up */
	CORKED = 1 << 4,
	ONLY_V6 = 1 << 5,
	PACKET_INFO = 1 << 6, /* tell datagrams' destinations */
	HEADER_INCLUDED = 1 << 7,
	REUSE_PORT = 1 << 8,
	NO_DELAY = 1 << 9,
	LINGER = 1 << 10,
	LOOP_MULTICAST = 1 << 11,
};

/* The truth about options that lwIP keeps in a pcb: the pcb is replaced by
 * listen(), and may vanish at any time.
 */
struct socket_settings {
	uint8_t options; /* lwIP's SOF_* */
	uint8_t ttl;	 /* 0: the default */
	uint8_t tos;
	uint8_t interface; /* bound to; 0: none */
	uint16_t linger; /* seconds */
	uint16_t max_segment; /* 0: the interface's */
	uint8_t multicast_ttl;
	uint8_t multicast_interface; /* 0: none */
	uint8_t keep_count;
	uint16_t keep_idle; /* seconds, as the next */
	uint16_t keep_interval;
	uint32_t send_limit; /* bytes that wait to be acknowledged */
	uint32_t receive_limit; /* of datagrams, with what each costs */
};

#define INTERFACE_MAX 255 /* lwIP numbers them in 8 bits. */

struct socket_kind;
struct membership;

struct socket {
	struct uk_file file; /* first */
	const struct socket_kind *kind;
	union {
		void *any; /* NULL: there is none now */
		struct tcp_pcb *tcp;
		struct tcp_pcb_listen *listener;
		struct udp_pcb *udp;
		struct raw_pcb *raw;
	} pcb;
	uint8_t domain;
	uint8_t protocol;
	uint8_t state; /* enum socket_state */
	uint16_t flags;
	int error; /* positive errno, for SO_ERROR or the next call */

	/* TCP: a list through pbuf.next, with no regard to packets; its front
	 * is used up in place. Datagrams: one list through their headers
	 * (datagram.h). Listeners: sockets through `next`.
	 */
	union {
		struct pbuf *first;
		struct socket *first_waiting;
	};
	union {
		struct pbuf *last;
		struct socket *last_waiting;
	};
	union {
		uint32_t received; /* bytes; datagrams: what they cost */
		uint32_t waiting;
	};
	union {
		uint32_t unannounced; /* TCP: read, but not tcp_recved() yet */
		uint32_t limit;	      /* listeners: most that wait */
	};
	uint16_t tail_room; /* TCP: bytes free at the end of `last` */
	uint16_t ended_port; /* local, when the pcb is gone */
	ip_addr_t ended_address;
	struct socket *next; /* in a listener's queue */
	struct membership *memberships;
	struct socket_settings settings;
};

/* What is said about a message beside its data */
struct socket_envelope {
	bool has_destination;
	uint16_t port;
	ip_addr_t destination;
	/* From ancillary data */
	uint8_t interface; /* 0: not said */
	ip_addr_t source;  /* any: not said */
};

/* All fields are set where one is made, so that no more is written for a small
 * message than is needed.
 */
struct socket_transfer {
	struct uk_cursor cursor;
	int flags;		   /* UK_MSG_* */
	struct uk_msghdr *message; /* receive: where results go, or NULL */
	const struct socket_envelope *envelope; /* send: or NULL */
};

struct socket_kind {
	uint8_t type; /* UK_SOCK_* */
	uint8_t protocol; /* UK_IPPROTO_*; 0: any, but one */
	int (*create)(struct socket *socket);
	int (*bind)(struct socket *socket, const ip_addr_t *address,
		    uint16_t port);
	/* -EINPROGRESS: begun; see `settled` */
	int (*connect)(struct socket *socket, const ip_addr_t *address,
		       uint16_t port);
	int (*disconnect)(struct socket *socket);
	/* How many bytes; -EAGAIN where nothing goes now */
	uk_ssize_t (*send)(struct socket *socket,
			   struct socket_transfer *transfer);
	uk_ssize_t (*receive)(struct socket *socket,
			      struct socket_transfer *transfer);
	int (*shutdown)(struct socket *socket, int how);
	/* Own or peer's address; -ENOTCONN */
	int (*local)(struct socket *socket, ip_addr_t *address, uint16_t *port);
	int (*peer)(struct socket *socket, ip_addr_t *address, uint16_t *port);
	/* Bytes that the next read gives */
	size_t (*readable)(struct socket *socket);
	/* Gives the pcb the socket's settings, where there is one. */
	void (*apply)(struct socket *socket);
	/* Lets go of pcb and queue; does not wait. */
	void (*end)(struct socket *socket);
	/* Without the lock; reads only fields of the socket. */
	unsigned int (*ready)(struct socket *socket);
};

extern const struct socket_kind socket_tcp, socket_udp, socket_raw;
extern const struct uk_file_ops socket_file_ops;

/* The socket of `file`, or NULL if it is none. Without the lock. */
static inline struct socket *socket_of(struct uk_file *file)
{
	return file->ops == &socket_file_ops ?
		       UK_CONTAINER_OF(file, struct socket, file) :
		       NULL;
}

static inline bool socket_is_stream(const struct socket *socket)
{
	return socket->kind == &socket_tcp;
}

/* create.c, calls.c, transfer.c, option.c: the calls of <uk/socket.h>. Without the
 * lock.
 */
int inetsocket_create(int domain, int type, int protocol,
		      struct uk_file **file);
int inetsocket_pair(int domain, int type, int protocol,
		    struct uk_file *files[2]);
int inetsocket_bind(struct uk_file *file, const struct uk_sockaddr *address,
		    uint32_t length);
int inetsocket_listen(struct uk_file *file, int backlog);
int inetsocket_accept(struct uk_file *file, struct uk_file **connection,
		      struct uk_sockaddr *address, uint32_t *length, int flags);
int inetsocket_connect(struct uk_file *file, const struct uk_sockaddr *address,
		       uint32_t length);
uk_ssize_t inetsocket_send(struct uk_file *file,
			   const struct uk_msghdr *message, int flags);
uk_ssize_t inetsocket_receive(struct uk_file *file, struct uk_msghdr *message,
			      int flags);
int inetsocket_shutdown(struct uk_file *file, int how);
int inetsocket_local(struct uk_file *file, struct uk_sockaddr *address,
		     uint32_t *length);
int inetsocket_peer(struct uk_file *file, struct uk_sockaddr *address,
		    uint32_t *length);
int inetsocket_set_option(struct uk_file *file, int level, int option,
			  const void *value, uint32_t length);
int inetsocket_get_option(struct uk_file *file, int level, int option,
			  void *value, uint32_t *length);

/* create.c: no pcb yet; NULL without memory. */
struct socket *socket_alloc(const struct socket_kind *kind, int domain,
			    int protocol, uint32_t flags);
void socket_free(struct socket *socket);

/* The pending error, negative, which is thereby told; or 0 */
static inline int socket_take_error(struct socket *socket)
{
	int error = socket->error;

	socket->error = 0;
	return -error;
}

/* address.c: 0, -EINVAL, -EAFNOSUPPORT, -ENETUNREACH (an IPv4 address on a
 * socket for IPv6 only). Without the lock.
 */
int socket_address_read(const struct socket *socket,
			const struct uk_sockaddr *from, uint32_t length,
			ip_addr_t *address, uint16_t *port);
/* `length` is the room and becomes the length. Without the lock. */
void socket_address_write(const struct socket *socket,
			  const ip_addr_t *address, uint16_t port,
			  void *to, uint32_t *length);
/* The family of a socket's pcb (enum lwip_ip_addr_type), and its any address */
uint8_t socket_family(const struct socket *socket);
void socket_any(const struct socket *socket, ip_addr_t *address);
/* After a failure for want of an address of this family: waits while an
 * interface is about to get one. True: try again. Without the lock.
 */
bool socket_wait_configured(const ip_addr_t *address);
/* "Any" as a destination is this machine, as in Linux. */
void socket_address_reach(ip_addr_t *address);
/* Whether an interface has it, or none is needed (any, multicast) */
bool socket_address_is_local(const ip_addr_t *address);
/* Two addresses that one packet can match: equal, or one of them any */
bool socket_addresses_overlap(const ip_addr_t *a, const ip_addr_t *b);

/* tcp.c */
int tcp_socket_create(struct socket *socket);
/* Makes `pcb` the connection of `socket`. */
void tcp_socket_attach(struct socket *socket, struct tcp_pcb *pcb);
void tcp_socket_remember(struct socket *socket);
/* Leaves the pcb, which needs no owner any more, to lwIP. */
void tcp_socket_let_go(struct socket *socket);
/* Resets the connection, if there is one. */
void tcp_socket_abort(struct socket *socket);
/* Whether what was sent, and the FIN, is acknowledged or will never be */
bool tcp_socket_flushed(const struct socket *socket);
/* tcp_connect.c */
int tcp_socket_bind(struct socket *socket, const ip_addr_t *address,
		    uint16_t port);
int tcp_socket_connect(struct socket *socket, const ip_addr_t *address,
		       uint16_t port);
/* tcp_listen.c */
int tcp_socket_listen(struct socket *socket, int backlog);
int tcp_socket_accept(struct socket *socket, struct socket **connection);
void tcp_socket_stop_listening(struct socket *socket);
err_t tcp_socket_arrived(void *argument, struct tcp_pcb *pcb, err_t error);
/* tcp_receive.c */
err_t tcp_socket_received(void *argument, struct tcp_pcb *pcb, struct pbuf *p,
			  err_t error);
uk_ssize_t tcp_socket_receive(struct socket *socket,
			      struct socket_transfer *transfer);
void tcp_socket_announce(struct socket *socket);
void tcp_socket_drop_received(struct socket *socket);
/* tcp_send.c */
err_t tcp_socket_sent(void *argument, struct tcp_pcb *pcb, u16_t length);
uk_ssize_t tcp_socket_send(struct socket *socket,
			   struct socket_transfer *transfer);
void tcp_socket_uncork(struct socket *socket);

/* multicast.c */
int socket_join(struct socket *socket, const ip_addr_t *group,
		struct netif *netif);
int socket_leave(struct socket *socket, const ip_addr_t *group,
		 struct netif *netif);
void socket_leave_all(struct socket *socket);

/* option*.c: as the calls of <uk/socket.h>. */
int socket_set_base(struct socket *socket, int option, const void *value,
		    uint32_t length);
int socket_get_base(struct socket *socket, int option, void *value,
		    uint32_t *length);
int socket_set_tcp(struct socket *socket, int option, const void *value,
		   uint32_t length);
int socket_get_tcp(struct socket *socket, int option, void *value,
		   uint32_t *length);
int socket_set_ip(struct socket *socket, int option, const void *value,
		  uint32_t length);
int socket_get_ip(struct socket *socket, int option, void *value,
		  uint32_t *length);
int socket_set_ip6(struct socket *socket, int option, const void *value,
		   uint32_t length);
int socket_get_ip6(struct socket *socket, int option, void *value,
		   uint32_t *length);
/* A value's first int; -EINVAL if there is less. */
int socket_option_int(const void *value, uint32_t length, int *number);
/* As above; a single byte will do. */
int socket_option_small(const void *value, uint32_t length, int *number);
/* As much of a result as there is room for; 0 */
int socket_option_tell_int(void *value, uint32_t *length, int number);
/* Sets or clears one of the socket's flags, or of lwIP's options. */
void socket_set_flag(struct socket *socket, unsigned int flag, bool on);
void socket_set_so(struct socket *socket, unsigned int option, bool on);

/* ioctl.c */
int socket_ioctl(struct uk_file *file, unsigned long request, void *argument);

#endif /* UKSOCKET_INTERNAL_H */
