/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What PCRE2's configure script would find out and choose: the release's own defaults (its
 * src/config.h.generic), for characters of 8 bits.
 */
#define HAVE_INTTYPES_H 1
#define HAVE_LIMITS_H 1
#define HAVE_MEMMOVE 1
#define HAVE_STDINT_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRERROR 1
#define HAVE_STRING_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1

#define SUPPORT_PCRE2_8 1
#define PCRE2_CODE_UNIT_WIDTH 8
#define PCRE2_STATIC 1

#define HEAP_LIMIT 20000000
#define LINK_SIZE 2
#define MATCH_LIMIT 10000000
#define MATCH_LIMIT_DEPTH MATCH_LIMIT
#define MAX_NAME_COUNT 10000
#define MAX_NAME_SIZE 32
#define NEWLINE_DEFAULT 2 /* line feed */
#define PARENS_NEST_LIMIT 250
