/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The protocol: a datagram asks, a datagram answers. Both builds share it. No C library.
 *
 *	get KEY		VALUE BYTES | none
 *	set KEY BYTES	OK | error REASON
 *	del KEY		OK | none
 *
 * A key is 1 to STORE_KEY_MOST bytes above the space; a value is any bytes up to the
 * datagram's end, STORE_VALUE_MOST at most. A line's end after the key of `get` and `del` is
 * ignored, for people who type. Whatever else is answered by `error REASON`.
 */
#ifndef UDPKV_PROTOCOL_H
#define UDPKV_PROTOCOL_H

#include "store.h"

#define UDPKV_PORT 9000
#define UDPKV_REQUEST_MOST (4 + STORE_KEY_MOST + 1 + STORE_VALUE_MOST)
#define UDPKV_ANSWER_MOST (6 + STORE_VALUE_MOST)

/*
 * Answers a request of any content: writes to `answer` (UDPKV_ANSWER_MOST bytes; it may be the
 * request's own memory) and returns how many bytes. Of a datagram longer than
 * UDPKV_REQUEST_MOST nothing behind UDPKV_REQUEST_MOST + 1 bytes need be there.
 */
size_t udpkv_answer(struct store *store, const uint8_t *request, size_t length,
		    uint8_t *answer);

#endif /* UDPKV_PROTOCOL_H */
