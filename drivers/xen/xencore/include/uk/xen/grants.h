/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Grants: pages that another domain may map or copy (xen/include/public/grant_table.h, version 1).
 * Any context, but the first call, which sets the table up.
 */
#ifndef UK_XEN_GRANTS_H
#define UK_XEN_GRANTS_H

#include <uk/errno.h>
#include <uk/essentials.h>

typedef uint32_t uk_xen_grant;

/*
 * Lets domain `to` use the page at `page` (page-aligned, mapped at its own address). The grant's
 * number; -ENOSPC: all are taken (CONFIG_DRV_XENCORE_GRANT_PAGES), or -ENODEV.
 */
int uk_xen_grant_page(uint16_t to, const void *page, bool readonly);

/* Takes it back. 0; -EBUSY: the other domain uses it now, and keeps it. */
int uk_xen_grant_end(uk_xen_grant grant);

#endif /* UK_XEN_GRANTS_H */
