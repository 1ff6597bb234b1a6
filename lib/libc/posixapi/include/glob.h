/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX's <glob.h>, with Linux's numbers (newlib's has an older interface). */
#ifndef _GLOB_H
#define _GLOB_H

#include <sys/cdefs.h>
#include <sys/types.h>

typedef struct {
	size_t gl_pathc;
	char **gl_pathv;
	size_t gl_offs;
	int gl_flags; /* its own */
} glob_t;

#define GLOB_ERR 1
#define GLOB_MARK 2
#define GLOB_NOSORT 4
#define GLOB_DOOFFS 8
#define GLOB_NOCHECK 16
#define GLOB_APPEND 32
#define GLOB_NOESCAPE 64

#define GLOB_NOSPACE 1
#define GLOB_ABORTED 2
#define GLOB_NOMATCH 3
#define GLOB_NOSYS 4

__BEGIN_DECLS

int glob(const char *__restrict pattern, int flags,
	 int (*error)(const char *path, int number), glob_t *__restrict found);
void globfree(glob_t *found);

__END_DECLS

#endif /* _GLOB_H */
