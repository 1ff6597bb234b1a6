/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One message from its header to its answer. Which handler, how much memory its answer takes at
 * most, and whether it changes something, are a table.
 */
#include "share_server.h"

enum {
	CHANGES = 1, /* not for a folder that is shared read-only */
	HAS_DATA = 2,
};

static const struct kind {
	uint8_t type;
	uint8_t flags;
	uint16_t room; /* behind the header */
	int (*serve)(struct message *message);
} kinds[] = {
	{ TREAD, 0, 4, share_read },
	{ TWRITE, CHANGES | HAS_DATA, 4, share_write },
	{ TWALK, 0, 2 + NAMES_MOST * QID, share_walk },
	{ TGETATTR, 0, 153, share_getattr },
	{ TCLUNK, 0, 0, share_clunk },
	{ TLOPEN, 0, QID + 4, share_lopen },
	{ TLCREATE, CHANGES, QID + 4, share_lcreate },
	{ TREADDIR, 0, 4, share_readdir },
	{ TFSYNC, 0, 0, share_fsync },
	{ TSETATTR, CHANGES, 0, share_setattr },
	{ TUNLINKAT, CHANGES, 0, share_unlinkat },
	{ TRENAMEAT, CHANGES, 0, share_renameat },
	{ TMKDIR, CHANGES, QID, share_mkdir },
	{ TREADLINK, 0, 2, share_readlink },
	{ TSYMLINK, CHANGES, QID, share_symlink },
	{ TLINK, CHANGES, 0, share_link },
	{ TRENAME, CHANGES, 0, share_rename },
	{ TMKNOD, CHANGES, QID, share_mknod },
	{ TSTATFS, 0, 60, share_statfs },
	{ TREMOVE, 0, 0, share_remove },
	{ TFLUSH, 0, 0, share_flush },
	{ TATTACH, 0, QID, share_attach },
	{ TVERSION, 0, 14, share_version },
};

static const struct kind *find(uint64_t type)
{
	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

/* A walk of few names has an answer of few qids: its memory need hold no more. */
static bool has_room(const struct kind *kind, const struct message *message)
{
	size_t room = (size_t)(message->room - message->to);

	if (kind->type == TWALK && message->end - message->at >= 10)
		return room >= 2u + QID * message->at[8] && !message->at[9];
	return room >= kind->room;
}

static int serve(const struct kind *kind, struct message *message,
		 struct parts *from, bool is_cut)
{
	if (!kind)
		return -EOPNOTSUPP;
	if (is_cut && !(kind->flags & HAS_DATA))
		return -EMSGSIZE;
	if (!has_room(kind, message))
		return -EMSGSIZE;
	if (kind->flags & HAS_DATA) {
		if (from->length < WRITE_HEADER)
			return -EINVAL;
		message->end = message->at - HEADER + WRITE_HEADER;
		parts_drop(from, WRITE_HEADER);
	}
	if (kind->flags & CHANGES && message->share->is_read_only)
		return -EROFS;
	return kind->serve(message);
}

bool share_is_slow(const struct parts *message)
{
	uint8_t header[HEADER];

	return parts_get(message, header, sizeof(header)) == sizeof(header) &&
	       header[4] == TFSYNC;
}

int share_serve(struct share *share, struct parts *from, const struct parts *to)
{
	uint8_t *request = share->request, *answer = share->answer;
	size_t copied = parts_get(from, request, REQUEST_MOST);
	uint64_t room = to->length < ANSWER_MOST ? to->length : ANSWER_MOST;
	struct parts rest = *to;
	struct message message = {
		.share = share,
		.at = request,
		.end = request + copied,
		.to = answer + HEADER,
		.room = answer + room,
		.data = from,
		.answer = &rest,
	};
	uint64_t length = get(&message, 4), type = get(&message, 1);
	uint64_t tag = get(&message, 2);
	uint32_t size;
	int error;

	if (message.problem || length != from->length || room < ERROR)
		return -EINVAL;
	error = serve(find(type), &message, from, copied < length);
	if (error) {
		type = RLERROR - 1;
		message.moved = 0;
		message.to = answer + HEADER;
		put(&message, (uint64_t)-error, 4);
	}
	copied = (size_t)(message.to - answer);
	size = (uint32_t)copied + message.moved;
	message.to = answer;
	put(&message, size, 4);
	put(&message, type + 1, 1);
	put(&message, tag, 2);
	parts_put(to, answer, copied);
	return (int)size;
}
