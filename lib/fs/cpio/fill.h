/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes the files of an archive in a mounted ramfs.
 */
#ifndef CPIO_FILL_H
#define CPIO_FILL_H

#include <uk/vnode.h>

#include "archive.h"

/* Files with several names, by what the archive calls them; zero bytes are none. */
struct cpio_links {
	struct cpio_link *bucket[64];
};

/* The file that `entry` is another name of, or NULL. No share. */
struct uk_vnode *cpio_links_find(const struct cpio_links *links,
				 unsigned int archive,
				 const struct cpio_entry *entry);
/* This is what it is from here on. 0 or -ENOMEM. */
int cpio_links_set(struct cpio_links *links, unsigned int archive,
		   const struct cpio_entry *entry, struct uk_vnode *vnode);
void cpio_links_end(struct cpio_links *links);

/* `source`: what messages call the archive. 0, or an error that was printed. */
int cpio_fill(struct uk_vnode *root, const char *source, const void *base,
	      size_t length);

#endif /* CPIO_FILL_H */
