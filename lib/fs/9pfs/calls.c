/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The messages, in the layouts of diod's protocol.md.
 */
#include "calls.h"

#include <uk/print.h>

#define ROOT_ID 0u
/* Answers of fixed length, header included */
#define QID_ANSWER (P9_HEADER + P9_QID)
#define OPEN_ANSWER (P9_HEADER + P9_QID + 4)
#define WALK_ANSWER (P9_HEADER + 2 + P9_QID)
#define STATFS_ANSWER (P9_HEADER + 60)
#define VERSION_ANSWER (P9_HEADER + 4 + 2 + 32) /* room for other names */

/* Most have nothing but a header. */
static int simple(struct p9_call *call)
{
	int error = p9_do(call, P9_ERROR);

	return error ? error : p9_end(call);
}

/* Those that made something say what; we look it up by its name. */
static int made(struct p9_call *call)
{
	struct p9_qid qid;
	int error = p9_do(call, QID_ANSWER);

	if (error)
		return error;
	p9_get_qid(&call->in, &qid);
	return p9_end(call);
}

static void put_name(struct p9_call *call, const struct uk_name *name)
{
	p9_put_text(&call->out, name->text, name->length);
}

/* Tversion msize[4] version[s] */
int p9_version(struct p9_session *session, uint32_t message_most,
	       uint32_t *answer)
{
	static const char version[] = P9_VERSION;
	struct p9_call call;
	struct uk_name text;
	int error;

	p9_call(&call, session, P9_TVERSION);
	p9_put32(&call.out, message_most);
	p9_put_text(&call.out, version, sizeof(version) - 1);
	error = p9_do(&call, VERSION_ANSWER);
	if (error)
		return error;
	*answer = p9_get32(&call.in);
	text = p9_get_text(&call.in);
	error = p9_end(&call);
	if (error)
		return error;
	if (text.length == sizeof(version) - 1 &&
	    !memcmp(text.text, version, text.length))
		return 0;
	uk_pr_err("the host of '%s' does not speak %s\n",
		  session->channel->tag, version);
	return -EPROTONOSUPPORT;
}

/* Tattach fid[4] afid[4] uname[s] aname[s] n_uname[4] */
int p9_attach(struct p9_session *session, const char *tree, uint32_t fid)
{
	static const char user[] = "root";
	struct p9_call call;
	struct p9_qid qid;
	int error;

	p9_call(&call, session, P9_TATTACH);
	p9_put32(&call.out, fid);
	p9_put32(&call.out, P9_NO_FID);
	p9_put_text(&call.out, user, sizeof(user) - 1);
	p9_put_text(&call.out, tree, strlen(tree));
	p9_put32(&call.out, ROOT_ID);
	error = p9_do(&call, QID_ANSWER);
	if (error)
		return error;
	p9_get_qid(&call.in, &qid);
	error = p9_end(&call);
	if (error)
		return error;
	session->root = qid.path;
	return qid.type & P9_QID_DIRECTORY ? 0 : -ENOTDIR;
}

/* Tclunk fid[4] */
int p9_clunk_wait(struct p9_session *session, uint32_t fid)
{
	struct p9_call call;

	p9_call(&call, session, P9_TCLUNK);
	p9_put32(&call.out, fid);
	return simple(&call);
}

/* Tremove fid[4] */
int p9_remove(struct p9_session *session, uint32_t fid)
{
	struct p9_call call;

	p9_call(&call, session, P9_TREMOVE);
	p9_put32(&call.out, fid);
	return simple(&call);
}

/* Twalk fid[4] newfid[4] nwname[2] nwname*(wname[s]); Rwalk nwqid[2] nwqid*(qid) */
int p9_walk(struct p9_node *dir, const struct uk_name *name, uint32_t fid,
	    struct p9_qid *qid)
{
	struct p9_call call;
	int error;

	p9_call(&call, p9_node_session(dir), P9_TWALK);
	p9_put_node(&call, dir);
	p9_put32(&call.out, fid);
	p9_put16(&call.out, 1);
	put_name(&call, name);
	error = p9_do(&call, WALK_ANSWER);
	if (error)
		return error;
	if (p9_get16(&call.in) != 1)
		call.in.bad = true;
	p9_get_qid(&call.in, qid);
	error = p9_end(&call);
	if (!error)
		p9_known_walked(call.session, dir->fid, name, fid, qid->path);
	return error;
}

int p9_clone(struct p9_node *node, uint32_t fid)
{
	struct p9_call call;
	int error;

	p9_call(&call, p9_node_session(node), P9_TWALK);
	p9_put_node(&call, node);
	p9_put32(&call.out, fid);
	p9_put16(&call.out, 0);
	error = p9_do(&call, P9_ERROR);
	if (error)
		return error;
	if (p9_get16(&call.in) != 0)
		call.in.bad = true;
	error = p9_end(&call);
	if (!error)
		p9_known_walked(call.session, node->fid, NULL, fid,
				node->vnode.inode);
	return error;
}

/* Rlopen and Rlcreate: qid[13] iounit[4], which is 0 where it does not matter */
static int open_fid(struct p9_call *call, struct p9_opened *opened)
{
	struct p9_qid qid;
	uint32_t unit;
	int error = p9_do(call, OPEN_ANSWER);

	if (error)
		return error;
	p9_get_qid(&call->in, &qid);
	unit = p9_get32(&call->in);
	opened->inode = qid.path;
	opened->most = call->session->data_most;
	if (unit)
		opened->most = UK_MIN(opened->most, unit);
	return p9_end(call);
}

/* Tlopen fid[4] flags[4] */
int p9_lopen(struct p9_session *session, struct p9_opened *opened,
	     uint32_t flags)
{
	struct p9_call call;
	int error;

	p9_call(&call, session, P9_TLOPEN);
	p9_put32(&call.out, opened->fid);
	p9_put32(&call.out, flags);
	error = open_fid(&call, opened);
	if (!error)
		p9_known_opened(session, opened->fid, flags);
	return error;
}

/* Tlcreate fid[4] name[s] flags[4] mode[4] gid[4] */
int p9_lcreate(struct p9_session *session, struct p9_opened *opened,
	       const struct uk_name *name, uint32_t flags, uint32_t mode)
{
	struct p9_call call;
	int error;

	p9_call(&call, session, P9_TLCREATE);
	p9_put32(&call.out, opened->fid);
	put_name(&call, name);
	p9_put32(&call.out, flags);
	p9_put32(&call.out, mode);
	p9_put32(&call.out, ROOT_ID);
	error = open_fid(&call, opened);
	if (!error)
		p9_known_created(session, opened->fid, name, opened->inode,
				 flags);
	return error;
}

/* Tmknod dfid[4] name[s] mode[4] major[4] minor[4] gid[4] */
int p9_mknod(struct p9_node *dir, const struct uk_name *name, uint32_t mode,
	     uint64_t device_number)
{
	struct p9_call call;

	p9_call(&call, p9_node_session(dir), P9_TMKNOD);
	p9_put_node(&call, dir);
	put_name(&call, name);
	p9_put32(&call.out, mode);
	/* As linux/kdev_t.h packs them into 64 bits */
	p9_put32(&call.out, (uint32_t)((device_number >> 8 & 0xfff) |
				       (device_number >> 32 & 0xfffff000)));
	p9_put32(&call.out, (uint32_t)((device_number & 0xff) |
				       (device_number >> 12 & 0xffffff00)));
	p9_put32(&call.out, ROOT_ID);
	return made(&call);
}

/* Tmkdir dfid[4] name[s] mode[4] gid[4] */
int p9_mkdir(struct p9_node *dir, const struct uk_name *name, uint32_t mode)
{
	struct p9_call call;

	p9_call(&call, p9_node_session(dir), P9_TMKDIR);
	p9_put_node(&call, dir);
	put_name(&call, name);
	p9_put32(&call.out, mode);
	p9_put32(&call.out, ROOT_ID);
	return made(&call);
}

/* Tsymlink fid[4] name[s] symtgt[s] gid[4] */
int p9_symlink(struct p9_node *dir, const struct uk_name *name,
	       const struct uk_name *target)
{
	struct p9_call call;

	p9_call(&call, p9_node_session(dir), P9_TSYMLINK);
	p9_put_node(&call, dir);
	put_name(&call, name);
	put_name(&call, target);
	p9_put32(&call.out, ROOT_ID);
	return made(&call);
}

/* Tlink dfid[4] fid[4] name[s] */
int p9_link(struct p9_node *dir, const struct uk_name *name,
	    struct p9_node *node)
{
	struct p9_call call;

	p9_call(&call, p9_node_session(dir), P9_TLINK);
	p9_put_node(&call, dir);
	p9_put_node(&call, node);
	put_name(&call, name);
	return simple(&call);
}

/* Tunlinkat dirfd[4] name[s] flags[4] */
int p9_unlinkat(struct p9_node *dir, const struct uk_name *name,
		uint32_t flags)
{
	struct p9_call call;

	p9_call(&call, p9_node_session(dir), P9_TUNLINKAT);
	p9_put_node(&call, dir);
	put_name(&call, name);
	p9_put32(&call.out, flags);
	return simple(&call);
}

/* Trenameat olddirfid[4] oldname[s] newdirfid[4] newname[s] */
int p9_renameat(struct p9_node *dir, const struct uk_name *name,
		struct p9_node *to_dir, const struct uk_name *to_name)
{
	struct p9_call call;
	int error;

	p9_call(&call, p9_node_session(dir), P9_TRENAMEAT);
	p9_put_node(&call, dir);
	put_name(&call, name);
	p9_put_node(&call, to_dir);
	put_name(&call, to_name);
	error = simple(&call);
	if (!error)
		p9_known_moved(call.session, dir->fid, name, to_dir->fid,
			       to_name);
	return error;
}

/* Trename fid[4] dfid[4] name[s] */
int p9_rename(struct p9_node *node, struct p9_node *to_dir,
	      const struct uk_name *to_name)
{
	struct p9_call call;
	int error;

	p9_call(&call, p9_node_session(node), P9_TRENAME);
	p9_put_node(&call, node);
	p9_put_node(&call, to_dir);
	put_name(&call, to_name);
	error = simple(&call);
	if (!error)
		p9_known_moved(call.session, node->fid, NULL, to_dir->fid,
			       to_name);
	return error;
}

/* Tgetattr fid[4] request_mask[8] */
int p9_getattr(struct p9_node *node, struct uk_stat *stat)
{
	struct p9_call call;
	int error;

	p9_call(&call, p9_node_session(node), P9_TGETATTR);
	p9_put_node(&call, node);
	p9_put64(&call.out, P9_GETATTR_BASIC);
	error = p9_do(&call, P9_GETATTR_BYTES);
	if (error)
		return error;
	return p9_judge(&call, p9_get_attributes(&call.in, stat));
}

/* Both: to the time that the message has */
#define SET_ACCESSED (P9_SETATTR_ATIME | P9_SETATTR_ATIME_SET)
#define SET_MODIFIED (P9_SETATTR_MTIME | P9_SETATTR_MTIME_SET)

/* Tsetattr fid[4] valid[4] mode[4] uid[4] gid[4] size[8] atime_sec[8] atime_nsec[8]
 * mtime_sec[8] mtime_nsec[8]
 */
int p9_setattr(struct p9_node *node, const struct uk_attributes *attributes)
{
	unsigned int which = attributes->which;
	struct p9_call call;

	p9_call(&call, p9_node_session(node), P9_TSETATTR);
	p9_put_node(&call, node);
	p9_put32(&call.out,
		 (which & UK_ATTRIBUTE_MODE ? P9_SETATTR_MODE : 0) |
		 (which & UK_ATTRIBUTE_UID ? P9_SETATTR_UID : 0) |
		 (which & UK_ATTRIBUTE_GID ? P9_SETATTR_GID : 0) |
		 (which & UK_ATTRIBUTE_SIZE ? P9_SETATTR_SIZE : 0) |
		 (which & UK_ATTRIBUTE_ACCESSED ? SET_ACCESSED : 0) |
		 (which & UK_ATTRIBUTE_MODIFIED ? SET_MODIFIED : 0));
	p9_put32(&call.out, attributes->mode);
	p9_put32(&call.out, attributes->uid);
	p9_put32(&call.out, attributes->gid);
	p9_put64(&call.out, (uint64_t)attributes->size);
	p9_put64(&call.out, (uint64_t)attributes->accessed.seconds);
	p9_put64(&call.out, (uint64_t)attributes->accessed.nanoseconds);
	p9_put64(&call.out, (uint64_t)attributes->modified.seconds);
	p9_put64(&call.out, (uint64_t)attributes->modified.nanoseconds);
	return simple(&call);
}

/*
 * Treadlink fid[4]; Rreadlink target[s]. The head has room for an error, so the target's
 * first bytes come there, and the others behind their place in `to`.
 */
uk_ssize_t p9_readlink(struct p9_node *node, char to[UK_PATH_MOST])
{
	enum { IN_HEAD = P9_ERROR - P9_HEADER - 2 };
	struct uk_sgsegment rest = { to + IN_HEAD, UK_PATH_MOST - IN_HEAD };
	struct p9_call call;
	uint32_t length;
	int error;

	p9_call(&call, p9_node_session(node), P9_TREADLINK);
	p9_put_node(&call, node);
	error = p9_do_data(&call, P9_ERROR, &rest, 1);
	if (error)
		return error;
	length = p9_get16(&call.in);
	if (call.in.bad || call.length != P9_HEADER + 2 + length ||
	    length - 1 >= UK_PATH_MOST - 1)
		return p9_judge(&call, P9_NONSENSE);
	memcpy(to, call.in.at, UK_MIN(length, (uint32_t)IN_HEAD));
	return length;
}

/* Tstatfs fid[4] */
int p9_statfs(struct p9_node *node, struct uk_statfs *stat)
{
	struct p9_call call;
	int error;

	p9_call(&call, p9_node_session(node), P9_TSTATFS);
	p9_put_node(&call, node);
	error = p9_do(&call, STATFS_ANSWER);
	if (error)
		return error;
	return p9_judge(&call, p9_get_statfs(&call.in, stat));
}

/* Tfsync fid[4] datasync[4] */
int p9_fsync(struct p9_session *session, uint32_t fid, bool data_only)
{
	struct p9_call call;

	p9_call(&call, session, P9_TFSYNC);
	p9_put32(&call.out, fid);
	p9_put32(&call.out, data_only);
	return simple(&call);
}
