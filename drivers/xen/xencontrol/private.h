/* SPDX-License-Identifier: BSD-3-Clause */
/* What the toolstack asks for, and how it is done. */
#ifndef XENCONTROL_PRIVATE_H
#define XENCONTROL_PRIVATE_H

#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/print.h>

/* Has the program end, or ends the image. From a watch of XenStore. */
void xencontrol_end(void);

/* Says what we can do. */
void xencontrol_announce(void);

/* Lets others run. False: it is of no use, as for the time since `since` it was not. */
bool xencontrol_give_way(uint64_t since);

#ifdef CONFIG_DRV_XENCONTROL_SUSPEND

/* 0, -EBUSY or -ENOTSUP, which was printed. */
int xencontrol_ask(void);
/* From a watch of XenStore. */
void xencontrol_suspend(void);

#else

static inline int xencontrol_ask(void)
{
	uk_pr_err("this image cannot be saved or migrated (it is built without "
		  "DRV_XENCONTROL_SUSPEND); it goes on, and the request runs out\n");
	return -ENOTSUP;
}

static inline void xencontrol_suspend(void)
{
}

#endif

#endif /* XENCONTROL_PRIVATE_H */
