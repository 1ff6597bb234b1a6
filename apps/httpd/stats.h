/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What /stats says.
 */
#ifndef HTTPD_STATS_H
#define HTTPD_STATS_H

#include <stddef.h>

extern struct stats {
	unsigned long connections; /* open now */
	unsigned long accepted;
	unsigned long refused; /* times that there was no room for another one */
	unsigned long timeouts;
	unsigned long requests;
	unsigned long errors; /* answers 400 and up */
	unsigned long bytes;  /* sent */
} stats;

/* Lines "name number"; returns their length, less than `room`. */
size_t stats_write(char *to, size_t room);

/* The same of the platform's memory: memory_*.c, one for each platform. */
size_t memory_write(char *to, size_t room);

#endif /* HTTPD_STATS_H */
