/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libext2fs' configure script would have written: little of a C library is here.
 */
#ifndef EXT4_PORT_CONFIG_H
#define EXT4_PORT_CONFIG_H

#define HAVE_SYS_TYPES_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_UNISTD_H 1
/* Its messages go nowhere: errors are returned. */
#define OMIT_COM_ERR 1

#endif /* EXT4_PORT_CONFIG_H */
