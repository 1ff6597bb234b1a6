/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A local socket, and what the files of this library share. Nothing here sleeps but
 * what waits for its turn, walks a path, or closes the last share of a file; between those,
 * with cooperative threads, all is one step and needs no lock.
 */
#ifndef UNIXSOCKET_LOCAL_H
#define UNIXSOCKET_LOCAL_H

#include <uk/alloc.h>
#include <uk/bytequeue.h>
#include <uk/socket_family.h>
#include <uk/string.h>

struct uk_vnode;
struct uk_dentry;
struct local;

/* What a socket is bound to: those that are called so, or were sent from there, share
 * it.
 */
struct local_name {
	struct uk_list_head link; /* in the table, while `socket` is there */
	struct local *socket;	  /* who can be reached by it; NULL: gone */
	struct uk_dentry *place;  /* of a path, a share; NULL: abstract */
	uint32_t owners;
	uint32_t length; /* of the text: with a path's 0 at its end */
	char text[];	 /* an abstract one begins with a 0 */
};

/* Descriptors on their way */
struct local_rights {
	unsigned int count;
	struct uk_file *files[];
};

/* Ancillary data of a message */
struct local_control {
	struct local_rights *rights; /* NULL: none */
	struct uk_ucred credentials;
	bool has_credentials; /* not just the process's own */
};

/* Ancillary data in a stream goes with these of its bytes. */
struct local_mark {
	struct uk_list_head link;
	uint64_t start, end; /* counted from the stream's first byte */
	struct local_control control;
};

struct local_message {
	struct uk_list_head link;
	struct local_name *from; /* a share; NULL: the sender had no name */
	struct local_control control;
	size_t length;
	char data[];
};

enum local_state {
	LOCAL_OPEN, /* neither of the following; datagrams: always */
	LOCAL_LISTENING,
	LOCAL_CONNECTED, /* or was */
};

/* In `flags` */
enum {
	READ_SHUT = 1 << 0,
	WRITE_SHUT = 1 << 1,
	PASS_CREDENTIALS = 1 << 2,
	PEER_GONE = 1 << 3, /* datagrams: the next one is refused */
};

struct local {
	struct uk_file file; /* first */
	uint8_t type;	     /* UK_SOCK_* */
	uint8_t state;	     /* enum local_state */
	uint8_t flags;
	int error;	     /* positive errno, for SO_ERROR or the next call */
	uint32_t send_limit; /* bytes: of a stream that wait, of a message */
	uint32_t
		receive_limit; /* of messages that wait, with what each costs */
	uint32_t hints;	       /* options that change nothing, a bit each */
	struct local_name *name;      /* a share; NULL: none */
	struct local_name *peer_name; /* what the peer was called as it went */
	/* The other end; datagrams: where they go. Not a share: whoever goes says so. */
	struct local *peer;
	/* Datagrams: watches the peer. Else: in a listener's `waiting`. */
	union {
		struct uk_ready_watcher peer_watcher;
		struct uk_list_head link;
	};
	/* What was received: a stream's bytes, messages, or connections */
	union {
		struct uk_list_head messages; /* struct local_message */
		struct uk_list_head marks;    /* struct local_mark */
		struct uk_list_head waiting;  /* struct local */
	};
	union {
		struct uk_bytequeue bytes;
		size_t cost; /* of all messages */
		struct {
			uint32_t count; /* of connections */
			uint32_t backlog;
		};
	};
	uint64_t position;  /* a stream's bytes that were read */
	struct local *next; /* in a search, or to be freed */
	uint32_t seen;	    /* by the search of this number */
};

/* Told on a socket to who waits for room in it: no number of poll()'s. */
#define LOCAL_ROOM (1u << 20)

static inline bool local_is_stream(const struct local *self)
{
	return self->type == UK_SOCK_STREAM;
}

static inline bool local_is_datagram(const struct local *self)
{
	return self->type == UK_SOCK_DGRAM;
}

/* The pending error, negative, which is thereby told; or 0 */
static inline int local_take_error(struct local *self)
{
	int error = self->error;

	self->error = 0;
	return -error;
}

/* ---- create.c ---- */

extern const struct uk_file_ops local_file_ops;

/* NULL: no local socket. */
static inline struct local *local_of(struct uk_file *file)
{
	return file->ops == &local_file_ops ?
		       UK_CONTAINER_OF(file, struct local, file) :
		       NULL;
}

/* NULL: no memory. */
struct local *local_new(int type, uint32_t flags);
/* Joins two that are not connected yet (datagrams: one way). */
void local_join(struct local *self, struct local *peer);
/* Datagrams: goes to nobody any more. */
void local_part(struct local *self);

int unixsocket_create(int domain, int type, int protocol,
		      struct uk_file **file);
int unixsocket_pair(int domain, int type, int protocol,
		    struct uk_file *files[2]);

/* ---- ready.c ---- */

/* Whether something more may be put into a queue */
bool local_has_room(const struct local *to);
unsigned int local_ready(struct uk_file *file);

/* ---- name.c, path.c ---- */

struct local_address {
	uint32_t length; /* of the text; 0: no name */
	char text[109];	 /* a path ends with a 0, which is counted */
};

/* 0, -EINVAL, -EFAULT. */
int local_address_read(const struct uk_sockaddr *from, uint32_t length,
		       struct local_address *address);
/* `*length` is the room at `to` and becomes the address's length. `name` may be NULL. */
void local_address_write(const struct local_name *name, void *to,
			 uint32_t *length);

/* The same for what was received; no name, no address at all, as in Linux. */
void local_address_tell(const struct local_name *name,
			struct uk_msghdr *message);

/* A name with one share, which nobody is found by yet; NULL: no memory. */
struct local_name *local_name_new(const struct local_address *address);
struct local_name *local_name_get(struct local_name *name);
void local_name_put(struct local_name *name); /* NULL is nothing */
/* The socket that has the name (a share of it goes over) is found by it from now on. */
void local_name_give(struct local_name *name, struct local *to);
/* What the other end is called, now or when it went */
static inline const struct local_name *
local_peer_called(const struct local *self)
{
	return self->peer ? self->peer->name : self->peer_name;
}

/* The name of who is bound to this socket file, or NULL. */
struct local_name *local_name_find_vnode(const struct uk_vnode *vnode);

/* Who is bound to the address: -ECONNREFUSED, -EPROTOTYPE, or the path's errors. */
int local_find(const struct local_address *address, int type,
	       struct local **found);

int unixsocket_bind(struct uk_file *file, const struct uk_sockaddr *address,
		    uint32_t length);

/* The path's socket file is made, and *place is where it is. */
int local_path_make(const char *path, struct uk_dentry **place);
void local_path_remove(const char *path);
/* The name of who is bound to the path's file, with a share: 0, NULL if nobody is. */
int local_path_find(const char *path, struct local_name **found);
const struct uk_vnode *local_path_vnode(struct uk_dentry *place);
void local_path_put(struct uk_dentry *place);

/* ---- connect.c ---- */

int unixsocket_listen(struct uk_file *file, int backlog);
int unixsocket_accept(struct uk_file *file, struct uk_file **connection,
		      struct uk_sockaddr *address, uint32_t *length, int flags);
int unixsocket_connect(struct uk_file *file, const struct uk_sockaddr *address,
		       uint32_t length);
int unixsocket_shutdown(struct uk_file *file, int how);
int unixsocket_local(struct uk_file *file, struct uk_sockaddr *address,
		     uint32_t *length);
int unixsocket_peer(struct uk_file *file, struct uk_sockaddr *address,
		    uint32_t *length);

/* ---- option.c ---- */

int unixsocket_set_option(struct uk_file *file, int level, int option,
			  const void *value, uint32_t length);
int unixsocket_get_option(struct uk_file *file, int level, int option,
			  void *value, uint32_t *length);
int local_ioctl(struct uk_file *file, unsigned long request, void *argument);

/* ---- transfer.c ---- */

struct local_transfer {
	struct uk_cursor cursor;
	int flags; /* UK_MSG_* */
	/* Sending: what goes along, and a datagram's destination */
	struct local_control control;
	struct local *to;
	/* Receiving: where results go (or NULL), and where, of those, the next ancillary
	 * data goes, and how much there is room for
	 */
	struct uk_msghdr *message;
	char *control_at;
	size_t control_room;
	bool has_told;	/* who sent it */
	bool has_ended; /* what comes next is apart from this */
};

uk_ssize_t unixsocket_send(struct uk_file *file,
			   const struct uk_msghdr *message, int flags);
uk_ssize_t unixsocket_receive(struct uk_file *file, struct uk_msghdr *message,
			      int flags);
uk_ssize_t local_write(struct uk_file *file, const struct uk_iovec *pieces,
		       unsigned int count, int64_t offset);
uk_ssize_t local_read(struct uk_file *file, const struct uk_iovec *pieces,
		      unsigned int count, int64_t offset);

/*
 * Waits until there may be room in `to`, for as long as `patience` says: 0; -EAGAIN,
 * -EINTR.
 */
struct uk_file_patience;
int local_wait_for_room(struct local *to, struct uk_file_patience *patience);

/* ---- stream.c, message.c: without waiting; -EAGAIN ---- */

uk_ssize_t local_stream_send(struct local *self,
			     struct local_transfer *transfer);
uk_ssize_t local_stream_receive(struct local *self,
				struct local_transfer *transfer);
void local_stream_drop(struct local *self);

uk_ssize_t local_message_send(struct local *self,
			      struct local_transfer *transfer);
uk_ssize_t local_message_receive(struct local *self,
				 struct local_transfer *transfer);
void local_messages_drop(struct local *self);
/* There is room again. */
void local_tell_senders(struct local *self);
/* What FIONREAD says: of datagrams the first one's bytes, of packets all. */
size_t local_messages_length(const struct local *self);

/* ---- control.c, rights.c ---- */

/* Reads a message's ancillary data into `control`, which has none yet: 0, -EINVAL,
 * -EBADF, -ESRCH, -ENOMEM, -ETOOMANYREFS.
 */
int local_control_read(const struct uk_msghdr *message,
		       struct local_control *control);
/* Tells the receiver what came along, and, once, from whom; of a look, rights stay. */
void local_control_write(const struct local *self,
			 struct local_control *control,
			 struct local_transfer *transfer);
void local_control_drop(struct local_control *control);

/* Room for `count` more; NULL: no memory. Takes over what `old` (or NULL) has. */
struct local_rights *local_rights_new(struct local_rights *old,
				      unsigned int count);
/* Counts one that is on its way: false, there are too many. */
bool local_rights_count(void);
void local_rights_drop(struct local_rights *rights);
/* Whether sockets among them lead back to `to`, which would then keep itself alive. */
bool local_rights_lead_to(const struct local_rights *rights,
			  const struct local *to);

#endif /* UNIXSOCKET_LOCAL_H */
