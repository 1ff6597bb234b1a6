/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers as Linux and glibc give them; in images with LIBUKRNG.
 */
#ifndef _SYS_RANDOM_H
#define _SYS_RANDOM_H

#include <sys/types.h>

/* linux/random.h */
#define GRND_NONBLOCK 1
#define GRND_RANDOM 2
#define GRND_INSECURE 4

#ifdef __cplusplus
extern "C" {
#endif

/* How many bytes were stored, all that were asked for; EAGAIN: the machine has no
 * source of entropy; EINVAL: an unknown flag.
 */
ssize_t getrandom(void *buffer, size_t length, unsigned int flags);

/* Up to 256 bytes, else EIO. */
int getentropy(void *buffer, size_t length);

#ifdef __cplusplus
}
#endif

#endif /* _SYS_RANDOM_H */
