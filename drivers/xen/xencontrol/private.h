/* SPDX-License-Identifier: BSD-3-Clause */
/* The end that was asked for. */
#ifndef XENCONTROL_PRIVATE_H
#define XENCONTROL_PRIVATE_H

/* Has the program end, or ends the image. From a watch of XenStore. */
void xencontrol_end(void);

#endif /* XENCONTROL_PRIVATE_H */
