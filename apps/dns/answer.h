/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef DNS_ANSWER_H
#define DNS_ANSWER_H

#include "zone.h"

/* Room for any answer; what is longer than 512 bytes goes by UDP to who says that he takes it. */
#define ANSWER_MOST 16384

/*
 * Answers a message of any content. Writes to `answer` (ANSWER_MOST bytes) and returns how many
 * bytes; 0 if it is to be ignored: too short, or an answer itself. `is_stream`: it came by
 * TCP. Nothing is kept from one query to the next.
 */
size_t dns_answer(const struct zone *zone, const uint8_t *message,
		  size_t length, bool is_stream, uint8_t *answer);

#endif /* DNS_ANSWER_H */
