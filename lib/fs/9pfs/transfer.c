/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading and writing: the host moves the bytes straight to and from the caller's memory. A
 * transfer is cut into messages as large as both sides agreed on, one after the other,
 * so that a part that fails leaves no hole.
 */
#include "calls.h"
#include "node.h"

/* Where in the caller's memory a transfer is */
struct place {
	const struct uk_iovec *piece;
	unsigned int left; /* pieces */
	size_t at;	   /* in the first of them */
};

#define DATA_SEGMENTS (P9_SEGMENTS_MOST - 2)

/* The next bytes, at most `most`. Returns how many. */
static uint32_t gather(struct place *place, uint32_t most,
		       unsigned int segments_most,
		       struct uk_sgsegment *segments, unsigned int *count)
{
	uint32_t total = 0;

	*count = 0;
	while (place->left && *count < segments_most && total < most) {
		size_t rest = place->piece->length - place->at;
		size_t length = UK_MIN(rest, (size_t)(most - total));

		if (length) {
			segments[(*count)++] = (struct uk_sgsegment){
				(char *)place->piece->base + place->at, length
			};
			total += (uint32_t)length;
		}
		place->at += length;
		if (length == rest) {
			place->piece++;
			place->left--;
			place->at = 0;
		}
	}
	return total;
}

static void put_range(struct p9_call *call, const struct p9_file *file,
		      int64_t offset, uint32_t length)
{
	p9_put32(&call->out, file->host.fid);
	p9_put64(&call->out, (uint64_t)offset);
	p9_put32(&call->out, length);
}

/* Tread fid[4] offset[8] count[4]; Rread count[4] data[count] */
static int64_t read_part(struct p9_session *session, struct p9_file *file,
			 const struct uk_sgsegment *segments,
			 unsigned int count, int64_t offset, uint32_t length)
{
	struct p9_call call;
	uint32_t got;
	int error;

	p9_call(&call, session, P9_TREAD);
	put_range(&call, file, offset, length);
	error = p9_do_data(&call, P9_READ_HEADER, segments, count);
	if (UK_UNLIKELY(error))
		return error;
	got = p9_get32(&call.in);
	if (UK_UNLIKELY(call.in.bad || got > length ||
			call.length != P9_READ_HEADER + got))
		return p9_judge(&call, P9_NONSENSE);
	return got;
}

/* Twrite fid[4] offset[8] count[4] data[count]; Rwrite count[4] */
static int64_t write_part(struct p9_session *session, struct p9_file *file,
			  const struct uk_sgsegment *segments,
			  unsigned int count, int64_t offset, uint32_t length)
{
	struct p9_call call;
	uint32_t got;
	int error;

	p9_call(&call, session, P9_TWRITE);
	put_range(&call, file, offset, length);
	for (unsigned int i = 0; i < count; i++)
		p9_put_data(&call.out, segments[i].base, segments[i].length);
	error = p9_do(&call, P9_ERROR);
	if (UK_UNLIKELY(error))
		return error;
	got = p9_get32(&call.in);
	error = p9_end(&call);
	if (UK_UNLIKELY(error || got > length))
		return p9_judge(&call, P9_NONSENSE);
	return got ? (int64_t)got : -EIO; /* or we would try for ever */
}

static uk_ssize_t move(struct uk_vfs_file *vfs_file, struct place *place,
		       int64_t offset, bool writes)
{
	struct p9_node *node = p9_node_of(vfs_file->vnode);
	struct p9_session *session = p9_node_session(node);
	struct p9_file *file = p9_file_of(vfs_file);
	unsigned int most = UK_MIN(session->channel->segments_most - 2,
				   DATA_SEGMENTS);
	struct uk_sgsegment segments[DATA_SEGMENTS];
	uk_ssize_t total = 0;
	unsigned int count;

	file->users++;
	for (;;) {
		uint32_t length = gather(place, file->host.most, most, segments,
					 &count);
		int64_t result;

		if (!length)
			break;
		result = writes ? write_part(session, file, segments, count,
					     offset + total, length) :
				  read_part(session, file, segments, count,
					    offset + total, length);
		if (UK_UNLIKELY(result < 0)) {
			if (!total)
				total = result;
			break;
		}
		total += result;
		if (result < length)
			break;
	}
	p9_file_put(node, file);
	return total;
}

uk_ssize_t p9_read(struct uk_vfs_file *file, const struct uk_iovec *pieces,
		   unsigned int count, int64_t offset)
{
	struct place place = { pieces, count, 0 };

	return move(file, &place, offset, false);
}

static uk_ssize_t write_at(struct uk_vfs_file *file, struct place *place,
			   int64_t offset)
{
	struct uk_vnode *vnode = file->vnode;
	uk_ssize_t written = move(file, place, offset, true);

	if (written > 0) {
		vnode->size = UK_MAX(vnode->size, offset + written);
		p9_changed(p9_node_of(vnode));
		p9_unsynced(p9_node_of(vnode));
	}
	return written;
}

static void lock_end(struct p9_node *node)
{
#ifdef CONFIG_LIBVFS_THREADS
	uk_mutex_lock(&node->append);
#else
	(void)node;
#endif
}

static void unlock_end(struct p9_node *node)
{
#ifdef CONFIG_LIBVFS_THREADS
	uk_mutex_unlock(&node->append);
#else
	(void)node;
#endif
}

/*
 * At the end: the host's doing, if it knows that the file is open for that; then others on
 * the host may append too, and only where exactly is not known. Else it is our doing, and
 * one step for this guest.
 */
static uk_ssize_t append(struct uk_vfs_file *file, struct place *place,
			 int64_t *offset)
{
	struct p9_node *node = p9_node_of(file->vnode);
	uk_ssize_t written;

	lock_end(node);
	written = p9_file_of(file)->appends ? 0 : p9_refresh(node);
	if (!written) {
		*offset = file->vnode->size;
		written = write_at(file, place, *offset);
	}
	unlock_end(node);
	return written;
}

uk_ssize_t p9_write(struct uk_vfs_file *file, const struct uk_iovec *pieces,
		    unsigned int count, int64_t *offset)
{
	struct place place = { pieces, count, 0 };
	int error;

	if (UK_UNLIKELY(*offset == UK_VFS_END))
		return append(file, &place, offset);
	/* The host would append all the same (Linux's pwrite()). */
	if (UK_UNLIKELY(p9_file_of(file)->appends)) {
		error = p9_reopen(file);
		if (error)
			return error;
	}
	return write_at(file, &place, *offset);
}
