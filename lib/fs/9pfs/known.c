/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The paths of fids. The host has no way to ask for them later.
 */
#include <uk/alloc.h>

#include "session.h"

static struct p9_known **place(struct p9_session *session, uint32_t fid)
{
	struct p9_known **at = &session->known[fid % P9_CHAINS];

	while (*at && (*at)->fid != fid)
		at = &(*at)->next;
	return at;
}

/* A path and one more name, if there is one. It is in no chain yet. */
static struct p9_known *join(const struct p9_known *from,
			     const struct uk_name *name)
{
	uint32_t more = name ? 2 + (uint32_t)name->length : 0;
	struct p9_known *known;

	if (!from)
		return NULL;
	known = uk_calloc(uk_alloc_default(), 1,
			  sizeof(*known) + from->length + more);
	if (!known)
		return NULL;
	memcpy(known->path, from->path, from->length);
	known->length = from->length + more;
	if (name) {
		uint16_t length = (uint16_t)name->length;

		memcpy(known->path + from->length, &length, 2);
		memcpy(known->path + from->length + 2, name->text, length);
	}
	return known;
}

static void add(struct p9_session *session, struct p9_known *known,
		uint32_t fid, uint64_t inode, uint32_t flags)
{
	struct p9_known **chain = &session->known[fid % P9_CHAINS];

	p9_known_forget(session, fid);
	if (!known)
		return;
	known->fid = fid;
	known->inode = inode;
	known->flags = flags;
	known->next = *chain;
	*chain = known;
}

void p9_known_root(struct p9_session *session, uint32_t fid)
{
	const struct p9_known nothing = { .length = 0 };

	add(session, join(&nothing, NULL), fid, session->root, P9_NOT_OPEN);
}

void p9_known_walked(struct p9_session *session, uint32_t from,
		     const struct uk_name *name, uint32_t fid, uint64_t inode)
{
	add(session, join(*place(session, from), name), fid, inode,
	    P9_NOT_OPEN);
}

void p9_known_opened(struct p9_session *session, uint32_t fid, uint32_t flags)
{
	struct p9_known *known = *place(session, fid);

	if (known)
		known->flags = flags;
}

void p9_known_created(struct p9_session *session, uint32_t fid,
		      const struct uk_name *name, uint64_t inode,
		      uint32_t flags)
{
	add(session, join(*place(session, fid), name), fid, inode,
	    flags & ~(P9_OPEN_CREATE | P9_OPEN_EXCLUSIVE));
}

static bool is_below(const struct p9_known *known, const struct p9_known *top)
{
	return known->length >= top->length &&
	       !memcmp(known->path, top->path, top->length);
}

/* NULL: no memory */
static struct p9_known *renamed(const struct p9_known *known, uint32_t cut,
				const struct p9_known *to)
{
	uint32_t rest = known->length - cut;
	struct p9_known *made = uk_malloc(uk_alloc_default(),
					  sizeof(*made) + to->length + rest);

	if (!made)
		return NULL;
	*made = *known;
	made->length = to->length + rest;
	memcpy(made->path, to->path, to->length);
	memcpy(made->path + to->length, known->path + cut, rest);
	return made;
}

/* What has another path now, or none as there is no memory for it. */
static void rename_chain(struct p9_known **at, const struct p9_known *old,
			 const struct p9_known *to)
{
	while (*at) {
		struct p9_known *known = *at, *made;

		if (!is_below(known, old)) {
			at = &known->next;
			continue;
		}
		made = to ? renamed(known, old->length, to) : NULL;
		*at = made ?: known->next;
		if (made)
			at = &made->next;
		uk_free(uk_alloc_default(), known);
	}
}

void p9_known_moved(struct p9_session *session, uint32_t from,
		    const struct uk_name *name, uint32_t to,
		    const struct uk_name *to_name)
{
	struct p9_known *old = join(*place(session, from), name);
	struct p9_known *now = join(*place(session, to), to_name);

	if (old)
		for (unsigned int i = 0; i < P9_CHAINS; i++)
			rename_chain(&session->known[i], old, now);
	uk_free(uk_alloc_default(), old);
	uk_free(uk_alloc_default(), now);
}

/* While they are made known, who does that looks at them. */
void p9_known_forget(struct p9_session *session, uint32_t fid)
{
	struct p9_known **at = place(session, fid), *known = *at;

	if (!known)
		return;
	known->gone = true;
	if (session->reconnects)
		return;
	*at = known->next;
	uk_free(uk_alloc_default(), known);
}

void p9_known_free(struct p9_session *session, bool all)
{
	for (unsigned int i = 0; i < P9_CHAINS; i++)
		for (struct p9_known **at = &session->known[i]; *at;) {
			struct p9_known *known = *at;

			if (all || known->gone) {
				*at = known->next;
				uk_free(uk_alloc_default(), known);
			} else {
				at = &known->next;
			}
		}
}
