/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HTTPD_PATH_H
#define HTTPD_PATH_H

#include "request.h"

/* Longer than any page's path. */
#define PATH_MOST 255

/*
 * Decodes the %XX of a path (RFC 3986 section 2.1). One that has none is itself; else `room`
 * (PATH_MOST bytes) holds the result, and one that does not fit there is empty: no page has it.
 * False if a % begins no two digits, or stands for NUL.
 */
bool path_decode(struct text *path, char *room);

#endif /* HTTPD_PATH_H */
