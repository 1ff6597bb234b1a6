/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which files of the archive are one: those of the same inode and device.
 */
#include <uk/alloc.h>
#include <uk/errno.h>

#include "fill.h"

struct cpio_link {
	struct cpio_link *next;
	struct uk_vnode *vnode; /* a share */
	unsigned int archive;
	uint32_t inode;
	uint32_t device[2];
};

static struct cpio_link *find(const struct cpio_links *links,
			      unsigned int archive,
			      const struct cpio_entry *entry)
{
	struct cpio_link *link = links->bucket[entry->inode %
					       UK_ARRAY_SIZE(links->bucket)];

	while (link && (link->inode != entry->inode ||
			link->archive != archive ||
			link->device[0] != entry->device[0] ||
			link->device[1] != entry->device[1]))
		link = link->next;
	return link;
}

struct uk_vnode *cpio_links_find(const struct cpio_links *links,
				 unsigned int archive,
				 const struct cpio_entry *entry)
{
	struct cpio_link *link = find(links, archive, entry);

	return link ? link->vnode : NULL;
}

int cpio_links_set(struct cpio_links *links, unsigned int archive,
		   const struct cpio_entry *entry, struct uk_vnode *vnode)
{
	struct cpio_link **bucket =
		&links->bucket[entry->inode % UK_ARRAY_SIZE(links->bucket)];
	struct cpio_link *link = find(links, archive, entry);

	uk_vnode_get(vnode);
	if (link) {
		uk_vnode_put(link->vnode);
		link->vnode = vnode;
		return 0;
	}
	link = uk_malloc(uk_alloc_default(), sizeof(*link));
	if (!link) {
		uk_vnode_put(vnode);
		return -ENOMEM;
	}
	*link = (struct cpio_link){ *bucket, vnode, archive, entry->inode,
				    { entry->device[0], entry->device[1] } };
	*bucket = link;
	return 0;
}

void cpio_links_end(struct cpio_links *links)
{
	for (size_t i = 0; i < UK_ARRAY_SIZE(links->bucket); i++)
		while (links->bucket[i]) {
			struct cpio_link *link = links->bucket[i];

			links->bucket[i] = link->next;
			uk_vnode_put(link->vnode);
			uk_free(uk_alloc_default(), link);
		}
}
