/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The time, looked at once for each round of events.
 */
#ifndef HTTPD_CLOCK_H
#define HTTPD_CLOCK_H

#include <stdint.h>

#include "page.h"

extern struct clock {
	int64_t second; /* since some beginning; never goes back */
	char date[DATE_BYTES + 1];
} now;

void clock_look(void);

#endif /* HTTPD_CLOCK_H */
