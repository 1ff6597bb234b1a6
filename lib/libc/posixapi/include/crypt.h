/* SPDX-License-Identifier: BSD-3-Clause */
/* glibc's <crypt.h>: hashes of passwords, of which there are none here. */
#ifndef _CRYPT_H
#define _CRYPT_H

#ifdef __cplusplus
extern "C" {
#endif

/* NULL, with errno ENOSYS, as POSIX has it for systems without: programs that must check
 * passwords bring their own hashes.
 */
char *crypt(const char *key, const char *salt);

#ifdef __cplusplus
}
#endif

#endif /* _CRYPT_H */
