/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef IPERF_JSON_H
#define IPERF_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The member `name` of the JSON object (RFC 8259) that `text` is: a number without sign and
 * fraction, or true, which is 1. False if there is none, or it is something else. What
 * is no JSON has no members from there on.
 */
bool json_number(const char *text, size_t length, const char *name,
		 uint64_t *value);

#endif /* IPERF_JSON_H */
