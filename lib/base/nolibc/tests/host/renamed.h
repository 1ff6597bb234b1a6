/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names under which the functions are linked into a host program, which needs its own ones.
 */
#define memcpy renamed_memcpy
#define memmove renamed_memmove
#define memset renamed_memset
#define memcmp renamed_memcmp
#define memchr renamed_memchr
#define strlen renamed_strlen
#define strnlen renamed_strnlen
#define strcmp renamed_strcmp
#define strncmp renamed_strncmp
#define strchr renamed_strchr
