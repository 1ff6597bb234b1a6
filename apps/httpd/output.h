/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Answers on their way out. Those to all requests that one read brought go with one call;
 * pages are sent from where they lie. There is one output: connections take turns with
 * it, and keep only what their sockets do not take at once.
 */
#ifndef HTTPD_OUTPUT_H
#define HTTPD_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#define OUTPUT_PIECES 64
#define OUTPUT_SCRATCH 4096
/* Room that every answer written to the scratch has at least. */
#define OUTPUT_ANSWER_MOST 1024
/* Enough bytes for one call; a longer page is the last of its batch. */
#define OUTPUT_ENOUGH 16384

/* What a socket did not take: a copy of answers' ends and heads, then the end of one page. */
struct rest {
	char *copy; /* NULL: nothing */
	size_t copy_length;
	const char *page;
	size_t page_length;
};

/* Room for an answer, OUTPUT_ANSWER_MOST bytes. */
char *output_room(void);

/* An answer of `length` bytes was written there. */
void output_wrote(size_t length);

/*
 * `length` bytes to be sent from where they lie: `head_length` of them may have changed by the
 * time of a second attempt, the others never change.
 */
void output_refer(const char *bytes, size_t head_length, size_t length);

bool output_is_empty(void);

/* True if there should be no further answer before output_send(). */
bool output_is_full(void);

/* Sends the batch, which is empty then; bytes that were taken, or -1 and errno. The rest is
 * kept in `rest`, or errno is ENOMEM.
 */
ptrdiff_t output_send(int fd, struct rest *rest);

/* Sends of a rest, which is nothing if all went; as above. */
ptrdiff_t output_send_rest(int fd, struct rest *rest);

void output_drop_rest(struct rest *rest);

#endif /* HTTPD_OUTPUT_H */
